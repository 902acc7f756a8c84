"""Template tags for styles, scripts and icons: `{% look "base call" %}`, `{% icon "phone" %}`.

A public page has its CSS inside it, so that it needs one request; it includes only the sections
of public.css that it names.
"""

import json
import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from uitweg.platform.days import public_holidays
from uitweg.platform.ui import theme
from uitweg.platform.ui.look.icons import ICONS

register = template.Library()
HOLIDAY_YEARS = range(2026, 2036)
"""The years of which a page knows the public holidays; after them it says no "open now"."""
_OPEN_NOW_WORDS = (*("clock_mark", "open_now", "opens_today", "opens_tomorrow", "opens_later"),)
PARTS_FOLDER = Path(__file__).resolve().parents[3]
POINTS_ONWARD = ("on", "exit")
"""Icons that are mirrored on a page that runs from right to left."""
LOOK_FOLDER = PARTS_FOLDER / "platform" / "ui" / "look"


@cache
def _sections() -> dict[str, str]:
    """Return the sections of public.css by name: the base's, then those of each part."""
    sections = dict[str, str]()
    for file in (LOOK_FOLDER / "public.css", *sorted(PARTS_FOLDER.glob("*/*/static/*/public.css"))):
        parts = re.split(r"/\*== (\w+) ==\*/", file.read_text(encoding="utf-8"))
        sections |= zip(parts[1::2], parts[2::2], strict=True)
    return sections


@cache
def public_style(names: str) -> str:
    """Return the tokens (CSS variables) and the named sections. Raises KeyError."""
    sections, wanted = _sections(), names.split()
    unknown = set(wanted) - set(sections)
    if unknown:
        raise KeyError(f"public.css has no section {', '.join(sorted(unknown))}")
    tokens = theme.tokens_css(settings.THEME)
    return tokens + "".join(text for name, text in sections.items() if name in wanted)


@cache
def read_script(path: Path) -> str:
    """Return a script of ours, not minified."""
    return path.read_text(encoding="utf-8")


@cache
def built_script(name: str) -> str:
    """Return a built (minified) script of the look folder."""
    return (LOOK_FOLDER / "built" / name).read_text(encoding="utf-8").strip()


@register.simple_tag
def look(names: str) -> SafeString:
    return mark_safe(f"<style>{public_style(names)}</style>")  # noqa: S308  our own file


@register.simple_tag
def quick_exit() -> SafeString:
    """Return the script of the quick exit ("Snel weg"); without it the link still works."""
    return mark_safe(f"<script>{built_script('exit.js')}</script>")  # noqa: S308  our own file


@register.simple_tag
def read_aloud() -> SafeString:
    """Return the script of "Lees voor"; without it, or without a voice, there is no button."""
    return mark_safe(f"<script>{built_script('aloud.js')}</script>")  # noqa: S308  our own file


@register.simple_tag(takes_context=True)
def open_now(context: Context) -> SafeString:
    """Return the script that says beside `{% hours %}` whether a line is open, with its words.

    The holidays are of fixed years: what is published must not depend on when a door was started.
    """
    say = context["here"].say
    texts = {
        "says": {key: say[key] for key in _OPEN_NOW_WORDS},
        "holidays": {
            year: " ".join(f"{day:%m%d}" for day in sorted(public_holidays(year)))
            for year in HOLIDAY_YEARS
        },
    }
    told = json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
    return mark_safe(  # noqa: S308  our own words and file
        f'<script type="application/json" id="open-now">{told}</script>'
        f"<script>{built_script('open_now.js')}</script>"
    )


@register.simple_tag
def inline(path: str) -> SafeString:
    """Return a script to stand inside the page; `path` is below uitweg/."""
    return mark_safe(f"<script>{read_script(PARTS_FOLDER / path)}</script>")  # noqa: S308  our own file


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon as SVG, hidden from screen readers, as the words stand beside it."""
    css_class = "i turn" if name in POINTS_ONWARD else "i"
    return mark_safe(  # noqa: S308  our own drawings
        f'<svg class="{css_class}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
    )
