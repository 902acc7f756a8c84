"""Reading a number that stands in an address, where anyone can type anything."""

MOST_ROW_DIGITS = 18
"""More does not fit in a row's number."""


def row_number_in(typed: str) -> int | None:
    """Return the number, or None for whatever is none: '²' is a digit to Python, not to a store."""
    return (
        int(typed)
        if typed.isascii() and typed.isdigit() and len(typed) <= MOST_ROW_DIGITS
        else None
    )
