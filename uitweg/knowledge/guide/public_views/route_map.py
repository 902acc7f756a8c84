"""Draw the route map as SVG: a winding road with a question at each bend and a door beside it.

It prints on one A4, portrait. In a language that runs from right to left the road is mirrored, the
words are not. The page has the same content as text, with telephone links.
"""

from textwrap import wrap
from urllib.parse import quote
from xml.sax.saxutils import escape

from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import Contact, Route

# Copied from the page's design tokens, because an image cannot read the page's CSS;
# tests/integration/test_route_map.py checks that they are equal.
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
# Measures in units of the SVG's viewBox.
WIDTH, BEND_HEIGHT, FIRST_BEND_Y = 760, 94, 110
LEFT_X, RIGHT_X, DOOR_X = 62, 118, 432  # the bends on either side of the road, and the doors
MOST_LETTERS_A_LINE = 34  # of a question, and of the name at a door


def draw_svg(content: Content) -> str:
    """Return the picture as SVG."""
    routes, height = content.routes, FIRST_BEND_Y + BEND_HEIGHT * len(content.routes)
    is_rtl = content.level.dir == "rtl"
    road = f"M{LEFT_X} 62" + "".join(_bend(index) for index in range(len(routes)))
    start = _svg_text(LEFT_X + 34, 50, content.say["map_start"], "b")
    mirrored = f' transform="translate({WIDTH}) scale(-1 1)"' if is_rtl else ""
    style = _style() + (_TURNED_WORDS if is_rtl else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f"<style>{style}</style><g{mirrored}>"
        f'<path class="w" d="{road}"/>'
        f'<circle class="w n" cx="{LEFT_X}" cy="44" r="17"/>{start}'
        f"{''.join(_stop(index, route) for index, route in enumerate(routes))}</g></svg>"
    )


_TURNED_WORDS = (
    "text{direction:rtl;text-anchor:end;"
    "transform:scale(-1,1);transform-box:fill-box;transform-origin:center}"
    ".l{direction:ltr;text-anchor:start}"
)
"""Turns each word back in a mirrored picture; a number still runs from left to right."""


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


def _bend_point(index: int) -> tuple[int, int]:
    return (RIGHT_X if index % 2 == 0 else LEFT_X), FIRST_BEND_Y + BEND_HEIGHT * index


def _bend(index: int) -> str:
    x, y = _bend_point(index)
    return f"S{x} {y - BEND_HEIGHT // 2} {x} {y}"


def _stop(index: int, route: Route) -> str:
    """Return one bend with its question, the path to the door, and the door with its line."""
    x, y = _bend_point(index)
    urgent = " a" if route.danger else ""
    lines = _balanced_lines(route.ask)
    question = "".join(
        _svg_text(142, y - 6 + 20 * row - 10 * (len(lines) - 1), line)
        for row, line in enumerate(lines)
    )
    number = route.to.number or route.to.url.removeprefix("https://")
    return (
        f'<path class="w{urgent}" d="M{x} {y}q0 24 24 24H{DOOR_X}"/>'
        f'<circle class="w n{urgent}" cx="{x}" cy="{y}" r="9"/>{question}'
        f'<path class="w n{urgent}" d="M{DOOR_X} {y + 34}v-38a17 17 0 0 1 34 0v38z"/>'
        f"{_svg_text(DOOR_X + 48, y + 4, _own_name(route.to))}"
        f"{_svg_text(DOOR_X + 48, y + 28, number, 'b r l' if route.danger else 'b l')}"
    )


def _own_name(line: Contact) -> str:
    """Return the name without its translation in parentheses, which the page itself shows."""
    return line.name.partition(" (")[0]


def _balanced_lines(words: str) -> list[str]:
    """Wrap the words over as few lines as possible, all about equally long."""
    count = len(wrap(words, MOST_LETTERS_A_LINE))
    return next(
        lines
        for letters in range(len(words) // count, MOST_LETTERS_A_LINE + 1)
        if len(lines := wrap(words, letters)) == count
    )


def _svg_text(x: int, y: int, words: str, css_class: str = "") -> str:
    attribute = f' class="{css_class}"' if css_class else ""
    return f'<text x="{x}" y="{y}"{attribute}>{escape(words)}</text>'
