"""Making a conference of some cases, changing when it is, and the states it goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.table.actions.case_list import visibilities_of
from uitweg.casework.partners.conferences.actions.texts import (
    ITEM_GROUP,
    ConferenceText,
    ItemText,
    seal_conference,
)
from uitweg.casework.partners.conferences.models import (
    AgendaItem,
    Conference,
    Participant,
    ParticipantItem,
)
from uitweg.casework.partners.conferences.rules.states import (
    CONFERENCE_TRANSITIONS,
    LONGEST_CONFERENCE,
    MINUTES_OPEN,
    MOST_ITEMS,
    ConferenceState,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.drafts.actions.once import key_with_content, once
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row

WRITE_CONFERENCE = Act("conference:write", "Overleg voorbereid of bijgewerkt")

_FIRST_RISKS = (Risk.ACUTE.value, Risk.HIGH.value)
QUESTION_CHARACTERS = 300


class ConferenceRefusal(Refusal):
    CONFERENCE_TIMES = (
        "Een overleg eindigt later dan het begint, en duurt hoogstens twaalf uur. Er is niets "
        "veranderd."
    )
    CONFERENCE_CASES = "Kies minstens één casus, en hoogstens zestig. Er is niets gemaakt."
    CONFERENCE_MOVED = (
        "Een collega was net verder met dit overleg. Er is niets veranderd door jouw klik."
    )


@dataclass(frozen=True)
class ConferenceTerms:
    """What is said of a conference when it is made or changed."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    is_online: bool = False


def require_times(terms: ConferenceTerms) -> None:
    """Raise NotPossible when it does not end after it begins, or lasts longer than half a day."""
    if not timedelta(0) < terms.ends_at - terms.starts_at <= LONGEST_CONFERENCE:
        raise NotPossible(ConferenceRefusal.CONFERENCE_TIMES)


def make_conference(
    *, cases: Sequence[Case], terms: ConferenceTerms, by: Actor, form_key: bytes
) -> Conference:
    """Make a conference about these cases, chaired by `by`; the agenda writes itself.

    Who is least safe comes first; each question is what runs out or waits in that case. The same
    form twice is one conference. Raises NotAllowed for a case in which `by` may not work, and
    NotPossible for the same form with other content, without a case, with too many, or with times
    that cannot be.
    """
    require(by, Permission.CONFERENCE_WRITE)
    require_times(terms)
    if not 0 < len(cases) <= MOST_ITEMS:
        raise NotPossible(ConferenceRefusal.CONFERENCE_CASES)
    workable = set(Case.objects.worked_on_by(by.member).values_list("pk", flat=True))
    for case in cases:
        if case.pk not in workable:
            require(by, Permission.CASE_WRITE, case)
            raise NotAllowed(Permission.CASE_WRITE.value)
    keys = [case_keys.open_case_key(case, by.keyring) for case in cases]
    agenda = _agenda(cases, keys, by)
    form_key = key_with_content(form_key, *vars(terms).values(), *(case.pk for case in cases))
    with transaction.atomic():
        if made := once(Conference.objects.all(), form_key, of={"made_by": by.member}):
            return made
        case_keys.lock_cases({key.case_id: key.round for key in keys})
        conference = _stored(terms, by, form_key)
        _store_items(conference, agenda, by)
        audit_log.record(by.member, WRITE_CONFERENCE, conference, reason="made")
    return conference


def _stored(terms: ConferenceTerms, by: Actor, form_key: bytes) -> Conference:
    return Conference.objects.create(
        chair=by.member,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        is_online=terms.is_online,
        made_at=by.now,
        made_by=by.member,
        form_key=form_key,
        sealed_text=seal_conference(form_key, ConferenceText(terms.title, terms.place)),
    )


def _agenda(
    cases: Sequence[Case], keys: Sequence[CaseKey], by: Actor
) -> list[tuple[Case, CaseKey, str]]:
    """Return each case with its key and a question, in the order of the agenda."""
    visibilities = visibilities_of(cases, by)
    found = [
        (case, key, _question(case, key, visibilities[case.pk]))
        for case, key in zip(cases, keys, strict=True)
    ]
    order = {risk: place for place, risk in enumerate(_FIRST_RISKS)}
    return sorted(found, key=lambda row: (order.get(row[0].risk, len(order)), row[0].pk))


