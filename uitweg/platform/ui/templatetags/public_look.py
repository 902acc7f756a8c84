"""What public pages look like: `{% look "base call" %}` and `{% icon "phone" %}`.

A page carries its own style in one `<style>`, so it needs one request; only the
sections it names go in.
"""

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from uitweg.platform.ui import theme
from uitweg.platform.ui.look.icons import ICONS

register = template.Library()
PARTS_FOLDER = Path(__file__).resolve().parents[3]
LOOK_FOLDER = PARTS_FOLDER / "platform" / "ui" / "look"


@cache
def _sections() -> dict[str, str]:
    """Read public.css as section name to rules, in the file's order."""
    parts = re.split(r"/\*== (\w+) ==\*/", (LOOK_FOLDER / "public.css").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def public_style(names: str) -> str:
    """Return the tokens and the named sections. Raises KeyError for an unknown section."""
    sections, wanted = _sections(), names.split()
    unknown = set(wanted) - set(sections)
    if unknown:
        raise KeyError(f"public.css has no section {', '.join(sorted(unknown))}")
    tokens = theme.tokens_css(settings.THEME)
    return tokens + "".join(text for name, text in sections.items() if name in wanted)


@cache
def read_script(path: Path) -> str:
    """Return a script of ours as it is written."""
    return path.read_text(encoding="utf-8")


@cache
def built_script(name: str) -> str:
    """Return a script of every page, as it was built from the source in the look folder."""
    return (LOOK_FOLDER / "built" / name).read_text(encoding="utf-8").strip()


@register.simple_tag
def look(names: str) -> SafeString:
    return mark_safe(f"<style>{public_style(names)}</style>")  # noqa: S308  our own file


@register.simple_tag
def quick_exit() -> SafeString:
    """The script behind "Snel weg"; without it the link still works."""
    return mark_safe(f"<script>{built_script('exit.js')}</script>")  # noqa: S308  our own file


@register.simple_tag
def read_aloud() -> SafeString:
    """The script behind "Lees voor"; without it, or without a voice, the button stays hidden."""
    return mark_safe(f"<script>{built_script('aloud.js')}</script>")  # noqa: S308  our own file


@register.simple_tag
def inline(path: str) -> SafeString:
    """Put a script of a part into the page; `path` starts at that part's folder."""
    return mark_safe(f"<script>{read_script(PARTS_FOLDER / path)}</script>")  # noqa: S308  our own file


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a pictogram; the words stand beside it, so it is hidden from readers."""
    return mark_safe(  # noqa: S308  our own drawings
        f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
    )
