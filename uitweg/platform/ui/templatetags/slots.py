"""The template tag that shows what parts above fill in: `{% slot "case.links" %}`."""

from collections.abc import Iterator

from django import template
from django.template.engine import Engine
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from uitweg.platform.ui.slots import fillings

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, **more: object) -> SafeString:
    """Return the fillings of a slot; `more` is what the page tells them by name."""
    with context.push(**more):
        return format_html_join("", "{}", _rendered_fillings(context, name))


def _rendered_fillings(context: template.Context, name: str) -> Iterator[tuple[SafeString]]:
    engine = Engine.get_default()
    for filling in fillings(name):
        with context.push(**(filling.context(context) if filling.context else {})):
            yield (engine.get_template(filling.template).render(context),)
