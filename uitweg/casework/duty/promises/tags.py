"""Template filters of the promises page: minutes in words, and numbers as a drawing wants them."""

from math import ceil

from django import template

register = template.Library()


@register.filter
def minutes(number: float) -> str:
    """Return how long something took, rounded up, so that "within" is true: 45 min, 2 uur 50 min.

    From two days on in whole days.
    """
    whole = max(1, ceil(number))
    if whole < 60:
        return f"{whole} min"
    if whole >= 48 * 60:
        return f"{ceil(whole / (24 * 60))} dagen"
    hours, rest = divmod(whole, 60)
    return f"{hours} uur {rest} min" if rest else f"{hours} uur"


@register.filter
def plain(number: float) -> str:
    """Return a number with a point, whatever the language of the page is."""
    return f"{number:.1f}"


@register.filter
def below(top: float, bottom: float) -> str:
    """Return the height from `top` down to `bottom`, as `plain`."""
    return plain(bottom - top)
