"""Draws the route map as a picture: a winding road, at each bend a question, behind it a door.

One A4, upright. The page beside it says the same as text, with numbers to tap.
"""

from textwrap import wrap
from urllib.parse import quote
from xml.sax.saxutils import escape

from uitweg.platform.content.collection import Content
from uitweg.platform.content.values import Contact, Route

# Copied from look/tokens.css, light and dark, because a picture cannot read the page's own;
# tests/integration/test_help.py holds them equal.
LIGHT = {
    "ink": "#1d2927",
    "way": "#0c6047",
    "tint": "#e1efe6",
    "acute": "#a1201a",
}
DARK = {
    "ink": "#ece7db",
    "way": "#7fd6b0",
    "tint": "#15382c",
    "acute": "#ffa599",
}
WIDE, STEP, TOP = 760, 94, 110  # units of the picture: width, one bend, the first bend
LEFT, RIGHT, DOOR = 62, 118, 432  # the two sides of the road, and where the doors stand
LETTERS = 34  # of a question on one line, and of a name behind its door


def drawn(content: Content) -> str:
    """Return the picture as SVG."""
    routes, high = content.routes, TOP + STEP * len(content.routes)
    road = f"M{LEFT} 62" + "".join(_bend(nth) for nth in range(len(routes)))
    start = _text(LEFT + 34, 50, content.say["map_start"], "b")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}">'
        f"<style>{_style()}</style>"
        f'<path class="w" d="{road}"/>'
        f'<circle class="w n" cx="{LEFT}" cy="44" r="17"/>{start}'
        f"{''.join(_stop(nth, route) for nth, route in enumerate(routes))}</svg>"
    )


def address(content: Content) -> str:
    """Return the picture as a `data:` address, so that the page needs one request."""
    return "data:image/svg+xml," + quote(drawn(content), safe=" =:/;,.(){}+'&@-")


def _style() -> str:
    rules = (
        "text{{font:17px system-ui,sans-serif;fill:{ink}}}.b{{font-weight:700}}"
        ".w{{fill:none;stroke:{way};stroke-width:5;stroke-linecap:round}}.n{{fill:{tint}}}"
        ".a{{stroke:{acute}}}.r{{fill:{acute}}}"
    )
    dark = rules.format(**DARK)
    return f"{rules.format(**LIGHT)}@media(prefers-color-scheme:dark){{{dark}}}"


def _place(nth: int) -> tuple[int, int]:
    return (RIGHT if nth % 2 == 0 else LEFT), TOP + STEP * nth


def _bend(nth: int) -> str:
    x, y = _place(nth)
    return f"S{x} {y - STEP // 2} {x} {y}"


def _stop(nth: int, route: Route) -> str:
    x, y = _place(nth)
    urgent = " a" if route.danger else ""
    asked = _lines(route.ask)
    lines = "".join(
        _text(142, y - 6 + 20 * at - 10 * (len(asked) - 1), each) for at, each in enumerate(asked)
    )
    number = route.to.number or route.to.url.removeprefix("https://")
    return (
        f'<path class="w{urgent}" d="M{x} {y}q0 24 24 24H{DOOR}"/>'
        f'<circle class="w n{urgent}" cx="{x}" cy="{y}" r="9"/>{lines}'
        f'<path class="w n{urgent}" d="M{DOOR} {y + 34}v-38a17 17 0 0 1 34 0v38z"/>'
        f"{_text(DOOR + 48, y + 4, _known_as(route.to))}"
        f"{_text(DOOR + 48, y + 28, number, 'b r' if route.danger else 'b')}"
    )


def _known_as(line: Contact) -> str:
    """Return its own name; what that means in another language stands on the page beside it."""
    return line.name.partition(" (")[0]


def _lines(words: str) -> list[str]:
    """Return the words on as few lines as fit, those about as long as each other."""
    count = len(wrap(words, LETTERS))
    return next(
        found
        for letters in range(len(words) // count, LETTERS + 1)
        if len(found := wrap(words, letters)) == count
    )


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{mark}>{escape(words)}</text>'
