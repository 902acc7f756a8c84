"""What the page of cases shows: which go when, the lists, and the proof of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.retention.actions import calls
from uitweg.casework.retention.actions.overview import term_words
from uitweg.casework.retention.models import CaseHold, Run, RunLine, closed_cases
from uitweg.casework.retention.rules.case_destruction import (
    CaseHoldReason,
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
)
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.policy import retention

PAGE, RUNS = 50, 30


@dataclass(frozen=True)
class ClosedCase:
    """One closed case by its number; `may_go` is that it can be ticked."""

    case: Case
    ground: str
    doubt: str
    goes_on: date
    hold: CaseHold | None
    why_held: str
    listed: bool
    may_go: bool


def list_closed_cases(*, after: date | None, number: int, today: date) -> list[ClosedCase]:
    """Return a page of closed cases, soonest first, behind that day and number."""
    found = list(closed_cases(after=after, number=number).select_related("hold__by")[:PAGE])
    lines = RunLine.objects.under_way().filter(case__in=found)
    listed = set(lines.values_list("case_id", flat=True))
    return [_closed_case(case, listed=case.pk in listed, today=today) for case in found]


def _closed_case(case: Case, *, listed: bool, today: date) -> ClosedCase:
    hold, ground = getattr(case, "hold", None), LegalGround(case.ground)
    until = case.kept_until or date.max
    last = max(until, hold.until) if hold else until
    return ClosedCase(
        case=case,
        ground=ground.words,
        doubt=retention.retention_table().rows[f"cases-{ground}"].doubt.words,
        goes_on=last + timedelta(days=1),
        hold=hold,
        why_held=CaseHoldReason(hold.reason).words if hold else "",
        listed=listed,
        may_go=not listed and last < today,
    )


@dataclass(frozen=True)
class DestructionListView:
    """One list, as its line on the page; `may_decide` is that this member is the second person."""

    run: Run
    what: str
    state: str
    numbers: list[str]
    open: bool
    may_decide: bool


def latest_lists(*, of: Member) -> list[DestructionListView]:
    """Return the latest lists, those that wait for a second person first."""
    found = list(
        Run.objects.select_related("proposed_by", "decided_by").prefetch_related("lines")[:RUNS]
    )
    shown = [_list_view(run, of) for run in found]
    return sorted(shown, key=lambda one: not one.open)


def _list_view(run: Run, of: Member) -> DestructionListView:
    is_open = run.state == DestructionState.PROPOSED
    return DestructionListView(
        run=run,
        what=DestructionKind(run.kind).words,
        state=DestructionState(run.state).words,
        numbers=[f"U-{line.case_id:04d}" for line in run.lines.all()]
        or [f"{run.calls} van voor {run.before:%d-%m-%Y}"],
        open=is_open,
        may_decide=is_open and may(of, Permission.RETENTION_APPROVE, run),
    )


def destruction_proof(run: Run) -> dict[str, object]:
    """Return what the certificate of a list says: roles, days and numbers of cases; no number."""
    if run.kind == DestructionKind.CALLS:
        return _proof_of_calls(run)
    lines = list(run.lines.all())
    gone = Counter((one.row, one.term) for one in lines if one.state == ListedCaseState.GONE)
    left = Counter(one.why for one in lines if one.state == ListedCaseState.LEFT)
    return {
        "what": DestructionKind(run.kind).words,
        "state": DestructionState(run.state).words,
        "gone": [(_row_text(row), term_words(term), many) for (row, term), many in gone.items()],
        "left": [(StayReason(why).words, many) for why, many in left.items()],
        "listed": len(lines),
        "many": gone.total(),
    }


def _proof_of_calls(run: Run) -> dict[str, object]:
    row = retention.retention_table().rows[calls.CALLS_ROW]
    return {
        "what": DestructionKind.CALLS.words,
        "state": DestructionState(run.state).words,
        "gone": [(row.what, term_words(row.keep), run.calls_gone)] if run.calls_gone else [],
        "left": [],
        "listed": run.calls,
        "many": run.calls_gone,
        "of_calls": True,
    }


def _row_text(row: str) -> str:
    known = retention.retention_table().rows
    return known[row].what if row in known else row


def count_lists_waiting_for(member: Member) -> int:
    """Return how many lists wait for this member as the second person."""
    if not may(member, Permission.RETENTION_APPROVE):
        return 0
    return Run.objects.filter(state=DestructionState.PROPOSED).exclude(proposed_by=member).count()


def case_ids_in(asked: Iterable[str]) -> list[int]:
    """Read ticked numbers forgivingly; what is no number is no case."""
    return [int(one) for one in asked if one.isascii() and one.isdigit() and len(one) < 16]
