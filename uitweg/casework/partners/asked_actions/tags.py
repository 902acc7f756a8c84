"""What a partner was asked to do for an action, in templates."""

from django import template

from uitweg.casework.cases.plan.models import Action
from uitweg.casework.partners.asked_actions.models import PartnerAction

register = template.Library()


@register.simple_tag
def asked_of(action: Action) -> PartnerAction | None:
    """Return what was asked of a partner for this action, or None."""
    return PartnerAction.objects.filter(action=action.pk).select_related("package").first()
