"""What staff pages look like: their files, pictograms, moments in words, and form fields."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField

from uitweg.platform.ui.moments import at, day
from uitweg.platform.ui.phone_links import callable_numbers
from uitweg.platform.ui.staff_assets import assets_by_name
from uitweg.platform.ui.templatetags.public_look import icon

register = template.Library()
register.simple_tag(icon)  # so that a staff page loads one library
register.filter(day)
register.filter(at)
register.filter(callable_numbers)


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a stylesheet or script of the staff door."""
    return assets_by_name()[name].path


@register.filter
def lookup(texts: Mapping[Any, str], key: Any) -> str:
    """Return the text under a key; empty when it is not there."""
    return texts.get(key, "")


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    label: str,
    *,
    help: str = "",
    type: str = "text",
    fill: str = "off",
    numeric: bool = False,
    value: str | None = None,
) -> dict[str, Any]:
    """Draw one field: label, help, error, box. What was typed stays, except a passphrase."""
    name, errors = bound.auto_id, list(bound.errors)
    typed = bound.value() if value is None else value
    described = [f"{name}-fout"] * bool(errors) + [f"{name}-uitleg"] * bool(help)
    return {
        "id": name,
        "name": bound.html_name,
        "label": label,
        "help": help,
        "type": type,
        "fill": fill,
        "numeric": numeric,
        "value": "" if type == "password" or typed is None else typed,
        "errors": errors[:1],
        "described": " ".join(described),
        "required": bound.field.required,
    }
