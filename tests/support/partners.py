"""Invented organisations and services for tests; nobody of these exists."""

from django.test import Client

from tests.support import people
from uitweg.casework.partners.directory.actions import organisations as directory
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.platform.accounts.models import Member


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


def changes_reach(organisation: Organisation, member: Member, **texts: str) -> None:
    """Let a member set other ways to reach an organisation, in the directory."""
    by = people.acting(member, keyring=people.keyring_of(member))
    stored = directory.editable_texts(organisation, by)
    directory.change_organisation(
        organisation=organisation, base=stored, texts=stored | texts, by=by
    )
    organisation.refresh_from_db()


def directory_form(desk: Client, path: str) -> dict[str, str]:
    """Return the fields of the form on this page, as a browser would send them unchanged."""
    page = desk.get(path)
    sent = {}
    for row in page.context["rows"]:
        sent[row.field.html_name] = row.field.value() or ""
        sent[row.was_name] = row.was
        if row.level:
            sent[row.level.html_name] = row.level.value()
            sent[row.level_was_name] = row.level_was
    return {name: str(value) for name, value in sent.items()}
