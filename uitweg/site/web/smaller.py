"""Makes a page smaller without changing what it says: no slack, no style rule it cannot use."""

import re
from dataclasses import dataclass
from functools import cache

_STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
_NAME = re.compile(r"[\w-]+")
_COMMA = re.compile(r",(?![^(]*\))")  # between selectors, not inside :is(…)
_FUNCTION = re.compile(r":(?:is|not|has|where)\([^)]*\)")
_CLASS = re.compile(r"\.([\w-]+)")
_ELEMENT = re.compile(r"(?:^|[ >+~])([a-z][a-z0-9]*)")


def smaller(html: str) -> str:
    """Return the page without indents, ends of list items (HTML allows it) and idle style rules."""
    html = re.sub(r"\n\s*", "\n", html).replace("\n</li>", "").replace("</li>", "")
    rest = _STYLE.sub("", html)
    names = frozenset(_NAME.findall(rest))  # also what a script of the page names
    return _STYLE.sub(lambda style: used_rules(style[0], names), html)


def used_rules(css: str, names: frozenset[str]) -> str:
    """Return the rules whose classes and elements are among `names`; `css` has no comments.

    An `@media` block that keeps no rule goes as well.
    """
    return "".join(_kept(rule, names) for rule in _rules(css))


@dataclass(frozen=True)
class _Rule:
    """One rule (or `@media` block, with rules of its own): selectors, what each needs, its body."""

    selectors: tuple[tuple[str, frozenset[str]], ...]
    body: str
    inside: "tuple[_Rule, ...]" = ()


def _kept(rule: _Rule, names: frozenset[str]) -> str:
    if rule.inside:
        inner = "".join(_kept(each, names) for each in rule.inside)
        return f"{rule.body}{{{inner}}}" if inner else ""
    wanted = ",".join(selector for selector, needs in rule.selectors if needs <= names)
    return wanted + rule.body if wanted else ""


@cache
def _rules(css: str) -> tuple[_Rule, ...]:
    """Read CSS; the few styles there are serve a hundred pages."""
    found, at = [], 0
    while (opens := css.find("{", at)) >= 0:
        selector, closes = css[at:opens], _end(css, opens)
        if selector.startswith("@"):
            found.append(_Rule((), selector, _rules(css[opens + 1 : closes - 1])))
        else:
            parts = tuple((each, _needs(each)) for each in _COMMA.split(selector))
            found.append(_Rule(parts, css[opens:closes]))
        at = closes
    return tuple(found)


def _end(css: str, opens: int) -> int:
    """Return the place behind the bracket that closes the one at `opens`."""
    depth = 0
    for bracket in re.compile(r"[{}]").finditer(css, opens):
        depth += 1 if bracket[0] == "{" else -1
        if not depth:
            return bracket.end()
    raise ValueError("a bracket is not closed")


def _needs(selector: str) -> frozenset[str]:
    plain = _FUNCTION.sub("", selector)
    return frozenset({*_CLASS.findall(plain), *_ELEMENT.findall(_CLASS.sub("", plain))}) - {
        "html",
        "body",
    }
