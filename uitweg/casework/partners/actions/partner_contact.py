"""How a partner is reached, as far as this member may see it in the directory."""

from dataclasses import dataclass

from uitweg.casework.partners.models import Organisation
from uitweg.casework.partners.rules.directory import (
    ORGANISATION_FIELDS,
    Secrecy,
    level_of,
    may_see,
)
from uitweg.casework.partners.rules.edits import REACH
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.identifiers.phones import written_phone

HIDDEN = "afgeschermd"
"""Stands for what is known, and is for other members only."""


@dataclass(frozen=True)
class PartnerContact:
    """Each "" when it is not known. `dialled` is the number to tap; "" when it is hidden."""

    mail: str
    code_phone: str
    phone: str
    dialled: str


def reader_of(organisation: Organisation, by: Actor) -> Secrecy:
    """Return the strictest level of this organisation's fields that the actor may see."""
    is_named = may(by, Permission.PARTNER_READ_NAMED, organisation)
    return Secrecy.NAMED if is_named else Secrecy.TEAM


def sees_reach(organisation: Organisation, *, by: Actor) -> bool:
    """Return whether this member sees everything that decides where a link goes."""
    return all(_sees(organisation, name, reader_of(organisation, by)) for name in REACH)


def contact_of(organisation: Organisation, *, by: Actor) -> PartnerContact:
    reader = reader_of(organisation, by)

    def sees(name: str) -> bool:
        return _sees(organisation, name, reader)

    def number(name: str, dialled: str) -> str:
        if not dialled:
            return ""
        return written_phone(dialled) if sees(name) else HIDDEN

    mail = organisation.mail if not organisation.mail or sees("mail") else HIDDEN
    return PartnerContact(
        mail=mail,
        code_phone=number("code_phone", organisation.code_phone),
        phone=number("phone", organisation.phone),
        dialled=organisation.phone if sees("phone") else "",
    )


def _sees(organisation: Organisation, name: str, reader: Secrecy) -> bool:
    level = level_of(name, organisation.secrecy, ORGANISATION_FIELDS)
    return may_see(level, reader=reader)
