"""The address of an organisation: open for who may see it, else sealed to the team."""

import json

from uitweg.casework.partners.models import Organisation
from uitweg.casework.partners.rules.directory import (
    ADDRESS_PARTS,
    OPEN_LEVELS,
    ORGANISATION_FIELDS,
    Secrecy,
    level_of,
)
from uitweg.channel.models import TeamKey
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

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
