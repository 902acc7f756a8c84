"""Is this youngster known? The search box, the card beside a note, and the rows of a list."""
