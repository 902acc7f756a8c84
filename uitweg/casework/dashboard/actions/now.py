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
from uitweg.casework.cases.actions.periods import DecryptedPeriod
from uitweg.casework.cases.actions.plan import DecryptedAction
from uitweg.casework.cases.models import Case, CaseGrant, EmergencyAccess
from uitweg.casework.cases.rules.grants import MANAGE_LEVELS, GrantReason
from uitweg.casework.cases.rules.visibility import ASPECT_GROUPS, CaseAspect
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may

ROWS_PER_BLOCK = 50
REVIEW_LOOKAHEAD = timedelta(days=7)


@dataclass(frozen=True)
class EmergencyAccessNotice:
    """A colleague was in a case of this member, and why."""

    access: EmergencyAccess
    reason: str
    why: str


@dataclass(frozen=True)
class OpenedCall:
    """A call with what the board shows of it: what to do, or the words for the next shift."""

    call: CallNote
    text: str


@dataclass(frozen=True)
class Dashboard:
    """Each block in the order in which it should be looked at."""

    calls: list[CallNote]
    shift: list[OpenedCall] = field(default_factory=list)
    passed: list[OpenedCall] = field(default_factory=list)
    broken: list[EmergencyAccessNotice] = field(default_factory=list)
    unsafe: list[Case] = field(default_factory=list)
    running: list[DecryptedPeriod] = field(default_factory=list)
    ended_today: list[DecryptedPeriod] = field(default_factory=list)
    to_do: list[DecryptedAction] = field(default_factory=list)
    done_today: list[DecryptedAction] = field(default_factory=list)
    to_look: list[Case] = field(default_factory=list)
    to_agree: list[Case] = field(default_factory=list)
    to_review: int = 0
    ownerless: list[Case] = field(default_factory=list)
    to_whom: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def load_dashboard(
    *,
    of: Actor,
) -> Dashboard:
    """Gather the blocks of one member; only cases on which they have a living grant."""
    today = of.today
    calls = list(CallNote.objects.on_dashboard_of(of.member, now=of.now)[:ROWS_PER_BLOCK])
    shift = [
        _shift_text(call, of.keyring)
        for call in CallNote.objects.for_the_next_shift()[:ROWS_PER_BLOCK]
    ]
    lead, to_whom = _lead_blocks(of.member, of.now), _passed_to_names(calls)
    if not CaseGrant.objects.filter(member=of.member).exists():
        return Dashboard(calls=calls, shift=shift, to_whom=to_whom, **lead)
    mine = Case.objects.seen_by(of.member)
    endangered = Case.objects.seen_by(of.member, about=ASPECT_GROUPS[CaseAspect.RISK])
    managed = CaseGrant.objects.active_for(of.member.pk, MANAGE_LEVELS).values("case")
    passed = list(CallNote.objects.passed_on(cases=managed)[:ROWS_PER_BLOCK])
    return Dashboard(
        calls=[call for call in calls if call not in passed],
        shift=shift,
        to_whom=to_whom,
        passed=[_to_do_text(call, of.keyring) for call in passed],
        broken=[
            _emergency_notice(g, of.keyring)
            for g in EmergencyAccess.objects.unseen_by(of.member)[:ROWS_PER_BLOCK]
        ],
        unsafe=list(endangered.unsafe()[:ROWS_PER_BLOCK]),
        running=periods.periods_for_dashboard(by=of, limit=ROWS_PER_BLOCK),
        ended_today=periods.periods_ended_since(by=of, day=today, limit=ROWS_PER_BLOCK),
        to_do=plan.actions_for_dashboard(by=of, until=today, limit=ROWS_PER_BLOCK),
        done_today=plan.actions_done_on(by=of, on=today, limit=ROWS_PER_BLOCK),
        to_look=list(mine.due_for_review(until=today + REVIEW_LOOKAHEAD)[:ROWS_PER_BLOCK]),
        **lead,
    )


def _passed_to_names(calls: list[CallNote]) -> dict[int, str]:
    """Say by case to whom a call about it was passed on; of a strict case nothing is said."""
    about = {call.case_id for call in calls if call.state == CallState.PASSED and call.case_id}
    if not about:
        return {}
    cases = Case.objects.filter(pk__in=about, is_restricted=False).order_by("id")
    return {case.pk: case.coordinator.name for case in cases.select_related("coordinator")}


def _shift_text(call: CallNote, keyring: Keyring) -> OpenedCall:
    note = calls_actions.decrypt_call(call, keyring)
    return OpenedCall(call, note.as_entry if note else "")


def _to_do_text(call: CallNote, keyring: Keyring) -> OpenedCall:
    note = calls_actions.decrypt_call(call, keyring)
    return OpenedCall(call, note.to_do.strip() if note else "")


class LeadBlocks(TypedDict):
    """What only a lead is asked, about cases that stay shut."""

    to_agree: list[Case]
    to_review: int
    ownerless: list[Case]


def _lead_blocks(of: Member, now: datetime) -> LeadBlocks:
    if not may(of, Permission.CASE_OVERSEE):
        return {"to_agree": [], "to_review": 0, "ownerless": []}
    ownerless = Case.objects.without_owner(today=timezone.localdate(now))
    return {
        "to_agree": list(Case.objects.awaiting_closure(but_not_by=of)[:ROWS_PER_BLOCK]),
        "to_review": len(EmergencyAccess.objects.to_review(but_not_of=of)[:ROWS_PER_BLOCK]),
        "ownerless": list(ownerless[:ROWS_PER_BLOCK]),
    }


def _emergency_notice(broken: EmergencyAccess, keyring: Keyring) -> EmergencyAccessNotice:
    return EmergencyAccessNotice(
        broken,
        GrantReason(broken.grant.reason).words,
        emergency_access.decrypt_reason(broken, keyring),
    )
