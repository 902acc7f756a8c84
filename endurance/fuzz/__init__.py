"""`./run endure --only fuzz`: changed examples at everything that reads what a stranger sends."""
