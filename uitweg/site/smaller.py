"""Makes a page smaller without changing what it says: no slack, no style rule it cannot use."""

import re

_STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
_COMMA = re.compile(r",(?![^(]*\))")  # between selectors, not inside :is(…)
_FUNCTION = re.compile(r":(?:is|not|has|where)\([^)]*\)")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?:^|[ >+~])([a-z][a-z0-9]*)")


def smaller(html: str) -> str:
    """Return the page without indents, ends of list items (HTML allows it) and idle style rules."""
    html = re.sub(r"\n\s*", "\n", re.sub(r"\s*</li>", "", html))
    rest = _STYLE.sub("", html)
    names = frozenset(re.findall(r"[\w-]+", rest))  # also what a script of the page names
    return _STYLE.sub(lambda style: used_rules(style[0], names), html)


def used_rules(css: str, names: frozenset[str]) -> str:
    """Return the rules whose classes and elements are among `names`; `css` has no comments.

    An `@media` block that keeps no rule goes as well.
    """
    kept, at = [], 0
    while (opens := css.find("{", at)) >= 0:
        selector, closes = css[at:opens], _end(css, opens)
        if selector.startswith("@"):
            if inner := used_rules(css[opens + 1 : closes - 1], names):
                kept.append(f"{selector}{{{inner}}}")
        elif wanted := [each for each in _COMMA.split(selector) if _used(each, names)]:
            kept.append(",".join(wanted) + css[opens:closes])
        at = closes
    return "".join(kept)


def _end(css: str, opens: int) -> int:
    """Return the place behind the bracket that closes the one at `opens`."""
    depth, at = 0, opens
    while True:
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        at += 1
        if not depth:
            return at


def _used(selector: str, names: frozenset[str]) -> bool:
    plain = _FUNCTION.sub("", selector)
    wanted = {*_CLASS.findall(plain), *_ELEMENT.findall(_CLASS.sub("", plain))}
    return wanted - {"html", "body"} <= names
