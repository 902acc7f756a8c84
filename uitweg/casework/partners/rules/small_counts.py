"""Counts as they may be seen: a small one is hidden, a larger one rounded."""

SMALLEST_SHOWN = 8
ROUNDED_TO = 5


def shown_count(count: int) -> str:
    """Return a count in words: 0, "minder dan 8", else rounded to the nearest five.

    Nobody is then recognised in a small group, nor by taking one number from another.
    """
    if count == 0:
        return "0"
    if count < SMALLEST_SHOWN:
        return f"minder dan {SMALLEST_SHOWN}"
    return str(ROUNDED_TO * round(count / ROUNDED_TO))
