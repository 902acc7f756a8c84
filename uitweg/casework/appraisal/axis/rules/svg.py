"""Writing the time axis as SVG: shapes with a class, escaped words, and rows without overlaps.

The look of the classes stands in `static/appraisal/axis.css`, and for paper in `PAPER_STYLE`.
Shape comes first, so that it can be read without colour: diamond threat, ring other, square
offence, triangle the youngster, dashes for what is not sure.
"""

from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from uitweg.casework.appraisal.axis.rules.axis import Axis, AxisLink, AxisMark
from uitweg.casework.appraisal.axis.rules.days import SHORT_MONTHS
from uitweg.casework.appraisal.facts.rules.ages import add_months
from uitweg.casework.appraisal.facts.rules.content import FactLane

LETTER = 7.1
"""About how wide a letter is, in units of the picture, at 13 units high."""
HALF = 6
"""Half the size of a mark."""
PAPER_STYLE = (
    'text{font-family:"Noto Sans",sans-serif;font-size:13px;fill:#000}.q{fill:#333}'
    ".h{font-weight:700}.l{stroke:#ccc;fill:none}.e{stroke:#555;fill:none}"
    ".k{stroke:#000;fill:none;stroke-width:2}.dash{stroke-dasharray:5 4}"
    ".a{stroke:#000;fill:none;stroke-width:4;stroke-linecap:round;stroke-linejoin:round}"
    ".full{fill:#000;stroke:#000}.open{fill:#fff;stroke:#000;stroke-width:2}"
    ".band{fill:#f2f2f2;stroke:#999}"
    ".halo{fill:#fff}"
)
"""The classes for the typesetter, which knows neither the page's stylesheet nor its variables."""


def number(value: float) -> str:
    """Return a coordinate without needless digits."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, css: str = "", *, ends: bool = False) -> str:
    """Return words that begin at `x`, or end there."""
    anchor = ' text-anchor="end"' if ends else ""
    named = f' class="{css}"' if css else ""
    return f'<text x="{number(x)}" y="{number(y)}"{named}{anchor}>{escape(words)}</text>'


def label(x: float, y: float, words: str, css: str = "", *, ends: bool = False) -> str:
    """Return words on a ground of their own, so that no line runs through them."""
    width = width_of(words)
    return box("halo", x - width if ends else x - 2, y - 12, width + 2, 16) + text(
        x, y, words, css, ends=ends
    )


def path(css: str, shape: str) -> str:
    return f'<path class="{css}" d="{shape}"/>'


def line(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return path(css, f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}")


def box(css: str, x: float, y: float, width: float, height: float) -> str:
    size = f'width="{number(max(width, 1))}" height="{number(height)}"'
    return f'<rect class="{css}" x="{number(x)}" y="{number(y)}" {size}/>'


def to_row(key: str, drawn: str) -> str:
    """Let what is drawn lead to the row with this key; without a key it leads nowhere."""
    return f"<a href={quoteattr('#r-' + key)}>{drawn}</a>" if key else drawn


def sign(lane: FactLane, x: float, y: float) -> str:
    """Return the mark of a lane around this point: its shape tells what it is."""
    if lane is FactLane.THREAT:
        size = HALF + 1
        return path(
            "full", f"M{number(x)} {number(y - size)}l{size} {size}-{size} {size}-{size}-{size}z"
        )
    if lane is FactLane.OFFENCE:
        return box("full", x - HALF, y - HALF, 2 * HALF, 2 * HALF)
    if lane is FactLane.PERSON:
        return path("open", f"M{number(x)} {number(y - HALF)}l7 12h-14z")
    return f'<circle class="open" cx="{number(x)}" cy="{number(y)}" r="{HALF}"/>'


def link_css(link: AxisLink) -> str:
    return "k" if link.is_sure else "k dash"


def bar_css(mark: AxisMark) -> str:
    """Return the look of the bar over the days of a mark: dashed when those are not sure."""
    return "k dash" if mark.is_fuzzy else "k"


def width_of(words: str) -> float:
    return LETTER * len(words)


def shortened(words: str, width: float) -> str:
    """Return the words, cut off when they are too wide; "" where not even a few letters fit."""
    letters = int(width / LETTER)
    if len(words) <= letters:
        return words
    return f"{words[: letters - 1].rstrip()}…" if letters > 4 else ""


def rows_without_overlap(spans: Iterable[tuple[float, float]]) -> list[int]:
    """Return for each span (from, to) the first row in which it meets no earlier one."""
    taken = list[list[tuple[float, float]]]()
    chosen = list[int]()
    for first, last in spans:
        row = next(
            (
                place
                for place, others in enumerate(taken)
                if all(last < begin or first > end for begin, end in others)
            ),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((first, last))
        chosen.append(row)
    return chosen


def month_starts(axis: Axis) -> list[date]:
    """Return the first day of each month in the picture."""
    months, day = list[date](), axis.first.replace(day=1)
    while day <= axis.last:
        months.append(day)
        day = add_months(day, 1)
    return months


def month_words(day: date) -> str:
    return SHORT_MONTHS[day.month - 1]


def svg(
    shapes: Iterable[str],
    *,
    width: float,
    height: float,
    css: str,
    id_: str,
    title: str,
    description: str,
    style: str = "",
) -> str:
    """Return a whole picture with its name and description for who does not see it."""
    names = f'<title id="{id_}-titel">{escape(title)}</title>'
    names += f'<desc id="{id_}-uitleg">{escape(description)}</desc>'
    rules = f"<style>{style}</style>" if style else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" role="group" '
        f'viewBox="0 0 {number(width)} {number(height)}" '
        f'aria-labelledby="{id_}-titel {id_}-uitleg">{names}{rules}{"".join(shapes)}</svg>'
    )
