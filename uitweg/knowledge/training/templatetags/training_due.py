"""How many training materials are due, for pages of other parts."""

from django import template
from django.template import Context

from uitweg.knowledge.training.models import DueMaterial
from uitweg.platform.accounts.rules import Permission, may

register = template.Library()


@register.simple_tag(takes_context=True)
def due_materials(context: Context) -> int:
    """Return how many materials the worker found due; 0 for who may not open their page."""
    is_allowed = may(context["request"].actor, Permission.TRAINING_PLAN)
    return DueMaterial.objects.count() if is_allowed else 0
