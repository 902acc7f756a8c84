"""How well promises were kept: medians and ninetieth percentiles, and a drawing of them by hour."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10
from statistics import median, quantiles

HOURS = range(24)
FEWEST = 3
"""Of fewer answers in an hour the page says "too few": one number would point at one report."""


@dataclass(frozen=True)
class Wait:
    """One first answer: the hour in which the report came, and how many minutes it waited."""

    hour: int
    minutes: int
    kept: bool
    reason: str = ""


@dataclass(frozen=True)
class Spread:
    """How long things took, in minutes: the middle one, nine of ten within, and the worst."""

    count: int
    median: float
    p90: float
    worst: float


@dataclass(frozen=True)
class HourRow:
    """The answers to reports of one hour of the day; `spread` is None of fewer than FEWEST."""

    hour: int
    count: int
    kept: int
    spread: Spread | None


def spread_of(values: Sequence[float]) -> Spread | None:
    """Return the spread of these numbers; None of none.

    The ninetieth percentile is read between the two nearest values, of the numbers we have and not
    of those we might have had (`statistics.quantiles`, inclusive). Of one number all are that one.
    """
    if not values:
        return None
    p90 = quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else values[0]
    return Spread(len(values), median(values), p90, max(values))


def by_hour(waits: Iterable[Wait]) -> list[HourRow]:
    """Return a row for each hour of the day, also of those without a report."""
    grouped: dict[int, list[Wait]] = {hour: [] for hour in HOURS}
    for wait in waits:
        grouped[wait.hour].append(wait)
    return [
        HourRow(
            hour,
            len(rows),
            sum(wait.kept for wait in rows),
            spread_of([wait.minutes for wait in rows]) if len(rows) >= FEWEST else None,
        )
        for hour, rows in grouped.items()
    ]


def misses_by_reason(waits: Iterable[Wait]) -> list[tuple[str, int]]:
    """Return how often each reason was given for a late answer, the most first; "" is none."""
    counted = Counter(wait.reason for wait in waits if not wait.kept)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


WIDTH, HEIGHT = 720, 220
LEFT, BOTTOM, TOP = 60, 196, 12
SHORTEST, LONGEST = 5, 7 * 24 * 60
"""Minutes at the bottom and the top of the drawing; what is outside is drawn at the edge."""
LINES = {15: "15 min", 60: "1 uur", 240: "4 uur", 1440: "1 dag", 4320: "3 dagen"}


@dataclass(frozen=True)
class DrawnHour:
    """Where an hour stands in the drawing: its bar from the median down, and the mark of the p90.

    All in units of the drawing; `median_y` and `p90_y` are None of too few answers.
    """

    row: HourRow
    x: float
    width: float
    median_y: float | None
    p90_y: float | None


@dataclass(frozen=True)
class Drawing:
    """A drawing of HourRows: WIDTH by HEIGHT, with lines at round terms."""

    hours: list[DrawnHour]
    lines: list[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    bottom: int = BOTTOM


def drawing_of(rows: Iterable[HourRow]) -> Drawing:
    """Return the places of each hour; each step up is several times as long (a log scale)."""
    step = (WIDTH - LEFT) / len(HOURS)
    hours = [
        DrawnHour(
            row,
            x=LEFT + row.hour * step + step * 0.15,
            width=step * 0.7,
            median_y=_height_of(row.spread.median) if row.spread else None,
            p90_y=_height_of(row.spread.p90) if row.spread else None,
        )
        for row in rows
    ]
    return Drawing(hours, [(_height_of(minutes), words) for minutes, words in LINES.items()])


def _height_of(minutes: float) -> float:
    part = log10(min(max(minutes, SHORTEST), LONGEST) / SHORTEST) / log10(LONGEST / SHORTEST)
    return round(BOTTOM - part * (BOTTOM - TOP), 1)
