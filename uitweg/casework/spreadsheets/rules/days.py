"""Reading a day in a cell of an imported list, also without its year or with words around it."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from uitweg.platform.dutch_days import MONTH_NAMES, WrittenDay, read_dutch_day

EXCEL_DAY_NUMBERS = range(10_000, 80_000)
"""Excel counts days since 30 December 1899; 10,000 is in 1927, 80,000 in 2119."""
DAYS_BEFORE = 180
"""A day to come without a year may be this long ago; further back it is next year's."""
_AROUND = re.compile(
    r"^(?:(?:ma|di|wo|do|vr|za|zo)[a-z]{0,2}(?:dag)?[.,]? )?(?:ca\.? |± ?|rond )?"
    r"(?P<day>.*?)(?: om)?(?:,? \d{1,2}[:.]\d{2}(?: ?u(?:ur)?)?)?[?.!]*$"
)
"""A weekday, a word for about, a time and question marks around a day."""


def date_in(cell: str, *, today: date, ahead: bool | None = None) -> tuple[date, bool] | None:
    """Return the day in a cell, and whether the cell names the day itself; None when it is no day.

    Reads 2024-03-01, 1-3-2024, 01/03/24, 1 maart 2024, vr 1 mrt 2024?, maart 2024 (as its first
    day), and the number that Excel stores for a day. Without a year it is no day, unless `ahead`
    says what kind of day it is: False for one that was, True for one that may still come.
    """
    if written := _written_day(cell, today):
        named = written.day is not None and written.year is not None
        try:
            year = written.year or _year_of(written, today, ahead=ahead)
            return (date(year, written.month, written.day or 1), named) if year else None
        except ValueError:  # no such day or month
            return None
    text = cell.strip().rstrip(".")
    if re.fullmatch(r"\d{5}(?:\.0)?", text) and int(float(text)) in EXCEL_DAY_NUMBERS:
        return date(1899, 12, 30) + timedelta(days=int(float(text))), True
    return None


def _written_day(cell: str, today: date) -> WrittenDay | None:
    text = " ".join(cell.lower().split())
    around = _AROUND.fullmatch(text)
    plain = re.sub(r" ?([-/.]) ?['’]?", r"\1", around["day"]) if around else text
    return next(filter(None, (read_dutch_day(each, today=today) for each in (text, plain))), None)


def _year_of(written: WrittenDay, today: date, *, ahead: bool | None) -> int | None:
    """Return the year that a day without one most likely is in: the nearest that fits."""
    if ahead is None:
        return None
    earliest = today - timedelta(days=DAYS_BEFORE)
    day = min(written.day or 1, monthrange(today.year, written.month)[1])
    this_year = date(today.year, written.month, day)
    if ahead:
        return today.year + (this_year < earliest)
    return today.year - (this_year > today)


def days_meant(cell: str, *, today: date) -> list[str]:
    """Return days that somebody may have meant by one that does not exist: 31-11 is 30-11, 13-11.

    Empty when the cell is no such day.
    """
    written = _written_day(cell, today)
    if written is None or written.day is None:
        return []
    return list(dict.fromkeys(_alternatives(written, today)))


def _alternatives(written: WrittenDay, today: date) -> Iterator[str]:
    day, month, year = written.day or 0, written.month, written.year or today.year
    end = f"-{written.year}" if written.year else ""
    if 1 <= month <= len(MONTH_NAMES):
        last = monthrange(year, month)[1]
        if day > last:
            yield f"{last}-{month}{end}"
        swapped = day % 10 * 10 + day // 10
        if swapped != day and 1 <= swapped <= last:
            yield f"{swapped}-{month}{end}"
    elif 1 <= day <= len(MONTH_NAMES) and month <= monthrange(year, day)[1]:
        yield f"{month}-{day}{end}"  # month and day the other way round
