"""What was sent to a partner, in templates."""

from django import template
from django.utils import timezone

from uitweg.casework.partners.dispatch.actions.basis import is_stopped
from uitweg.casework.partners.dispatch.models import Package

register = template.Library()


@register.simple_tag
def stopped(package: Package | None) -> bool:
    """Return whether what a partner got was taken back, or its consent is over."""
    return is_stopped(package, now=timezone.now())
