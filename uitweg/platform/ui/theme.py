"""A city's own colours: a small CSS file that may change three variables, in light and dark.

It is checked at start, against a strict form and the contrast of WCAG 2.2 AA, so a theme can make
a page ugly but not unreadable, and cannot add other CSS.
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
    """The theme file is refused; the text says what to change."""


def read_theme(text: str) -> tuple[Colours, Colours]:
    """Return the colours for light and for dark mode. Raises InvalidTheme."""
    if len(text.encode()) > LONGEST_THEME_BYTES:
        raise InvalidTheme(f"is longer than {LONGEST_THEME_BYTES} bytes")
    file = _FILE.fullmatch(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    if not file:
        raise InvalidTheme(
            "may hold only ':root { --way: #0c6047; }' and the same inside "
            "'@media (prefers-color-scheme: dark) { }'"
        )
    light, dark = (_colours(body or "") for body in file.groups())
    for colours, mode in ((light, LIGHT), (dark, DARK)):
        for name, background, contrast in _low_contrast_pairs(colours, mode):
            raise InvalidTheme(
                f"has {name} on {background} at {contrast:.1f} : 1 ({mode}); make it 4.5"
            )
    return light, dark


def _colours(body: str) -> Colours:
    pairs = dict(_PAIR.findall(body))
    if _PAIR.sub("", body).strip() or set(pairs) - set(CITY_TOKENS):
        raise InvalidTheme(
            f"may set only {', '.join(CITY_TOKENS)}, each as #rrggbb with a semicolon behind it"
        )
    return pairs


def _low_contrast_pairs(colours: Colours, mode: str) -> Iterator[tuple[str, str, float]]:
    """Yield each used pair with too little contrast: text colour, background, ratio."""
    values = {**_default_colours()[mode], **colours}
    pairs = [("--way", background) for background in ("--paper", "--card", "--sunk", "--tint")]
    pairs += [("--ink", "--tint"), ("--soft", "--tint"), ("--on-fill", "--fill")]
    for name, background in pairs:
        contrast = _contrast(values[name], values[background])
        if contrast < 4.5:
            yield name, background, contrast


@cache
def _default_colours() -> dict[str, Colours]:
    """Return our own colours from tokens.css, by mode."""
    light, _, rest = TOKENS_FILE.read_text(encoding="utf-8").partition(_DARK)
    variable = re.compile(r"(--[a-z-]+):(#[0-9a-f]{3,6})\b")
    light_colours = dict(variable.findall(light))
    dark_colours = light_colours | dict(variable.findall(rest.partition(_PRINT)[0]))
    return {LIGHT: light_colours, DARK: dark_colours}


def light_colours(theme: tuple[Colours, Colours]) -> Colours:
    """Return the colours of light mode with the city's own, as #rrggbb, for what is not a page."""
    colours = {**_default_colours()[LIGHT], **theme[0]}
    return {
        name: colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
        for name, colour in colours.items()
    }


def _contrast(colour: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21. Source: WCAG 2.2."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tokens_css(theme: tuple[Colours, Colours]) -> str:
    """Return tokens.css with the city's colours; rules for print and forced colours stay last."""
    light, dark = (_rules(colours) for colours in theme)
    text = TOKENS_FILE.read_text(encoding="utf-8").replace(_DARK, light + _DARK, 1)
    return text.replace(_PRINT, f"{_DARK}{{{dark}}}{_PRINT}" if dark else _PRINT, 1)


def _rules(colours: Colours) -> str:
    body = ";".join(f"{name}:{value}" for name, value in colours.items())
    return f":root{{{body}}}" if body else ""
