"""Sending the minutes: frozen, with their actions in the cases, and to each its own part."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.rules.contents import ActionState, EntryKind
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.partners.conferences.actions import packages as conference_packages
from uitweg.casework.partners.conferences.actions.conferences import ConferenceRefusal, set_state
from uitweg.casework.partners.conferences.actions.items import with_typed
from uitweg.casework.partners.conferences.actions.lines import TypedLine, understand
from uitweg.casework.partners.conferences.actions.minutes import (
    DraftItem,
    DraftParty,
    MinutesDraft,
    draft_minutes,
    sections_for,
)
from uitweg.casework.partners.conferences.actions.people import PersonAtTable
from uitweg.casework.partners.conferences.actions.texts import ITEM_GROUP, LineText
from uitweg.casework.partners.conferences.models import (
    AgendaItem,
    Conference,
    ConferenceLine,
    Minutes,
)
from uitweg.casework.partners.conferences.rules.states import (
    MINUTES_OPEN,
    ConferenceState,
    Involvement,
)
from uitweg.casework.partners.dispatch.rules.packages import PackageKind
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions.once import key_with_content, once
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row

SEND_MINUTES = Act("conference:send", "Verslag van een overleg verstuurd")

NOT_AGREED = "Het verslag is verbeterd: dit is niet zo afgesproken."
SENT_STATES = (ConferenceState.SENT, ConferenceState.CLOSED)


class MinutesRefusal(Refusal):
    MINUTES_LACK = (
        "Er is nog iets niet duidelijk, of een collega veranderde net iets. Er is niets "
        "verstuurd. Kijk het verslag na."
    )


def send_minutes(*, conference: Conference, by: Actor) -> None:
    """Freeze the minutes, make their actions in the cases, and send each organisation its part.

    All or nothing; a second click changes nothing. Raises NotAllowed for who does not chair it,
    and NotPossible while something is missing, or a colleague changed an item meanwhile
    ("minutes-lack").
    """
    require(by, Permission.CONFERENCE_SEND, conference)
    if conference.state in SENT_STATES:
        return
    draft = draft_minutes(conference, by=by)
    for each in draft.items:
        if each.is_discussed:
            plan.require_case_writable(each.item.row.case, by)
    with transaction.atomic():
        locked = lock_row(conference)
        if locked.state in SENT_STATES:
            return
        if not draft.is_complete or _changed_since(draft):
            raise NotPossible(MinutesRefusal.MINUTES_LACK)
        locked.sent_at = by.now
        set_state(locked, ConferenceState.SENT, by=by)
        for each in draft.items:
            if each.is_discussed:
                _store(each, draft.people, version=1, by=by)
        for party in draft.parties:
            _send(party, 1, by)
        audit_log.record(by.member, SEND_MINUTES, locked, reason="minutes")


def _changed_since(draft: MinutesDraft) -> bool:
    """Return whether a colleague changed an item after it was read; inside the transaction."""
    return any(lock_row(each.item.row).version != each.item.row.version for each in draft.items)


def correct_minutes(*, item: AgendaItem, typed: str, by: Actor, form_key: bytes) -> Minutes:
    """Store a next version of the minutes of one item, and send it to who takes part in it.

    What is agreed as before keeps its action; what is not agreed after all drops it, with the
    reason. The same form twice is one version. Raises NotAllowed for who does not chair it, and
    NotPossible while a line is not clear ("minutes-lack") or before the minutes left.
    """
    conference = item.conference
    require(by, Permission.CONFERENCE_SEND, conference)
    plan.require_case_writable(item.case, by)
    draft = draft_minutes(conference, by=by)
    mine = next(each for each in draft.items if each.item.row.pk == item.pk)
    lines = understand(typed, case=item.case, people=draft.people, by=by)
    corrected = DraftItem(with_typed(mine.item, typed), tuple(lines), ())
    if not mine.item.is_open or any(not each.line.goes_along for each in lines):
        raise NotPossible(MinutesRefusal.MINUTES_LACK)
    form_key = key_with_content(form_key, typed)
    with transaction.atomic():
        locked = lock_row(conference)
        last = item.minutes.order_by("-version").first()
        if locked.state != ConferenceState.SENT or last is None:
            raise NotPossible(ConferenceRefusal.CONFERENCE_MOVED)
        if done := once(Minutes.objects.all(), form_key, of={"item": item}):
            return done
        minutes = _store(corrected, draft.people, version=last.version + 1, by=by, key=form_key)
        for party in draft.parties:
            own = tuple((of, corrected) for of, each in party.items if each.item.row.pk == item.pk)
            if own:
                _send(DraftParty(party.person, own, 0, party.unreachable), minutes.version, by)
        audit_log.record(by.member, SEND_MINUTES, locked, reason="correction")
    return minutes


def _send(party: DraftParty, version: int, by: Actor) -> None:
    """Send an organisation what it may know of its items; nothing when that is nothing."""
    organisation = party.person.row.organisation
    assert organisation is not None
    own = [(of, sections_for(organisation.pk, draft)) for of, draft in party.known]
    package = conference_packages.afterwards(own, version=version, by=by)
    if package is not None and not party.unreachable:
        conference_packages.send_to(
            party.person,
            package,
            kind=PackageKind.MINUTES,
            opens_until=by.now + MINUTES_OPEN,
            by=by,
        )


def _store(
    draft: DraftItem,
    people: Sequence[PersonAtTable],
    *,
    version: int,
    by: Actor,
    key: bytes = b"",
) -> Minutes:
    """Store the minutes of one item, its actions in the case, its decisions on the timeline."""
    row = draft.item.row
    case_key = case_keys.open_case_key(row.case, by.keyring)
    case_keys.lock_case(case_key)
    words = _minutes_json(draft, people)
    minutes = Minutes(
        item=row,
        case=row.case,
        version=version,
        sent_at=by.now,
        sent_by=by.member,
        sha256=tokens.sha256(words.encode()),
        form_key=key or tokens.new_token(16),
    ).seal(case_key, text=words)
    minutes.save(force_insert=True)
    before = _agreed_before(minutes, case_key)
    for position, each in enumerate(draft.lines):
        action = _action_of(each, draft, before, by)
        _store_line(minutes, position, each, action, case_key)
    _drop_the_rest(before, by)
    return minutes


def _store_line(
    minutes: Minutes, position: int, shown: TypedLine, action: Action | None, key: CaseKey
) -> None:
    text = LineText(shown.line.typed, shown.line.action, shown.owner_name)
    row = ConferenceLine(
        minutes=minutes,
        case_id=minutes.case_id,
        position=position,
        action=action,
        member_id=shown.member,
        organisation_id=shown.organisation,
        due_on=shown.line.due_on,
        due_at=shown.line.due_at,
        form_key=tokens.new_token(16),
    )
    row.seal(key, text=text).save(force_insert=True)


def _minutes_json(draft: DraftItem, people: Sequence[PersonAtTable]) -> str:
    """Return the minutes as JSON: what was asked and agreed, who was there, what is known."""
    row, text = draft.item.row, draft.item.text
    there = [
        person.whole_name
        for person in people
        if row.pk in person.items and person.row.came_at is not None
    ]
    said = {
        "question": text.question if text else "",
        "decisions": [each.line.action for each in draft.decisions],
        "actions": [_action_words(each) for each in draft.actions],
        "present": there,
        "youngster": Involvement.words_of(row.involvement),
        "about_youngster": text.youngster if text else "",
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _action_words(shown: TypedLine) -> dict[str, str | int | None]:
    line = shown.line
    return {
        "action": line.action,
        "who": shown.owner_name,
        "organisation": shown.organisation,
        "on": str(line.due_on or ""),
        "at": f"{line.due_at:%H:%M}" if line.due_at else "",
    }


@dataclass(frozen=True)
class Agreed:
    """What was agreed in one line: the same again is the same action."""

    action: str
    member: int | None
    organisation: int | None
    due_on: str


def _agreed_before(minutes: Minutes, key: CaseKey) -> dict[Agreed, Action]:
    """Return the actions of the version before, by what was agreed; none for a first version."""
    lines = ConferenceLine.objects.filter(
        minutes__item=minutes.item_id, minutes__version=minutes.version - 1, action__isnull=False
    )
    found = dict[Agreed, Action]()
    for line in lines.select_related("action__case").order_by("position"):
        text = line.unseal_as(key, LineText)
        if line.action and text is not None:
            due_on = str(line.due_on or "")
            found[Agreed(text.action, line.member_id, line.organisation_id, due_on)] = line.action
    return found


def _action_of(
    shown: TypedLine, draft: DraftItem, before: dict[Agreed, Action], by: Actor
) -> Action | None:
    """Return the action that a line becomes, or stays; a decision goes on the timeline."""
    line, case, key = shown.line, draft.item.row.case, tokens.new_token(16)
    if line.is_decision:
        entries.add_entry(
            case=case,
            kind=EntryKind.DECISION,
            text=line.action,
            by=by,
            form_key=key,
            group=ITEM_GROUP,
        )
        return None
    agreed = Agreed(line.action, shown.member, shown.organisation, str(line.due_on or ""))
    if kept := before.pop(agreed, None):
        return kept
    member = Member.objects.get(pk=shown.member) if shown.member else by.member
    return plan.add_action(
        case=case,
        text=line.action,
        owner=member,
        due_on=line.due_on,
        by=by,
        form_key=key,
        group=ITEM_GROUP,
        organisation=shown.organisation,
    )


def _drop_the_rest(before: dict[Agreed, Action], by: Actor) -> None:
    for action in before.values():
        if action.state == ActionState.OPEN:
            plan.drop_action(action=action, why=NOT_AGREED, by=by)
