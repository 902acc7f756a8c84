"""Reading from an address where a page of a long list begins."""

from datetime import date

from uitweg.platform.ui.addresses import row_number_in


def cursor_in(cursor: str) -> tuple[date | None, int]:
    """Read the last day and row number of the page before, "2027-03-31.12".

    Anything else means the first page: (None, 0).
    """
    day, _, number = cursor.partition(".")
    try:
        return date.fromisoformat(day), row_number_in(number) or 0
    except ValueError:
        return None, 0
