"""The directory in templates: the name of an organisation, and a telephone number."""

from django import template

from uitweg.casework.partners.directory.actions.organisations import organisation_names
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
