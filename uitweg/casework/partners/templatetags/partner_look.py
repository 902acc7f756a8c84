"""Partners in templates: the name of an organisation, and a telephone number."""

from django import template
from django.utils import timezone

from uitweg.casework.cases.models import Action
from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.directory.actions.organisations import organisation_names
from uitweg.casework.partners.dispatch.actions.basis import is_stopped
from uitweg.casework.partners.dispatch.models import Package
from uitweg.platform.identifiers.phones import written_phone

register = template.Library()
register.filter(written_phone)


@register.simple_tag(takes_context=True)
def organisation_name(context: template.Context, number: int | None) -> str:
    """Return an organisation's name, "" for None; the names are asked for once a request."""
    if number is None:
        return ""
    request = context["request"]
    if not hasattr(request, "organisation_names"):
        request.organisation_names = organisation_names()
    name: str = request.organisation_names.get(number, "onbekende organisatie")
    return name


@register.simple_tag
def stopped(package: Package | None) -> bool:
    """Return whether what a partner got was taken back, or its consent is over."""
    return is_stopped(package, now=timezone.now())


@register.simple_tag
def asked_of(action: Action) -> PartnerAction | None:
    """Return what was asked of a partner for this action, or None."""
    return PartnerAction.objects.filter(action=action.pk).select_related("package").first()
