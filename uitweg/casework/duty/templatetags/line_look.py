"""Where the city's line rings now, for the pages about duty."""

from django import template

from uitweg.casework.duty.actions.exchange import present_line
from uitweg.casework.duty.models import ForwardedLine

register = template.Library()


@register.inclusion_tag("duty/line.html")
def duty_line() -> dict[str, ForwardedLine | None]:
    """Render to whom the line goes; nothing where no exchange is told."""
    return {"line": present_line()}
