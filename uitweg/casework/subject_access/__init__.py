"""Subject access: what a youngster gets to see of their own case, agreed on by two members."""
