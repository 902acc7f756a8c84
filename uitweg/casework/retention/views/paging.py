"""Where a page of a long list begins, read from an address."""

from datetime import date

from uitweg.platform.ui.addresses import row_number_in


def cursor_in(after: str) -> tuple[date | None, int]:
    """Read the place of a page, "2027-03-31.12"; nonsense is the first page."""
    day, _, number = after.partition(".")
    try:
        return date.fromisoformat(day), row_number_in(number) or 0
    except ValueError:
        return None, 0
