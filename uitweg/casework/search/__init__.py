"""Is this youngster known? The search box, known people beside a note, and rows of an import."""
