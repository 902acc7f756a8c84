"""The dashboard blocks below the worklist: calls, unsafe cases, running periods, actions to do.

One query a block, each of which stays fast with a million rows (`bench/board.py`).
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypedDict

from uitweg.casework.calls import actions as calls_actions
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.grants import MANAGE_LEVELS, GrantReason
from uitweg.casework.cases.case.rules.visibility import ASPECT_GROUPS, CaseAspect
from uitweg.casework.cases.consents.actions import consent_list
from uitweg.casework.cases.consents.actions.consent_list import DecryptedConsent, DecryptedDecision
from uitweg.casework.cases.emergency_access import actions as emergency_access
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.actions import DecryptedPeriod
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.actions.plan import DecryptedAction
from uitweg.casework.partners.asked_actions import actions as partner_actions
from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.conferences.actions.conference_list import (
    ListedConference,
    conferences_on_dashboard,
)
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission, may

ROWS_PER_BLOCK = 50
REVIEW_LOOKAHEAD = timedelta(days=7)


@dataclass(frozen=True)
class EmergencyAccessNotice:
    """A colleague used emergency access to a case that this member manages, and why.

    `reason` is one of the fixed reasons, in words; `explanation` is the colleague's own text.
    """

    access: EmergencyAccess
    reason: str
    explanation: str


@dataclass(frozen=True)
class OpenedCall:
    """A call note, decrypted; `text` is all of it, or of a call passed on only what is to do."""

    call: CallNote
    text: str


class LeadBlocks(TypedDict):
    """The blocks that only leads have, about cases that they need no grant for."""

    closures_to_approve: list[Case]
    emergency_access_to_review: int
    cases_without_owner: list[Case]


@dataclass(frozen=True)
class Dashboard:
    """The blocks, in the order of the page; `passed_to` has the coordinator's name by case id."""

    calls: list[CallNote]
    shift_notes: list[OpenedCall] = field(default_factory=list)
    passed_on_calls: list[OpenedCall] = field(default_factory=list)
    emergency_access: list[EmergencyAccessNotice] = field(default_factory=list)
    cases_to_judge: list[Case] = field(default_factory=list)
    unsafe_cases: list[Case] = field(default_factory=list)
    running_periods: list[DecryptedPeriod] = field(default_factory=list)
    periods_ended_today: list[DecryptedPeriod] = field(default_factory=list)
    due_actions: list[DecryptedAction] = field(default_factory=list)
    actions_done_today: list[DecryptedAction] = field(default_factory=list)
    cases_to_review: list[Case] = field(default_factory=list)
    closures_to_approve: list[Case] = field(default_factory=list)
    packages_to_read: list[SubjectAccessRequest] = field(default_factory=list)
    consents_ending: list[DecryptedConsent] = field(default_factory=list)
    decisions_to_tell: list[DecryptedDecision] = field(default_factory=list)
    emergency_access_to_review: int = 0
    cases_without_owner: list[Case] = field(default_factory=list)
    conferences: list[ListedConference] = field(default_factory=list)
    passed_to: dict[int, str] = field(default_factory=dict)
    partner_news: list[PartnerAction] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def load_dashboard(
    *,
    by: Actor,
) -> Dashboard:
    """Load all blocks for `by`, about cases only as far as their active grants go."""
    calls = list(CallNote.objects.on_dashboard_of(by.member, now=by.now)[:ROWS_PER_BLOCK])
    shift_notes = CallNote.objects.for_the_next_shift()[:ROWS_PER_BLOCK]
    dashboard = Dashboard(
        calls=calls,
        shift_notes=[_opened_shift_note(call, by.keyring) for call in shift_notes],
        passed_to=_passed_to_names(calls),
        **_lead_blocks(by),
    )
    if not CaseGrant.objects.filter(member=by.member).exists():
        return dashboard
    return _with_case_blocks(dashboard, by)


