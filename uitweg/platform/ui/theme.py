"""A city's own colours: a small file that may change three tokens, in light and in dark.

Read at start and held against a strict form and against the contrast that WCAG 2.2 AA
asks, so a theme can make a page ugly but not unreadable, and can bring nothing else in.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LONGEST_THEME_BYTES = 4096
TOKENS_FILE = Path(__file__).with_name("look") / "tokens.css"
CITY_TOKENS = ("--way", "--fill", "--tint")
LIGHT, DARK = "licht", "donker"
_DARK = "@media(prefers-color-scheme:dark)"
_PRINT = "@media print"
_PAIR = re.compile(r"(--[a-z-]+)\s*:\s*(#[0-9a-fA-F]{6})\s*;")
_ROOT = r":root\s*\{([^{}]*)\}\s*"
_FILE = re.compile(
    rf"\s*(?:{_ROOT})?(?:@media\s*\(prefers-color-scheme:\s*dark\)\s*\{{\s*{_ROOT}\}})?\s*"
)

Colours = dict[str, str]


class InvalidTheme(Exception):
    """The file is not one of ours; the text says what to change."""


def read_theme(text: str) -> tuple[Colours, Colours]:
    """Return the colours for light and for dark. Raises NotATheme."""
    if len(text.encode()) > LONGEST_THEME_BYTES:
        raise InvalidTheme(f"is longer than {LONGEST_THEME_BYTES} bytes")
    found = _FILE.fullmatch(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    if not found:
        raise InvalidTheme(
            "may hold only ':root { --way: #0c6047; }' and the same inside "
            "'@media (prefers-color-scheme: dark) { }'"
        )
    light, dark = (_colours(body or "") for body in found.groups())
    for colours, words in ((light, LIGHT), (dark, DARK)):
        for name, behind, contrast in _low_contrast_pairs(colours, words):
            raise InvalidTheme(
                f"has {name} on {behind} at {contrast:.1f} : 1 ({words}); make it 4.5"
            )
    return light, dark


def _colours(body: str) -> Colours:
    pairs = dict(_PAIR.findall(body))
    if _PAIR.sub("", body).strip() or set(pairs) - set(CITY_TOKENS):
        raise InvalidTheme(
            f"may set only {', '.join(CITY_TOKENS)}, each as #rrggbb with a semicolon behind it"
        )
    return pairs


def _low_contrast_pairs(colours: Colours, words: str) -> Iterator[tuple[str, str, float]]:
    """Yield each pair of the pages that cannot be read: the token, the one behind it, the ratio."""
    all_of = {**_default_colours()[words], **colours}
    pairs = [("--way", back) for back in ("--paper", "--card", "--sunk", "--tint")]
    for name, behind in [
        *pairs,
        ("--ink", "--tint"),
        ("--soft", "--tint"),
        ("--on-fill", "--fill"),
    ]:
        reached = _contrast(all_of[name], all_of[behind])
        if reached < 4.5:
            yield name, behind, reached


@cache
def _default_colours() -> dict[str, Colours]:
    """Return our own colours, light and dark, out of tokens.css."""
    light, _, rest = TOKENS_FILE.read_text(encoding="utf-8").partition(_DARK)
    named = re.compile(r"(--[a-z-]+):(#[0-9a-f]{3,6})\b")
    found = {LIGHT: dict(named.findall(light))}
    return {**found, DARK: found[LIGHT] | dict(named.findall(rest.partition(_PRINT)[0]))}


def _contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, contrast ratio."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tokens_css(theme: tuple[Colours, Colours]) -> str:
    """Return tokens.css with the city's colours; print and forced colours have the last word."""
    light, dark = (_rules(colours) for colours in theme)
    text = TOKENS_FILE.read_text(encoding="utf-8").replace(_DARK, light + _DARK, 1)
    return text.replace(_PRINT, f"{_DARK}{{{dark}}}{_PRINT}" if dark else _PRINT, 1)


def _rules(colours: Colours) -> str:
    body = ";".join(f"{name}:{value}" for name, value in colours.items())
    return f":root{{{body}}}" if body else ""
