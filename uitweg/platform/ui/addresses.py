"""Reading the id of a row from an address or form, where anyone can type anything."""

MOST_ROW_DIGITS = 18
"""A larger number does not fit in a row's id."""


def row_number_in(typed: str) -> int | None:
    """Return the id, or None for what cannot be one ('²' is a digit to Python, but not ASCII)."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= MOST_ROW_DIGITS
    return int(typed) if is_number else None
