"""Where a case stands, on its page: state, risk, ground, review date, and what may follow."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules import retention
from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.visibility import (
    CaseAspect,
    Visibility,
    sees_aspect,
    sees_transition_requirements,
)
from uitweg.casework.cases.case.rules.workflow import (
    CaseState,
    Ending,
    LegalGround,
    reason_required,
)
from uitweg.casework.cases.coding import actions as coding
from uitweg.casework.cases.coding.rules import visible_facts
from uitweg.casework.cases.workflow.actions import workflow
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, may


@dataclass(frozen=True)
class NextState:
    """A state that may follow, and the sentences that say what it still needs.

    `asks` is the sentence that asks for a reason; "" when none is needed.
    """

    state: str
    words: str
    missing: list[str]
    asks: str


@dataclass(frozen=True)
class StatusSection:
    """The lines of a case in words; "" for a line that is empty or that this reader may not see.

    `ground_seen` is what the form on the ground sends along, so that a change that a colleague
    made meanwhile is noticed.
    """

    state: str
    risk: str
    danger_to_judge: bool
    ground: str
    ground_seen: str
    ending: str
    kept_because: str
    coded: str
    may_change_state: bool
    may_reopen: bool
    next_states: list[NextState]


def status_section(case: Case, visibility: Visibility, reader: Actor) -> StatusSection:
    """Return where the case stands, as far as this reader may see it."""
    sees_risk, sees_ground, sees_ending = (
        sees_aspect(visibility, aspect)
        for aspect in (CaseAspect.RISK, CaseAspect.GROUND, CaseAspect.ENDING)
    )
    ground, may_change_state = LegalGround(case.ground), sees_transition_requirements(visibility)
    return StatusSection(
        state=CaseState(case.state).words,
        risk=Risk(case.risk).words if sees_risk else "",
        danger_to_judge=sees_risk and case.danger_to_judge,
        ground=ground.words if sees_ground else "",
        ground_seen=workflow.ground_and_review_of(case),
        ending=Ending(case.ending).words if case.ending and sees_ending else "",
        kept_because=retention.explanation(ground) if case.kept_until and sees_ground else "",
        coded=_coded(case, visibility) if may(reader, Permission.CASE_WRITE, case) else "",
        may_change_state=may_change_state,
        may_reopen=case.state == CaseState.CLOSED
        and may_change_state
        and may(reader, Permission.CASE_WRITE, case),
        next_states=_next_states(case, reader.now) if may_change_state else [],
    )


def _coded(case: Case, visibility: Visibility) -> str:
    """Return how many of the facts that this reader may code are coded, or "" for no fact."""
    visible = visible_facts(visibility.writable_groups)
    facts = coding.coded_case(case).facts
    answered = sum(bool(facts[name]) for name in visible)
    return f"{answered} van {len(visible)} ingevuld" if visible else ""


def _asked_reason(case: Case, to: CaseState) -> str:
    reason = reason_required(CaseState(case.state), to, Risk(case.risk))
    return reason.words if reason else ""


def _next_states(case: Case, now: datetime) -> list[NextState]:
    return [
        NextState(
            state.value,
            state.words,
            [requirement.words for requirement in missing],
            _asked_reason(case, state),
        )
        for state, missing in workflow.next_states(case, today=timezone.localdate(now))
    ]
