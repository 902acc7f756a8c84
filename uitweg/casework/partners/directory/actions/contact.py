"""How an organisation is reached, as far as this member may see; its sealed address."""

import json
from dataclasses import dataclass

from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import (
    ADDRESS_PARTS,
    OPEN_LEVELS,
    ORGANISATION_FIELDS,
    REACH,
    Secrecy,
    level_of,
    may_see,
)
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.identifiers.phones import written_phone
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

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


NO_ADDRESS = dict.fromkeys(ADDRESS_PARTS, "")


def read_address(organisation: Organisation, keyring: Keyring) -> dict[str, str] | None:
    """Return the parts of the address, empty when there is none; None when it does not open.

    Ask first who may see it: this decrypts for whoever holds the team key.
    """
    sealed = bytes(organisation.sealed_address)
    stored: dict[str, str] = organisation.address
    if not sealed:
        return NO_ADDRESS | stored
    try:
        content = envelope.unseal(keyring.seed_for(sealed), _place(organisation), sealed)
    except (CannotOpen, Malformed, NoKey):
        return None
    stored = json.loads(content)
    return NO_ADDRESS | stored


def put_address(organisation: Organisation, address: dict[str, str]) -> None:
    """Set the address, sealed unless its level lets partners or everyone see it; not yet saved.

    The organisation has a number, and its secrecy is set. Raises NoKey without a team key.
    """
    filled = {part: address[part] for part in ADDRESS_PARTS if address.get(part)}
    level = level_of("address", organisation.secrecy, ORGANISATION_FIELDS)
    organisation.address, organisation.sealed_address = filled, b""
    if filled and level not in OPEN_LEVELS:
        organisation.address = {}
        organisation.sealed_address = _seal(_place(organisation), json.dumps(filled).encode())


def address_level(organisation: Organisation) -> Secrecy:
    return level_of("address", organisation.secrecy, ORGANISATION_FIELDS)


def _seal(place: bytes, content: bytes) -> bytes:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    return envelope.seal(bytes(team.public_key), place, content)


def _place(organisation: Organisation) -> bytes:
    return context("partners_organisation", str(organisation.pk), "sealed_address")
