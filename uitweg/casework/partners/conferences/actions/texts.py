"""What people type of a conference, sealed: to the team, or with the key of a case."""

import json
from dataclasses import asdict, dataclass

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.partners.conferences.models import AgendaItem, Conference, Participant
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.sealing import envelope
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

CONFERENCE_TABLE = Conference._meta.db_table
PARTICIPANT_TABLE = Participant._meta.db_table
ITEM_GROUP = DataGroup.SITUATION
"""Of which data group the question and what is agreed are: who may not read it sees neither, and
a partner gets it only on a basis for it."""


NOTHING_VISIBLE = Visibility()


@dataclass(frozen=True)
class ConferenceText:
    title: str = ""
    place: str = ""


@dataclass(frozen=True)
class ItemText:
    """`typed` is what the chair wrote while people talked; `youngster` says what they know or why
    not."""

    question: str = ""
    typed: str = ""
    youngster: str = ""


@dataclass(frozen=True)
class LineText:
    """A line of the minutes as it was typed, and what of it was agreed by whom."""

    typed: str
    action: str
    who: str


@dataclass(frozen=True)
class DecryptedItem:
    """An item with its text: None when this reader may not see it, or it does not open."""

    row: AgendaItem
    text: ItemText | None
    key: CaseKey | None = None
    visibility: Visibility = NOTHING_VISIBLE

    @property
    def is_open(self) -> bool:
        return self.text is not None

    @property
    def may_work(self) -> bool:
        return self.is_open and self.visibility.may_work


def seal_to_team(table: str, form_key: bytes, field: str, text: str) -> bytes:
    """Seal a text for one field of one row to the team. Raises NoKey before the team has a key."""
    team = TeamKey.current()
    if team is None:
        raise NoKey
    return envelope.seal(bytes(team.public_key), _place(table, form_key, field), text.encode())


def open_for_team(
    table: str, form_key: bytes, field: str, sealed: bytes, keyring: Keyring
) -> str | None:
    """Return the text; "" when nothing was stored, None when this keyring does not open it."""
    if not sealed:
        return ""
    try:
        seed = keyring.seed_for(sealed)
        return envelope.unseal(seed, _place(table, form_key, field), sealed).decode()
    except (CannotOpen, Malformed, NoKey):
        return None


def _place(table: str, form_key: bytes, field: str) -> bytes:
    return context(table, form_key.hex(), field)


def seal_conference(form_key: bytes, text: ConferenceText) -> bytes:
    words = json.dumps(asdict(text), ensure_ascii=False)
    return seal_to_team(CONFERENCE_TABLE, form_key, "sealed_text", words)


def conference_text(row: Conference, keyring: Keyring) -> ConferenceText:
    """Return the title and place; empty when they do not open."""
    sealed = bytes(row.sealed_text)
    words = open_for_team(CONFERENCE_TABLE, bytes(row.form_key), "sealed_text", sealed, keyring)
    return ConferenceText(**json.loads(words)) if words else ConferenceText()


def seal_contact(form_key: bytes, name: str) -> bytes:
    words = json.dumps({"contact": name}, ensure_ascii=False)
    return seal_to_team(PARTICIPANT_TABLE, form_key, "sealed_text", words) if name else b""


def contact_of(row: Participant, keyring: Keyring) -> str:
    """Return the name of who comes for an organisation; "" without one."""
    sealed = bytes(row.sealed_text)
    words = open_for_team(PARTICIPANT_TABLE, bytes(row.form_key), "sealed_text", sealed, keyring)
    return str(json.loads(words)["contact"]) if words else ""


def decrypt_item(row: AgendaItem, visibility: Visibility, keyring: Keyring) -> DecryptedItem:
    """Decrypt an item for a reader with this visibility of its case."""
    if ITEM_GROUP not in visibility.readable_groups:
        return DecryptedItem(row, None)
    key = case_keys.open_case_key_or_none(row.case, keyring)
    text = row.unseal_as(key, ItemText) if key else None
    return DecryptedItem(row, text, key, visibility)
