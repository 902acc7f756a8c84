"""What the page about closed cases shows: their last days, the runs, and the proof of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.workflow import LegalGround
from uitweg.casework.retention.actions import calls
from uitweg.casework.retention.actions.case_destruction import term_of_case
from uitweg.casework.retention.actions.overview import term_words, words_of_row
from uitweg.casework.retention.models import CaseHold, Run, RunLine, closed_cases
from uitweg.casework.retention.rules.case_destruction import (
    CaseHoldReason,
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
    run_words,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.policy import retention
from uitweg.platform.ui.addresses import row_number_in

CASES_PER_PAGE, MAX_RUNS = 50, 30


@dataclass(frozen=True)
class ClosedCase:
    """One closed case, without any of its text.

    `destroyed_from` is the first day on which it can be destroyed; `may_go`, whether it can be
    chosen for a run now; `is_on_run`, whether it is on an unfinished one.
    """

    case: Case
    ground: str
    doubt: str
    destroyed_from: date
    hold: CaseHold | None
    hold_reason: str
    is_on_run: bool
    may_go: bool


def list_closed_cases(*, after: date | None, number: int, today: date) -> list[ClosedCase]:
    """Return a page of closed cases, soonest first, behind that last day and case number."""
    page = closed_cases(after=after, number=number).select_related("hold__by")[:CASES_PER_PAGE]
    cases = list(page)
    lines = RunLine.objects.under_way().filter(case__in=cases)
    on_run = set(lines.values_list("case_id", flat=True))
    return [_closed_case(case, is_on_run=case.pk in on_run, today=today) for case in cases]


def _closed_case(case: Case, *, is_on_run: bool, today: date) -> ClosedCase:
    hold, ground = getattr(case, "hold", None), LegalGround(case.ground)
    kept_until = case.kept_until or date.max
    last_day = max(kept_until, hold.until) if hold else kept_until
    return ClosedCase(
        case=case,
        ground=ground.words,
        doubt=term_of_case(case).doubt.words,
        destroyed_from=last_day + timedelta(days=1),
        hold=hold,
        hold_reason=CaseHoldReason(hold.reason).words if hold else "",
        is_on_run=is_on_run,
        may_go=not is_on_run and last_day < today,
    )


@dataclass(frozen=True)
class DestructionRunView:
    """One run on the page; `may_decide` tells whether this member may be its second person."""

    run: Run
    kind: str
    state: str
    numbers: list[str]
    is_open: bool
    may_decide: bool


def latest_runs(*, by: Actor) -> list[DestructionRunView]:
    """Return the latest runs as `by` sees them, those that wait for a second person first."""
    runs = Run.objects.select_related("proposed_by", "decided_by").prefetch_related("lines")
    views = [_run_view(run, by) for run in runs[:MAX_RUNS]]
    return sorted(views, key=lambda view: not view.is_open)


def _run_view(run: Run, by: Actor) -> DestructionRunView:
    is_open = run.state == DestructionState.PROPOSED
    proof = destruction_proof(run)
    return DestructionRunView(
        run=run,
        kind=DestructionKind(run.kind).words,
        state=str(proof["state"]),
        numbers=[f"U-{line.case_id:04d}" for line in run.lines.all()]
        or [f"{run.calls} van voor {run.before:%d-%m-%Y}"],
        is_open=is_open,
        may_decide=is_open and may(by, Permission.RETENTION_APPROVE, run),
    )


def destruction_proof(run: Run) -> dict[str, object]:
    """Return what the proof of a run shows: how many, by which terms; never which cases."""
    is_of_calls = run.kind == DestructionKind.CALLS
    counts = _counts_of_calls(run) if is_of_calls else _counts_of_cases(run)
    state, destroyed = DestructionState(run.state), counts["destroyed_count"]
    return {
        "kind": DestructionKind(run.kind).words,
        "state": run_words(state, destroyed=destroyed, proposed=counts["proposed_count"]),
        "is_of_calls": is_of_calls,
        "is_of_person": run.kind == DestructionKind.PERSON,
        **counts,
    }


class _RunCounts(TypedDict):
    destroyed: list[tuple[str, str, int]]
    kept: list[tuple[str, int]]
    proposed_count: int
    destroyed_count: int


def _counts_of_cases(run: Run) -> _RunCounts:
    lines = list(run.lines.all())
    terms = Counter((line.row, line.term) for line in lines if line.state == ListedCaseState.GONE)
    reasons = Counter(line.why for line in lines if line.state == ListedCaseState.LEFT)
    return {
        "destroyed": [
            (words_of_row(row), term_words(term), count) for (row, term), count in terms.items()
        ],
        "kept": [(StayReason(reason).words, count) for reason, count in reasons.items()],
        "proposed_count": len(lines),
        "destroyed_count": terms.total(),
    }


def _counts_of_calls(run: Run) -> _RunCounts:
    term = retention.retention_table().rows[calls.CALLS_ROW]
    destroyed = (term.description, term_words(term.keep), run.calls_gone)
    return {
        "destroyed": [destroyed] if run.calls_gone else [],
        "kept": [],
        "proposed_count": run.calls,
        "destroyed_count": run.calls_gone,
    }


def count_runs_to_decide(by: Actor) -> int:
    """Count the runs that wait for this member as the second person."""
    proposed = Run.objects.filter(state=DestructionState.PROPOSED).select_related("proposed_by")
    return sum(may(by, Permission.RETENTION_APPROVE, run) for run in proposed[:MAX_RUNS])


def case_ids_in(submitted: Iterable[str]) -> list[int]:
    """Return the case ids among what a form sent; anything else is ignored."""
    numbers = (row_number_in(text) for text in submitted)
    return [number for number in numbers if number is not None]
