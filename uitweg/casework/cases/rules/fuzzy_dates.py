"""When something happened, as exactly as people know: a day, a month, a season, a year, around.

Who tells it rarely knows the day. It is typed as people say it ("zomer 2025", "rond 3 maart"),
kept with its precision, and said back in words, so that nobody reads more into it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from uitweg.platform.dutch_days import MONTH_NAMES, WrittenDay, full_year, in_dutch, read_dutch_day

SEASONS = {"lente": 3, "voorjaar": 3, "zomer": 6, "herfst": 9, "najaar": 9, "winter": 12}
"""In which month each begins, counted in whole months."""
QUARTERS = {"eerste": 1, "tweede": 4, "derde": 7, "vierde": 10}
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
    """The first day it can have been, how exactly that is known, and whether it is a guess."""

    start: date
    precision: Precision
    around: bool = False

    @property
    def words(self) -> str:
        """Say it: 14 maart 2025, in de zomer van 2025, rond maart 2025."""
        said = _WORDS_BY_PRECISION[self.precision](self.start)
        if self.around:
            return f"rond {said}"
        return said if self.precision is Precision.DAY else f"in {said}"


class UnreadableDate(ValueError):
    """These words name no moment; the sentence says how it can be written."""


def parse(typed: str, *, today: date) -> FuzzyDate | None:
    """Return the moment somebody typed, or None when nothing was; no moment after `today`.

    A day or month without a year is the latest one that has been. Raises UnreadableDate.
    """
    words = " ".join(typed.lower().replace(",", " ").split())
    if not words or words in ("onbekend", "weet ik niet", "?"):
        return None
    led = re.match(r"(in|op|sinds|rond|omstreeks|ongeveer|circa|ca\.?|±) ", words)
    around = led is not None and led[1] not in ("in", "op", "sinds")
    plain = re.sub(r"^(de|het) ", "", words[led.end() :] if led else words)
    try:
        found = _parse_relative(plain, today) or _parse_calendar_date(
            plain.replace(" van ", " "), today
        )
    except ValueError:
        found = None  # 31 april
    if found is None:
        raise UnreadableDate(f"Dit begrijpen we niet als moment. Schrijf het zo: {DATE_EXAMPLES}.")
    if found.start > today:
        raise UnreadableDate("Dit moment is nog niet geweest. Voor later is er een actie.")
    if found.start < EARLIEST_DATE:
        raise UnreadableDate("Dit moment ligt te ver terug. Klopt het jaar?")
    return FuzzyDate(found.start, found.precision, around or found.around)


def _parse_relative(words: str, today: date) -> FuzzyDate | None:
    days = {"vandaag": 0, "gisteren": 1, "eergisteren": 2}
    if words in days:
        return FuzzyDate(today - timedelta(days=days[words]), Precision.DAY)
    this_month = today.replace(day=1)
    return {
        "deze week": FuzzyDate(today - timedelta(days=today.weekday()), Precision.DAY, around=True),
        "vorige week": FuzzyDate(today - timedelta(days=7), Precision.DAY, around=True),
        "deze maand": FuzzyDate(this_month, Precision.MONTH),
        "vorige maand": FuzzyDate((this_month - timedelta(days=1)).replace(day=1), Precision.MONTH),
        "dit jaar": FuzzyDate(date(today.year, 1, 1), Precision.YEAR),
        "vorig jaar": FuzzyDate(date(today.year - 1, 1, 1), Precision.YEAR),
    }.get(words)


def _parse_calendar_date(words: str, today: date) -> FuzzyDate | None:
    if written := read_dutch_day(words, today=today):
        precision = Precision.MONTH if written.day is None else Precision.DAY
        return FuzzyDate(_latest_past_day(written, today), precision)
    if found := re.fullmatch(r"(\d{4})", words):
        return FuzzyDate(date(int(words), 1, 1), Precision.YEAR)
    if found := re.fullmatch(r"winter (\d{4}) ?(?:[-/]|op) ?\d{2,4}", words):
        return FuzzyDate(date(int(found[1]), 12, 1), Precision.SEASON)
    if found := re.fullmatch(r"(eerste|tweede|derde|vierde) kwartaal (\d{4})", words):
        return FuzzyDate(date(int(found[2]), QUARTERS[found[1]], 1), Precision.QUARTER)
    if found := re.fullmatch(r"([a-z]+)\.?(?: (\d{2}|\d{4}))?", words):
        return _parse_season(found[1], found[2], today)
    return None


def _parse_season(word: str, year: str | None, today: date) -> FuzzyDate | None:
    if word not in SEASONS:
        return None
    start = date(full_year(year, today) if year else today.year, SEASONS[word], 1)
    # "winter 2026", said in January: the one we are in
    if start > today and (year is None or word == "winter"):
        start = start.replace(year=start.year - 1)
    return FuzzyDate(start, Precision.SEASON)


def _latest_past_day(written: WrittenDay, today: date) -> date:
    """Return the day, or the first day of the month; without a year the latest that has been."""
    year = today.year if written.year is None else written.year
    on = date(year, written.month, 1 if written.day is None else written.day)
    return on.replace(year=year - 1) if written.year is None and on > today else on


def _season_words(start: date) -> str:
    if start.month == 12:
        return f"de winter van {start.year} op {start.year + 1}"
    name = {3: "lente", 6: "zomer", 9: "herfst"}[start.month]
    return f"de {name} van {start.year}"


_WORDS_BY_PRECISION: dict[Precision, Callable[[date], str]] = {
    Precision.DAY: in_dutch,
    Precision.MONTH: lambda on: f"{MONTH_NAMES[on.month - 1]} {on.year}",
    Precision.QUARTER: lambda on: (
        f"het {next(w for w, m in QUARTERS.items() if m == on.month)} kwartaal van {on.year}"
    ),
    Precision.SEASON: _season_words,
    Precision.YEAR: lambda on: str(on.year),
}
