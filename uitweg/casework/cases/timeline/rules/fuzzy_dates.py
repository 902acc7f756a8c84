"""When something happened, as precisely as people know: a day, month, quarter, season or year.

People rarely know the exact day. They type a moment as they would say it ("zomer 2025", "rond
3 maart"); it is stored with its precision and shown in words, so that it never looks more precise
than it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from uitweg.platform.dutch_days import MONTH_NAMES, WrittenDay, full_year, in_dutch, read_dutch_day

SEASONS = {"lente": 3, "voorjaar": 3, "zomer": 6, "herfst": 9, "najaar": 9, "winter": 12}
"""The month in which each season begins, counted in whole months."""
QUARTERS = {"eerste": 1, "tweede": 4, "derde": 7, "vierde": 10}
"""The month in which each quarter begins."""
EARLIEST_DATE = date(1990, 1, 1)
DATE_EXAMPLES = "14 maart 2025, maart 2025, zomer 2025, 2025 of rond maart 2025"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"


@dataclass(frozen=True)
class FuzzyDate:
    """The first day it can have been, with what precision, and whether that is approximate."""

    start: date
    precision: Precision
    is_approximate: bool = False

    @property
    def words(self) -> str:
        """The date in Dutch: 14 maart 2025, in de zomer van 2025, rond maart 2025."""
        words = _WORDS_BY_PRECISION[self.precision](self.start)
        if self.is_approximate:
            return f"rond {words}"
        return words if self.precision is Precision.DAY else f"in {words}"


class UnreadableDate(ValueError):
    """This text is no date that can be accepted; the message says why, in Dutch."""


def parse(typed: str, *, today: date) -> FuzzyDate | None:
    """Return the date that a member typed, or None when nothing was or it is not known.

    A day or month without a year is the latest one that is not after `today`. Raises
    UnreadableDate, also for a date after `today`.
    """
    words = " ".join(typed.lower().replace(",", " ").split())
    if not words or words in ("onbekend", "weet ik niet", "?"):
        return None
    prefix = re.match(r"(in|op|sinds|rond|omstreeks|ongeveer|circa|ca\.?|±) ", words)
    is_approximate = prefix is not None and prefix[1] not in ("in", "op", "sinds")
    plain = re.sub(r"^(de|het) ", "", words[prefix.end() :] if prefix else words)
    try:
        parsed = _parse_relative(plain, today) or _parse_calendar_date(
            plain.replace(" van ", " "), today
        )
    except ValueError:  # a day that does not exist, such as 31 april
        parsed = None
    if parsed is None:
        raise UnreadableDate(f"Dit begrijpen we niet als moment. Schrijf het zo: {DATE_EXAMPLES}.")
    if parsed.start > today:
        raise UnreadableDate("Dit moment is nog niet geweest. Voor later is er een actie.")
    if parsed.start < EARLIEST_DATE:
        raise UnreadableDate("Dit moment ligt te ver terug. Klopt het jaar?")
    return replace(parsed, is_approximate=is_approximate or parsed.is_approximate)


def _parse_relative(words: str, today: date) -> FuzzyDate | None:
    days = {"vandaag": 0, "gisteren": 1, "eergisteren": 2}
    if words in days:
        return FuzzyDate(today - timedelta(days=days[words]), Precision.DAY)
    this_month = today.replace(day=1)
    return {
        "deze week": FuzzyDate(
            today - timedelta(days=today.weekday()), Precision.DAY, is_approximate=True
        ),
        "vorige week": FuzzyDate(today - timedelta(days=7), Precision.DAY, is_approximate=True),
        "deze maand": FuzzyDate(this_month, Precision.MONTH),
        "vorige maand": FuzzyDate((this_month - timedelta(days=1)).replace(day=1), Precision.MONTH),
        "dit jaar": FuzzyDate(date(today.year, 1, 1), Precision.YEAR),
        "vorig jaar": FuzzyDate(date(today.year - 1, 1, 1), Precision.YEAR),
    }.get(words)


def _parse_calendar_date(words: str, today: date) -> FuzzyDate | None:
    if written := read_dutch_day(words, today=today):
        precision = Precision.MONTH if written.day is None else Precision.DAY
        return FuzzyDate(_latest_past_day(written, today), precision)
    if re.fullmatch(r"\d{4}", words):
        return FuzzyDate(date(int(words), 1, 1), Precision.YEAR)
    if match := re.fullmatch(r"winter (\d{4}) ?(?:[-/]|op) ?\d{2,4}", words):
        return FuzzyDate(date(int(match[1]), 12, 1), Precision.SEASON)
    if match := re.fullmatch(r"(eerste|tweede|derde|vierde) kwartaal (\d{4})", words):
        return FuzzyDate(date(int(match[2]), QUARTERS[match[1]], 1), Precision.QUARTER)
    if match := re.fullmatch(r"([a-z]+)\.?(?: (\d{2}|\d{4}))?", words):
        return _parse_season(match[1], match[2], today)
    return None


def _parse_season(word: str, year: str | None, today: date) -> FuzzyDate | None:
    if word not in SEASONS:
        return None
    start = date(full_year(year, today) if year else today.year, SEASONS[word], 1)
    # "winter 2026" said in January 2026 is the winter that began in December 2025.
    if start > today and (year is None or word == "winter"):
        start = start.replace(year=start.year - 1)
    return FuzzyDate(start, Precision.SEASON)


def _latest_past_day(written: WrittenDay, today: date) -> date:
    """Return the day, or the first day of the month; without a year the latest up to `today`."""
    year = today.year if written.year is None else written.year
    day = date(year, written.month, 1 if written.day is None else written.day)
    return day.replace(year=year - 1) if written.year is None and day > today else day


def _quarter_words(start: date) -> str:
    ordinal = next(ordinal for ordinal, month in QUARTERS.items() if month == start.month)
    return f"het {ordinal} kwartaal van {start.year}"


def _season_words(start: date) -> str:
    if start.month == 12:
        return f"de winter van {start.year} op {start.year + 1}"
    name = {3: "lente", 6: "zomer", 9: "herfst"}[start.month]
    return f"de {name} van {start.year}"


_WORDS_BY_PRECISION: dict[Precision, Callable[[date], str]] = {
    Precision.DAY: in_dutch,
    Precision.MONTH: lambda start: f"{MONTH_NAMES[start.month - 1]} {start.year}",
    Precision.QUARTER: _quarter_words,
    Precision.SEASON: _season_words,
    Precision.YEAR: lambda start: str(start.year),
}
