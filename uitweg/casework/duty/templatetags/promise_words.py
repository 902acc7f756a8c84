"""Template filters of the promises page: minutes in words, and numbers as a drawing wants them."""

from django import template

from uitweg.platform.ui.moments import waited

register = template.Library()


@register.filter
def minutes(number: float) -> str:
    """Return how long something took, in words; less than a minute is that."""
    return waited(round(number)) if number >= 1 else "minder dan 1 min"


@register.filter
def plain(number: float) -> str:
    """Return a number with a point, whatever the language of the page is."""
    return f"{number:.1f}"


@register.filter
def below(top: float, bottom: float) -> str:
    """Return the height from `top` down to `bottom`, as `plain`."""
    return plain(bottom - top)
