"""Where the city's line rings now, for the pages about duty."""

from django import template

from uitweg.casework.duty.reachability.actions.exchange import present_line
from uitweg.casework.duty.reachability.models import ForwardedLine

register = template.Library()


@register.inclusion_tag("reachability/line.html")
def duty_line() -> dict[str, ForwardedLine | None]:
    """Render to whom the line goes; nothing where no exchange is told."""
    return {"line": present_line()}
