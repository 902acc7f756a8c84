"""What a member has on hand besides what waits: calls, what is unsafe, what runs out, to do.

One question to the database a block, each right at a million rows (`bench/board.py`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict

from django.utils import timezone

from uitweg.casework.calls import actions as calls_actions
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.cases.actions import emergency_access, periods, plan
from uitweg.casework.cases.actions.periods import Shown
from uitweg.casework.cases.actions.plan import Planned
from uitweg.casework.cases.models import Case, CaseGrant, GlassBreak
from uitweg.casework.cases.rules.grants import MANAGES, REASON_WORDS, GrantReason
from uitweg.casework.cases.rules.visibility import LINE_GROUPS, Line
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may

MOST = 50
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Emergency:
    """A colleague was in a case of this member, and why."""

    glass: GlassBreak
    reason: str
    why: str


@dataclass(frozen=True)
class Opened:
    """A call with what the board shows of it: what to do, or the words for the next shift."""

    call: CallNote
    text: str


@dataclass(frozen=True)
class Board:
    """Each block in the order in which it should be looked at."""

    calls: list[CallNote]
    shift: list[Opened] = field(default_factory=list)
    passed: list[Opened] = field(default_factory=list)
    broken: list[Emergency] = field(default_factory=list)
    unsafe: list[Case] = field(default_factory=list)
    running: list[Shown] = field(default_factory=list)
    ended_today: list[Shown] = field(default_factory=list)
    to_do: list[Planned] = field(default_factory=list)
    done_today: list[Planned] = field(default_factory=list)
    to_look: list[Case] = field(default_factory=list)
    to_agree: list[Case] = field(default_factory=list)
    to_review: int = 0
    ownerless: list[Case] = field(default_factory=list)
    to_whom: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def board(
    *,
    of: Actor,
) -> Board:
    """Gather the blocks of one member; only cases on which they have a living grant."""
    today = of.today
    calls = list(CallNote.objects.on_the_board_of(of.member, now=of.now)[:MOST])
    shift = [_words(call, of.keyring) for call in CallNote.objects.for_the_next_shift()[:MOST]]
    lead, to_whom = _of_the_lead(of.member, of.now), _to_whom(calls)
    if not CaseGrant.objects.filter(member=of.member).exists():
        return Board(calls=calls, shift=shift, to_whom=to_whom, **lead)
    mine = Case.objects.seen_by(of.member)
    endangered = Case.objects.seen_by(of.member, about=LINE_GROUPS[Line.RISK])
    managed = CaseGrant.objects.live(of.member.pk, MANAGES).values("case")
    passed = list(CallNote.objects.passed_on(cases=managed)[:MOST])
    return Board(
        calls=[call for call in calls if call not in passed],
        shift=shift,
        to_whom=to_whom,
        passed=[_what_to_do(call, of.keyring) for call in passed],
        broken=[_emergency(g, of.keyring) for g in GlassBreak.objects.unseen_by(of.member)[:MOST]],
        unsafe=list(endangered.unsafe()[:MOST]),
        running=periods.board(of=of, most=MOST),
        ended_today=periods.ended_today(of=of, on=today, most=MOST),
        to_do=plan.board(of=of, until=today, most=MOST),
        done_today=plan.ticked(of=of, on=today, most=MOST),
        to_look=list(mine.to_look_at(until=today + AHEAD)[:MOST]),
        **lead,
    )


def _to_whom(calls: list[CallNote]) -> dict[int, str]:
    """Say by case to whom a call about it was passed on; of a strict case nothing is said."""
    about = {call.case_id for call in calls if call.state == CallState.PASSED and call.case_id}
    if not about:
        return {}
    cases = Case.objects.filter(pk__in=about, is_strict=False).order_by("id")
    return {case.pk: case.coordinator.name for case in cases.select_related("coordinator")}


def _words(call: CallNote, keyring: Keyring) -> Opened:
    note = calls_actions.opened(call, keyring)
    return Opened(call, note.as_entry if note else "")


def _what_to_do(call: CallNote, keyring: Keyring) -> Opened:
    note = calls_actions.opened(call, keyring)
    return Opened(call, note.to_do.strip() if note else "")


class OfTheLead(TypedDict):
    """What only a lead is asked, about cases that stay shut."""

    to_agree: list[Case]
    to_review: int
    ownerless: list[Case]


def _of_the_lead(of: Member, now: datetime) -> OfTheLead:
    if not may(of, Permission.CASE_OVERSEE):
        return {"to_agree": [], "to_review": 0, "ownerless": []}
    ownerless = Case.objects.without_owner(today=timezone.localdate(now))
    return {
        "to_agree": list(Case.objects.asked_to_close(but_not_by=of)[:MOST]),
        "to_review": len(GlassBreak.objects.to_review(but_not_of=of)[:MOST]),
        "ownerless": list(ownerless[:MOST]),
    }


def _emergency(broken: GlassBreak, keyring: Keyring) -> Emergency:
    return Emergency(
        broken,
        REASON_WORDS[GrantReason(broken.grant.reason)],
        emergency_access.why(broken, keyring),
    )