def _with_case_blocks(dashboard: Dashboard, by: Actor) -> Dashboard:
    """Add the blocks about the cases to which this member has a grant."""
    visible = Case.objects.visible_to(by.member)
    safety_visible = Case.objects.visible_to(by.member, about=ASPECT_GROUPS[CaseAspect.RISK])
    managed = CaseGrant.objects.active_for(by.member.pk, MANAGE_LEVELS).values("case")
    passed_on = list(CallNote.objects.passed_on(cases=managed)[:ROWS_PER_BLOCK])
    accesses = EmergencyAccess.objects.unseen_by(by.member)[:ROWS_PER_BLOCK]
    review_until = by.today + REVIEW_LOOKAHEAD
    limit = ROWS_PER_BLOCK
    return replace(
        dashboard,
        calls=[call for call in dashboard.calls if call not in passed_on],
        passed_on_calls=[_opened_passed_on_call(call, by.keyring) for call in passed_on],
        emergency_access=[_emergency_notice(access, by.keyring) for access in accesses],
        cases_to_judge=list(safety_visible.with_danger_to_judge()[:limit]),
        unsafe_cases=list(safety_visible.unsafe()[:limit]),
        running_periods=periods.periods_for_dashboard(by=by, limit=limit),
        periods_ended_today=periods.periods_ended_since(by=by, day=by.today, limit=limit),
        due_actions=plan.actions_for_dashboard(by=by, until=by.today, limit=limit),
        partner_news=partner_actions.news_for(by=by, limit=limit),
        actions_done_today=plan.actions_done_on(by=by, on=by.today, limit=limit),
        packages_to_read=list(SubjectAccessRequest.objects.waiting_for(by.member)[:limit]),
        consents_ending=consent_list.consents_for_dashboard(by=by, limit=limit),
        decisions_to_tell=consent_list.decisions_for_dashboard(by=by, limit=limit),
        conferences=conferences_on_dashboard(by=by),
        cases_to_review=list(visible.due_for_review(until=review_until)[:limit]),
    )


def _passed_to_names(calls: list[CallNote]) -> dict[int, str]:
    """Return by case id the name of whoever leads it; restricted cases are left out."""
    case_ids = {call.case_id for call in calls if call.state == CallState.PASSED and call.case_id}
    if not case_ids:
        return {}
    cases = Case.objects.filter(pk__in=case_ids, is_restricted=False).order_by("id")
    return {case.pk: case.coordinator.name for case in cases.select_related("coordinator")}


def _opened_shift_note(call: CallNote, keyring: Keyring) -> OpenedCall:
    content = calls_actions.decrypt_call(call, keyring)
    return OpenedCall(call, content.as_entry if content else "")


def _opened_passed_on_call(call: CallNote, keyring: Keyring) -> OpenedCall:
    content = calls_actions.decrypt_call(call, keyring)
    return OpenedCall(call, content.to_do.strip() if content else "")


def _lead_blocks(by: Actor) -> LeadBlocks:
    if not may(by, Permission.CASE_OVERSEE):
        return {
            "closures_to_approve": [],
            "emergency_access_to_review": 0,
            "cases_without_owner": [],
        }
    closures = Case.objects.awaiting_closure(not_requested_by=by.member)
    accesses = EmergencyAccess.objects.to_review(not_used_by=by.member)
    ownerless = Case.objects.without_owner(today=by.today)
    return {
        "closures_to_approve": list(closures[:ROWS_PER_BLOCK]),
        "emergency_access_to_review": len(accesses[:ROWS_PER_BLOCK]),
        "cases_without_owner": list(ownerless[:ROWS_PER_BLOCK]),
    }


def _emergency_notice(access: EmergencyAccess, keyring: Keyring) -> EmergencyAccessNotice:
    return EmergencyAccessNotice(
        access=access,
        reason=GrantReason(access.grant.reason).words,
        explanation=emergency_access.decrypt_reason(access, keyring),
    )
