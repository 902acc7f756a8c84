"""A day as Dutch people write it, read and said: 3 maart 2026, 3-3-26, mrt 2026, 2026-03-03."""

import re
from dataclasses import dataclass
from datetime import date

MONTH_NAMES = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus"),
    *("september", "oktober", "november", "december"),
)
_MONTH_BY_THREE_LETTERS = {name[:3]: n for n, name in enumerate(MONTH_NAMES, 1)}
_MONTH_BY_THREE_LETTERS |= {"mrt": 3, "mar": 3, "may": 5, "oct": 10}
_YEARS_AHEAD = 10
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[ t].*)?")
"""Year first; a time may follow."""
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})(?:[-/. ](?P<year>\d{2}|\d{4}))?")
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})[ -])?(?P<month>[a-z]{3,})\.?(?:[ -]['’]?(?P<year>\d{2}|\d{4}))?"
)


@dataclass(frozen=True)
class WrittenDay:
    """A day or a month as it was written; None for a day or a year that was left out."""

    day: int | None
    month: int
    year: int | None


def read_dutch_day(text: str, *, today: date) -> WrittenDay | None:
    """Return the day or month that stands in a text and is all of it, else None.

    That the day exists is not checked (31 april).
    """
    plain = text.strip().lower().rstrip(".")
    found = _ISO.fullmatch(plain) or _NUMBERS.fullmatch(plain) or _WORDS.fullmatch(plain)
    if found is None:
        return None
    day, month, year = found["day"], found["month"], found["year"]
    number = int(month) if month.isdigit() else _month_number(month, misspelt=year is not None)
    if not number:
        return None
    return WrittenDay(int(day) if day else None, number, full_year(year, today) if year else None)


def in_dutch(day: date) -> str:
    """Return the day in words: 3 maart 2026."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def full_year(digits: str, today: date) -> int:
    """Read 24 as 2024 and 98 as 1998: two digits are at most ten years ahead of today."""
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year + _YEARS_AHEAD else year - 100


def _month_number(word: str, *, misspelt: bool) -> int:
    """Return the month that a name or its beginning stands for (mrt too), or 0.

    With `misspelt` the first three letters tell, of a word about as long as the name: febuari,
    october. Of a longer one they do not: maandag.
    """
    number = _MONTH_BY_THREE_LETTERS.get(word[:3], 0)
    if not number:
        return 0
    name = MONTH_NAMES[number - 1]
    is_right = name.startswith(word) or word == "mrt"
    return number if is_right or (misspelt and len(word) <= len(name) + 1) else 0
