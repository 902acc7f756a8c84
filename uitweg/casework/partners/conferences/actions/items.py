"""The items of a conference: reading them, what the chair types, and going to the next."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.rules.workflow import OPEN_STATES
from uitweg.casework.cases.plan.actions.plan import require_case_writable
from uitweg.casework.cases.table.actions.case_list import visibilities_of
from uitweg.casework.partners.conferences.actions import conferences
from uitweg.casework.partners.conferences.actions.conferences import WRITE_CONFERENCE
from uitweg.casework.partners.conferences.actions.texts import DecryptedItem, ItemText, decrypt_item
from uitweg.casework.partners.conferences.models import AgendaItem, Conference
from uitweg.casework.partners.conferences.rules.states import (
    TALKING_STATES,
    WRITABLE_STATES,
    ConferenceState,
    Involvement,
    ItemState,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.store.locking import lock_row

READ_CONFERENCE = Act("conference:read", "Overleg bekeken")


class ConferenceItemRefusal(Refusal):
    CONFERENCE_ITEM_CHANGED = (
        "Een collega schreef net iets anders bij dit punt. Jouw tekst is niet bewaard."
    )


def read_items(conference: Conference, *, by: Actor) -> list[DecryptedItem]:
    """Return the agenda; of cases that `by` may not read only that there is an item.

    The audit log has the reading of the conference before anything is decrypted.
    """
    require(by, Permission.CONFERENCE_READ)
    audit_log.record(by.member, READ_CONFERENCE, conference)
    rows = list(conference.items.select_related("case", "case__coordinator"))
    visibilities = visibilities_of([row.case for row in rows], by)
    return [decrypt_item(row, visibilities[row.case_id], by.keyring) for row in rows]


@dataclass(frozen=True)
class TypedItem:
    """What the chair typed at one item; `version` is that of the item the page showed."""

    version: int
    typed: str
    question: str
    involvement: Involvement | None
    youngster: str
    look_again_on: date | None


def save_item(
    *,
    item: AgendaItem,
    typed: TypedItem,
    by: Actor,
    state: ItemState | None = None,
    form_key: bytes = b"",
) -> AgendaItem:
    """Store what was typed, and with `state` that it was discussed or comes later.

    The same text sent again changes nothing. Raises NotAllowed unless `by` may work in the case,
    and NotPossible when a colleague typed something else first
    ("conference-item-changed") or the minutes left ("conference-moved").
    """
    require(by, Permission.CONFERENCE_WRITE)
    require_case_writable(item.case, by)
    key = case_keys.open_case_key(item.case, by.keyring)
    with transaction.atomic():
        conference = lock_row(item.conference)
        if ConferenceState(conference.state) not in WRITABLE_STATES:
            raise NotPossible(conferences.ConferenceRefusal.CONFERENCE_MOVED)
        case_keys.lock_case(key)
        locked = lock_row(item)
        locked.case = item.case
        before = decrypt_item(locked, item.case.visibility_for(by.member.pk), by.keyring).text
        text = ItemText(typed.question, typed.typed, typed.youngster)
        changed = _with_youngster(locked, typed) or before != text
        if changed and locked.version != typed.version:
            raise NotPossible(ConferenceItemRefusal.CONFERENCE_ITEM_CHANGED)
        if changed:
            locked.version += 1
            locked.seal(key, text=text)
        locked.state = state or locked.state
        locked.save()
        drafts.discard_sent_draft(form_key)
        _follow_items(conference, by)
        if changed or state:
            audit_log.record(by.member, WRITE_CONFERENCE, conference, reason="item")
    return locked


def _with_youngster(locked: AgendaItem, typed: TypedItem) -> bool:
    """Set what the youngster knows; return whether that is another than before."""
    before = (locked.involvement, locked.look_again_on)
    locked.involvement = typed.involvement or ""
    is_not_told = typed.involvement == Involvement.NOT
    locked.look_again_on = typed.look_again_on if is_not_told else None
    return before != (locked.involvement, locked.look_again_on)


def _follow_items(conference: Conference, by: Actor) -> None:
    """Bring a conference that runs to RECORDED when nothing waits any more, and back."""
    if ConferenceState(conference.state) not in TALKING_STATES:
        return
    waiting = conference.items.filter(
        state=ItemState.PLANNED.value, case__state__in=sorted(OPEN_STATES)
    )
    waits = waiting.exists()
    to = ConferenceState.HELD if waits else ConferenceState.RECORDED
    if conference.state != to:
        conferences.set_state(conference, to, by=by)


def with_typed(item: DecryptedItem, typed: str) -> DecryptedItem:
    """Return the item as if this was typed, to show what was not stored yet."""
    return replace(item, text=replace(item.text or ItemText(), typed=typed))
