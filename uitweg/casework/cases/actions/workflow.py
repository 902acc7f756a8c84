"""From one state to the next: only along the table, and only when nothing is missing."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import write_entry
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules import retention
from uitweg.casework.cases.rules.closing import Ending
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.plan import ActionState, GoalState
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import (
    CaseAspect,
    sees_aspect,
    sees_transition_requirements,
)
from uitweg.casework.cases.rules.workflow import (
    TRANSITIONS,
    CaseState,
    Requirement,
    TransitionFacts,
    missing_for,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.store.locking import lock_row

STATES_WITH_OWN_ACTION = frozenset({CaseState.CLOSING, CaseState.CLOSED, CaseState.DESTROYED})
"""Where a case goes by an act of its own: a form, a second person, two who destroy."""
CLEARED_ON_REOPENING = {"ending": "", "closing_by": None, "closed_on": None, "kept_until": None}


class RequirementsMissing(Exception):
    """Something has to be there first; `missing` names it all."""

    def __init__(self, missing: tuple[Requirement, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def transition_facts(case: Case, *, today: date) -> TransitionFacts:
    """Count what a move asks about; nothing is opened for it."""
    # one question for three counts: a case has tens of actions, and its page waits for this
    rows = list(case.actions.kept().values_list("state", "due_on"))
    is_open = [due_on for state, due_on in rows if state == ActionState.OPEN]
    return TransitionFacts(
        risk=Risk(case.risk),
        ground=LegalGround(case.ground),
        has_card=case.sheets.filter(kind=SheetKind.SAFETY).exists(),
        goals=case.goals.exclude(state=GoalState.DROPPED).count(),
        planned_actions=sum(due_on is not None for _, due_on in rows),
        open_actions=len(is_open),
        late_actions=sum(due_on is not None and due_on < today for due_on in is_open),
        review_on=case.review_on,
        running_periods=case.periods.running().count(),
    )


def next_states(case: Case, *, today: date) -> list[tuple[CaseState, tuple[Requirement, ...]]]:
    """Return where this case can go by its owner's hand, each with what is missing first."""
    stands, now = transition_facts(case, today=today), CaseState(case.state)
    after = TRANSITIONS[now] - {CaseState.CLOSED, CaseState.DESTROYED}
    in_order = [state for state in CaseState if state in after]
    return [(then, missing_for(now, then, stands, today=today)) for then in in_order]


def change_state(
    *,
    case: Case,
    then: CaseState,
    by: Actor,
    why: str = "",
) -> None:
    """Bring a case to its next state, with a line on its timeline.

    Opening a closed case again needs a `why`, and closing goes by cases.closing. Raises Missing,
    NotAllowed for who does not see what a move rests on, and NotPossible when it cannot go there
    (any more): two clicks at once are one move.
    """
    require(by.member, Permission.CASE_WRITE, case)
    if not sees_transition_requirements(case.visibility_for(by.member.pk)):
        raise NotAllowed(Permission.CASE_WRITE)
    if then not in TRANSITIONS[CaseState(case.state)] - STATES_WITH_OWN_ACTION:
        raise NotPossible("case-moved")
    said_why = case.state != CaseState.CLOSED or bool(why.strip())
    require_nothing_missing(case, then, now=by.now, also=() if said_why else (Requirement.WHY,))
    key = case_keys.open_case_key(case, by.keyring)
    _change_state(case, then, key, by=by, said=why, **CLEARED_ON_REOPENING)


def agree_to_close(
    *,
    case: Case,
    by: Actor,
) -> None:
    """A second person, the lead, agrees: the case is closed. Nothing of it is read for that.

    Raises NotPossible when nobody asks for it (any more), or when they asked for it themselves.
    """
    require(by.member, Permission.CASE_APPROVE_CLOSING, case)
    if case.state != CaseState.CLOSING:
        raise NotPossible("case-moved")
    if case.closing_by_id == by.member.pk:
        raise NotPossible("agree-with-yourself")
    today = by.today
    _change_state(
        case,
        CaseState.CLOSED,
        case_keys.open_case_key_or_none(case, by.keyring)
        if case.is_restricted
        else case_keys.open_case_key(case, by.keyring),
        by=by,
        closed_on=today,
        kept_until=retention.last_day(LegalGround(case.ground), today),
    )


class GroundOrReviewChanged(Exception):
    """A colleague chose another ground or day since the page was shown; nothing is changed."""


def ground_and_review_of(case: Case) -> str:
    """Return ground and day in one word, for a form to carry: what it was shown."""
    return _ground_and_review(case.ground, case.review_on)


def _ground_and_review(ground: str, review_on: date | None) -> str:
    return f"{ground}:{review_on or 'none'}"


def set_ground_and_review(
    *, case: Case, ground: LegalGround, review_on: date | None, seen: str, by: Actor
) -> None:
    """Choose on what ground the case is kept, and the day to look again.

    `seen` is frame_of as the writer saw it. Raises NotPossible, and FrameMoved.
    """
    require(by.member, Permission.CASE_WRITE, case)
    if not sees_aspect(case.visibility_for(by.member.pk), CaseAspect.GROUND):
        raise NotAllowed(Permission.CASE_WRITE)
    if not case.is_open:
        raise NotPossible("case-closed")
    with transaction.atomic():
        if ground_and_review_of(lock_row(case)) not in (
            seen,
            _ground_and_review(ground, review_on),
        ):
            raise GroundOrReviewChanged
        Case.objects.filter(pk=case.pk).update(ground=ground, review_on=review_on)
        audit_log.record(by.member, "case:write", case, reason="frame")


def require_nothing_missing(
    case: Case, then: CaseState, *, now: datetime, also: tuple[Requirement, ...] = ()
) -> None:
    """Raise Missing when the case cannot go there yet; `also` is what a form lacks besides."""
    before, today = CaseState(case.state), timezone.localdate(now)
    if (
        missing := missing_for(before, then, transition_facts(case, today=today), today=today)
        + also
    ):
        raise RequirementsMissing(missing)


def move_to_closing(
    case: Case,
    key: CaseKey,
    *,
    ending: Ending | None,
    by: Actor,
) -> None:
    """The move of cases.closing, inside its transaction."""
    said = {"ending": ending.value, "said": ending.words} if ending else {}
    _change_state(case, CaseState.CLOSING, key, by=by, closing_by=by.member, **said)


def _change_state(
    case: Case,
    then: CaseState,
    key: CaseKey | None,
    *,
    by: Actor,
    said: str = "",
    **changes: object,
) -> None:
    before = CaseState(case.state)
    with transaction.atomic():
        # who asked is asked too: else one could ask anew while their own agreeing is under way
        there = Case.objects.filter(pk=case.pk, state=before, closing_by=case.closing_by_id)
        if not there.update(state=then, **changes):
            raise NotPossible("case-moved")
        step = f"Van “{before.words}” naar “{then.words}”."
        if key:  # who agrees to close a strict case has none: the audit log tells it alone
            write_entry(key, EntryKind.STEP, f"{step} {said}".strip(), by=by)
        audit_log.record(by.member, "case:change-state", case, reason=f"{before}>{then}")
    case.state = then
