"""Template tags of staff pages: assets, icons, dates in words, form fields."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField

from uitweg.platform.ui.moments import at, day, on_time, until_time
from uitweg.platform.ui.phone_links import callable_numbers
from uitweg.platform.ui.staff_assets import assets_by_name
from uitweg.platform.ui.templatetags.public_look import icon

register = template.Library()
register.simple_tag(icon)  # also here, so that a staff page loads one library
register.filter(day)
register.filter(at)
register.filter(on_time)
register.filter(until_time)
register.filter(callable_numbers)


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a stylesheet or script of the staff door."""
    return assets_by_name()[name].path


@register.filter
def grouped(number: int) -> str:
    """Return a number with a point between thousands: 43.000."""
    return f"{number:,}".replace(",", ".")


@register.filter
def lookup(texts: Mapping[Any, str], key: Any) -> str:
    """Return the text of a key, or "" when there is none."""
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
    """Render a field with label, help and error. What was typed is kept, except a passphrase."""
    name, errors = bound.auto_id, list(bound.errors)
    current = bound.value() if value is None else value
    described_by = [f"{name}-fout"] * bool(errors) + [f"{name}-uitleg"] * bool(help)
    return {
        "id": name,
        "name": bound.html_name,
        "label": label,
        "help": help,
        "type": type,
        "fill": fill,
        "numeric": numeric,
        "value": "" if type == "password" or current is None else current,
        "errors": errors[:1],
        "described": " ".join(described_by),
        "required": bound.field.required,
    }
