"""The states of a case, its ground and its review; what stands open elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules import retention
from uitweg.casework.cases.case.rules.acts import READ_CARD, WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import (
    ActionState,
    EntryKind,
    GoalState,
    Risk,
    SheetKind,
)
from uitweg.casework.cases.case.rules.visibility import (
    CARD_VISIBILITY,
    CaseAspect,
    sees_aspect,
    sees_transition_requirements,
)
from uitweg.casework.cases.case.rules.workflow import (
    CaseState,
    Ending,
    LegalGround,
    Requirement,
    TransitionFacts,
    lacks_reason_to_close,
    missing_for,
    reason_required,
    states_after,
)
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.actions import DecryptedSheet
from uitweg.casework.cases.timeline.actions.entries import write_entry
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.store.locking import lock_row

CHANGE_CASE_STATE = Act("case:change-state", "Casus verder gezet")

QUESTION = "keeping_open"


class WorkflowRefusal(Refusal):
    CASE_MOVED = "Een collega heeft deze casus net verder gezet. Er is niets veranderd."
    AGREE_WITH_YOURSELF = "Je vroeg zelf om te sluiten. Een ander kijkt mee voordat het gebeurt."
    CLOSING_UNREAD = (
        "Lees eerst wat er over het sluiten staat, en de veiligheidskaart. Die kan net veranderd "
        "zijn. Daarna kun je sluiten."
    )
    CLOSING_UNSAFE = (
        "De jongere is niet veilig, en er staat niet waarom de casus toch dicht mag. Er is niets "
        "gesloten. Laat wie het vroeg de casus terugzetten en het opnieuw vragen."
    )
    CLOSING_NO_KEY = (
        "Jouw sleutel opent deze strikte casus niet, dus je kunt niet meelezen. Vraag de eigenaar "
        "om toegang. Daarna kun je sluiten."
    )


def count_open_elsewhere(case: Case) -> int:
    """Return how many rows of other parts keep this case open.

    A model that points at a case has a say when its QuerySet has a method `keeping_open(case)`;
    such models stand in parts that this one may not import, and are found by that method.
    """
    managers = [relation.related_model._default_manager for relation in Case._meta.related_objects]
    asked = [manager for manager in managers if hasattr(manager, QUESTION)]
    return sum(getattr(manager, QUESTION)(case).count() for manager in asked)


STATES_WITH_OWN_ACTION = frozenset({CaseState.CLOSING, CaseState.CLOSED, CaseState.DESTROYED})
"""States that `change_state` refuses: closing has a form, closed needs a second person, and
destroyed a destruction run."""
CLEARED_ON_REOPENING = {"ending": "", "closing_by": None, "closed_on": None, "kept_until": None}


class RequirementsMissing(Exception):
    """The case lacks something that the new state requires; `missing` names all of it."""

    def __init__(self, missing: tuple[Requirement, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def transition_facts(case: Case, *, today: date) -> TransitionFacts:
    """Return what the requirements of a state depend on; nothing is decrypted."""
    # One query for three counts, because the page of a case waits for it.
    actions = list(case.actions.kept().values_list("state", "due_on"))
    open_due_dates = [due_on for state, due_on in actions if state == ActionState.OPEN]
    return TransitionFacts(
        risk=Risk(case.risk),
        ground=LegalGround(case.ground),
        has_safety_card=case.sheets.filter(kind=SheetKind.SAFETY).exists(),
        goals=case.goals.exclude(state=GoalState.DROPPED).count(),
        planned_actions=sum(due_on is not None for _, due_on in actions),
        open_actions=len(open_due_dates),
        late_actions=sum(due_on is not None and due_on < today for due_on in open_due_dates),
        review_on=case.review_on,
        running_periods=case.periods.running().count(),
        open_elsewhere=count_open_elsewhere(case),
    )


def next_states(case: Case, *, today: date) -> list[tuple[CaseState, tuple[Requirement, ...]]]:
    """Return the states the owner can move this case to, each with what is still missing for it."""
    facts, current = transition_facts(case, today=today), CaseState(case.state)
    possible = states_after(current, case.came_from) - {CaseState.CLOSED, CaseState.DESTROYED}
    return [
        (state, missing_for(current, state, facts, today=today))
        for state in CaseState
        if state in possible
    ]


def change_state(
    *,
    case: Case,
    to: CaseState,
    by: Actor,
    why: str = "",
) -> None:
    """Move a case to another state, and write that on its timeline.

    `why` is required to reopen a closed case, and to go to monitoring while it is unsafe. To close
    one, see `closing.request_closing`. Raises RequirementsMissing, NotAllowed when this member may
    not see what the requirements depend on, and NotPossible when the case cannot go to that state,
    or a colleague moved it first.
    """
    require(by, Permission.CASE_WRITE, case)
    if not sees_transition_requirements(case.visibility_for(by.member.pk)):
        raise NotAllowed(Permission.CASE_WRITE)
    if to not in states_after(CaseState(case.state), case.came_from) - STATES_WITH_OWN_ACTION:
        raise NotPossible(WorkflowRefusal.CASE_MOVED)
    reason = reason_required(CaseState(case.state), to, Risk(case.risk))
    also_missing = (reason,) if reason and not why.strip() else ()
    require_nothing_missing(case, to, now=by.now, also_missing=also_missing)
    key = case_keys.open_case_key(case, by.keyring)
    _change_state(case, to, key, by=by, explanation=why, **CLEARED_ON_REOPENING)


def agree_to_close(
    *,
    case: Case,
    by: Actor,
) -> None:
    """Close a case as the second person, who has read why, and the safety card.

    Raises NotPossible as `read_closing_request` does, when the card or the form changed after `by`
    read them, and when the youngster is unsafe and nobody wrote why to close all the same.
    """
    key = _closing_key(case, by)
    with transaction.atomic():
        lock_row(case)  # nobody stores a newer card between the check and the closing
        newest = sheets.newest_sheets(case, key)
        reason = _versions_read(newest)
        if not audit_log.was_done(by.member, READ_CARD, case, reason=reason):
            raise NotPossible(WorkflowRefusal.CLOSING_UNREAD)
        if lacks_reason_to_close(Risk(case.risk), newest[SheetKind.CLOSING].fields):
            raise NotPossible(WorkflowRefusal.CLOSING_UNSAFE, ask=case.closing_by_id)
        _change_state(
            case,
            CaseState.CLOSED,
            key,
            by=by,
            closed_on=by.today,
            kept_until=retention.last_day(LegalGround(case.ground), by.today),
        )


@dataclass(frozen=True)
class ClosingRequest:
    """What the second person reads before the case is closed."""

    card: DecryptedSheet
    closing: DecryptedSheet


def read_closing_request(*, case: Case, by: Actor) -> ClosingRequest:
    """Return the safety card, without the address, and the form on closing, for a second person.

    The request to close is what lets them read these two, so no grant is needed, and only as long
    as it waits. Recorded in the audit log with the versions read. Raises NotPossible when nobody
    asks to close the case any more, when `by` asked for it, and when their key does not open it.
    """
    newest = sheets.newest_sheets(case, _closing_key(case, by))
    audit_log.record(by.member, READ_CARD, case, reason=_versions_read(newest))
    card = sheets.visible_sheet(newest[SheetKind.SAFETY], CARD_VISIBILITY)
    return ClosingRequest(card, newest[SheetKind.CLOSING])


def _closing_key(case: Case, by: Actor) -> CaseKey:
    """Return the key of a case that waits for this member as the second person to close it."""
    require(by, Permission.CASE_APPROVE_CLOSING, case)
    if case.state != CaseState.CLOSING:
        raise NotPossible(WorkflowRefusal.CASE_MOVED)
    if by.is_same_person_as(case.closing_by_id):
        raise NotPossible(WorkflowRefusal.AGREE_WITH_YOURSELF)
    if case.is_restricted and not case.key_copies.filter(member=by.member).exists():
        raise NotPossible(WorkflowRefusal.CLOSING_NO_KEY, ask=case.coordinator_id)
    return case_keys.open_case_key(case, by.keyring)


def _versions_read(newest: Mapping[SheetKind, DecryptedSheet]) -> str:
    """Return which versions of these sheets a second person read, for the audit log."""
    card, closing = newest[SheetKind.SAFETY], newest[SheetKind.CLOSING]
    return f"closing:{closing.version}.{card.version}"


class GroundOrReviewChanged(Exception):
    """A colleague chose another ground or date after the page was shown; nothing was changed."""


def ground_and_review_of(case: Case) -> str:
    """Return the ground and review date as one text, for a form to send back as what it showed."""
    return _ground_and_review(case.ground, case.review_on)


def _ground_and_review(ground: str, review_on: date | None) -> str:
    return f"{ground}:{review_on or 'none'}"


def set_ground_and_review(
    *, case: Case, ground: LegalGround, review_on: date | None, shown: str, by: Actor
) -> None:
    """Set the legal ground on which the case is kept, and its review date.

    `shown` is `ground_and_review_of` when the page was shown. Raises GroundOrReviewChanged when
    a colleague chose otherwise after that, and NotPossible for a closed case.
    """
    require(by, Permission.CASE_WRITE, case)
    if not sees_aspect(case.visibility_for(by.member.pk), CaseAspect.GROUND):
        raise NotAllowed(Permission.CASE_WRITE)
    if not case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    with transaction.atomic():
        chosen = _ground_and_review(ground, review_on)
        if ground_and_review_of(lock_row(case)) not in (shown, chosen):
            raise GroundOrReviewChanged
        Case.objects.filter(pk=case.pk).update(ground=ground, review_on=review_on)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason="frame")


def require_nothing_missing(
    case: Case, to: CaseState, *, now: datetime, also_missing: tuple[Requirement, ...] = ()
) -> None:
    """Raise RequirementsMissing unless the case has what state `to` requires.

    `also_missing` is what the caller found missing itself, for instance in a form.
    """
    current, today = CaseState(case.state), timezone.localdate(now)
    facts = transition_facts(case, today=today)
    missing = missing_for(current, to, facts, today=today) + also_missing
    if missing:
        raise RequirementsMissing(missing)


def move_to_closing(
    case: Case,
    key: CaseKey,
    *,
    ending: Ending | None,
    by: Actor,
) -> None:
    """Ask a second person to close the case; for `closing.request_closing`, in its transaction."""
    _change_state(
        case,
        CaseState.CLOSING,
        key,
        by=by,
        explanation=ending.words if ending else "",
        closing_by=by.member,
        closing_from=case.state,
        **({"ending": ending.value} if ending else {}),
    )


def _change_state(
    case: Case,
    to: CaseState,
    key: CaseKey,
    *,
    by: Actor,
    explanation: str = "",
    **changes: object,
) -> None:
    """Set the state and these other columns; write it on the timeline and in the audit log.

    Raises NotPossible when the state or the risk is no longer what `case` was read with.
    """
    before = CaseState(case.state)
    with transaction.atomic():
        # `closing_by` must be unchanged too: otherwise the request to close could meanwhile be
        # replaced by one from the very member who agrees to it. So must the risk: what was asked
        # for a safe youngster is not enough for one who is in danger since.
        unchanged = Case.objects.filter(
            pk=case.pk, state=before, closing_by=case.closing_by_id, risk=case.risk
        )
        if not unchanged.update(state=to, **changes):
            raise NotPossible(WorkflowRefusal.CASE_MOVED)
        step = f"Van “{before.words}” naar “{to.words}”. {explanation}".strip()
        write_entry(key, EntryKind.STEP, step, by=by)
        audit_log.record(by.member, CHANGE_CASE_STATE, case, reason=f"{before}>{to}")
    case.state = to