def _question(case: Case, key: CaseKey, visibility: Visibility) -> str:
    """Return what the case asks for by itself: what runs out first, else what waits first.

    Only from what everybody who reads the item may see: its own data group.
    """
    running = periods.decrypt_running_periods(case, key, visibility)
    for period in running:
        if period.row.group == ITEM_GROUP:
            return f"{period.name}: {period.until}"[:QUESTION_CHARACTERS]
    for action in plan.decrypt_actions(case, key, visibility):
        if action.row.state == "open" and action.row.group == ITEM_GROUP and action.text:
            return f"{action.text}?"[:QUESTION_CHARACTERS]
    return ""


def _store_items(
    conference: Conference, agenda: Sequence[tuple[Case, CaseKey, str]], by: Actor
) -> None:
    """Store the agenda, and the chair as the first participant, at each item."""
    items = []
    for position, (case, key, question) in enumerate(agenda):
        row = AgendaItem(
            conference=conference, case=case, position=position, form_key=tokens.new_token(16)
        )
        items.append(row.seal(key, text=ItemText(question)))
    stored = AgendaItem.objects.bulk_create(items)
    chair = Participant.objects.create(
        conference=conference, member=by.member, form_key=tokens.new_token(16), sees_from=by.now
    )
    ParticipantItem.objects.bulk_create(
        ParticipantItem(participant=chair, item=item) for item in stored
    )


def change_conference(*, conference: Conference, terms: ConferenceTerms, by: Actor) -> Conference:
    """Change when and where a planned conference is; return it as it is now.

    Raises NotPossible when it began, was cancelled, or cannot be at those times.
    """
    require(by, Permission.CONFERENCE_WRITE)
    require_times(terms)
    with transaction.atomic():
        locked = lock_row(conference)
        if locked.state != ConferenceState.PLANNED:
            raise NotPossible(ConferenceRefusal.CONFERENCE_MOVED)
        locked.starts_at, locked.ends_at = terms.starts_at, terms.ends_at
        locked.is_online = terms.is_online
        text = ConferenceText(terms.title, terms.place)
        locked.sealed_text = seal_conference(bytes(locked.form_key), text)
        locked.save()
        audit_log.record(by.member, WRITE_CONFERENCE, locked, reason="changed")
    return locked


def move_conference(*, conference: Conference, to: ConferenceState, by: Actor) -> Conference:
    """Bring a conference to its next state; again to the same state changes nothing.

    Raises NotPossible when the next state does not follow from the present one.
    """
    require(by, Permission.CONFERENCE_WRITE)
    with transaction.atomic():
        locked = lock_row(conference)
        if locked.state != to:
            set_state(locked, to, by=by)
    return locked


def set_state(locked: Conference, to: ConferenceState, *, by: Actor) -> None:
    """Store the next state of a locked conference, inside the caller's transaction."""
    if to not in CONFERENCE_TRANSITIONS[ConferenceState(locked.state)]:
        raise NotPossible(ConferenceRefusal.CONFERENCE_MOVED)
    reason = f"{locked.state}>{to}"
    locked.state = to
    locked.save()
    audit_log.record(by.member, WRITE_CONFERENCE, locked, reason=reason)


@job("conferences", every=timedelta(minutes=1))
def close_conferences(*, now: datetime) -> int:
    """Close the conferences whose minutes nobody can open any more; return how many."""
    over = Conference.objects.filter(
        state=ConferenceState.SENT.value, sent_at__lte=now - MINUTES_OPEN
    )
    return over.update(state=ConferenceState.CLOSED)


@job("old-conferences", every=timedelta(hours=1))
def delete_old_conferences(*, now: datetime) -> int:
    """Delete the conferences that ended before their term and have no case any more.

    What was said about a youngster goes with the case, and not before.
    """
    with_items = AgendaItem.objects.filter(conference=OuterRef("pk"))
    before = now - timedelta(days=retention.retention_table().number("conferences"))
    old = Conference.objects.filter(ends_at__lt=before)
    ids = list(old.exclude(Exists(with_items)).order_by("pk").values_list("pk", flat=True)[:500])
    Conference.objects.filter(pk__in=ids).delete()
    return len(ids)
