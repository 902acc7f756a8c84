"""Invented organisations and services for tests; nobody of these exists."""

from uitweg.casework.partners.models import Organisation, Service
from uitweg.casework.partners.rules.directory import ServiceKind


def an_organisation(name: str = "De Brug (verzonnen)", **fields: object) -> Organisation:
    """Return an organisation that gets a mail at intake@debrug.example and codes by telephone."""
    terms: dict[str, object] = {
        "mail": "intake@debrug.example",
        "phone": "+31655501240",
        "code_phone": "+31655501240",
        "region": "Amsterdam",
    }
    return Organisation.objects.create(name=name, **(terms | fields))


def a_service(
    organisation: Organisation | None = None, *, kind: ServiceKind = ServiceKind.SHELTER
) -> Service:
    return Service.objects.create(
        organisation=organisation or an_organisation(), kind=kind, name=f"{kind.words} (verzonnen)"
    )
