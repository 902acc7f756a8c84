"""Counts that may be published: they cannot be turned back into children."""
