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
WIDTH, BEND_HEIGHT, FIRST_BEND_Y = (
    760,
    94,
    110,
)  # units of the picture: width, one bend, the first bend
LEFT_X, RIGHT_X, DOOR_X = 62, 118, 432  # the two sides of the road, and where the doors stand
MOST_LETTERS_A_LINE = 34  # of a question on one line, and of a name behind its door


def draw_svg(content: Content) -> str:
    """Return the picture as SVG."""
    routes, high = content.routes, FIRST_BEND_Y + BEND_HEIGHT * len(content.routes)
    road = f"M{LEFT_X} 62" + "".join(_bend(nth) for nth in range(len(routes)))
    start = _svg_text(LEFT_X + 34, 50, content.say["map_start"], "b")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}">'
        f"<style>{_style()}</style>"
        f'<path class="w" d="{road}"/>'
        f'<circle class="w n" cx="{LEFT_X}" cy="44" r="17"/>{start}'
        f"{''.join(_stop(nth, route) for nth, route in enumerate(routes))}</svg>"
    )


def data_uri(content: Content) -> str:
    """Return the picture as a `data:` address, so that the page needs one request."""
    return "data:image/svg+xml," + quote(draw_svg(content), safe=" =:/;,.(){}+'&@-")


def _style() -> str:
    rules = (
        "text{{font:17px system-ui,sans-serif;fill:{ink}}}.b{{font-weight:700}}"
        ".w{{fill:none;stroke:{way};stroke-width:5;stroke-linecap:round}}.n{{fill:{tint}}}"
        ".a{{stroke:{acute}}}.r{{fill:{acute}}}"
    )
    dark = rules.format(**DARK)
    return f"{rules.format(**LIGHT)}@media(prefers-color-scheme:dark){{{dark}}}"


def _bend_point(nth: int) -> tuple[int, int]:
    return (RIGHT_X if nth % 2 == 0 else LEFT_X), FIRST_BEND_Y + BEND_HEIGHT * nth


def _bend(nth: int) -> str:
    x, y = _bend_point(nth)
    return f"S{x} {y - BEND_HEIGHT // 2} {x} {y}"


def _stop(nth: int, route: Route) -> str:
    x, y = _bend_point(nth)
    urgent = " a" if route.danger else ""
    asked = _balanced_lines(route.ask)
    lines = "".join(
        _svg_text(142, y - 6 + 20 * at - 10 * (len(asked) - 1), each)
        for at, each in enumerate(asked)
    )
    number = route.to.number or route.to.url.removeprefix("https://")
    return (
        f'<path class="w{urgent}" d="M{x} {y}q0 24 24 24H{DOOR_X}"/>'
        f'<circle class="w n{urgent}" cx="{x}" cy="{y}" r="9"/>{lines}'
        f'<path class="w n{urgent}" d="M{DOOR_X} {y + 34}v-38a17 17 0 0 1 34 0v38z"/>'
        f"{_svg_text(DOOR_X + 48, y + 4, _own_name(route.to))}"
        f"{_svg_text(DOOR_X + 48, y + 28, number, 'b r' if route.danger else 'b')}"
    )


def _own_name(line: Contact) -> str:
    """Return its own name; what that means in another language stands on the page beside it."""
    return line.name.partition(" (")[0]


def _balanced_lines(words: str) -> list[str]:
    """Return the words on as few lines as fit, those about as long as each other."""
    count = len(wrap(words, MOST_LETTERS_A_LINE))
    return next(
        found
        for letters in range(len(words) // count, MOST_LETTERS_A_LINE + 1)
        if len(found := wrap(words, letters)) == count
    )


def _svg_text(x: int, y: int, words: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{mark}>{escape(words)}</text>'
