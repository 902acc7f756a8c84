"""What every form is written with; every template has these without loading them."""

from collections.abc import Mapping

from django import template
from django.forms.utils import flatatt
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def attributes(values: Mapping[str, object]) -> SafeString:
    """Return the attributes of a control as they stand in its tag, each after a space."""
    return flatatt(values)  # type: ignore[arg-type]


@register.simple_tag(takes_context=True)
def hidden_fields(context: Context, **values: object) -> SafeString:
    """Write what a posted form carries unseen: its CSRF token, and each value that is not None."""
    inputs = format_html_join(
        "",
        ' <input type="hidden" name="{}" value="{}">',
        ((name, value) for name, value in values.items() if value is not None),
    )
    return format_html("{}{}", CsrfTokenNode().render(context), inputs)
