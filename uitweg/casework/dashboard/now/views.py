"""The page Nu: the worklist, and below it the dashboard of this member."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.casework.appraisal.page.actions import weighings_on_now
from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.workflow import Ending
from uitweg.casework.cases.keys.actions.key_renewal import renewal_progress
from uitweg.casework.dashboard.danger.actions.acute_cases import count_acute_cases, load_acute_cases
from uitweg.casework.dashboard.danger.actions.answered import answered_danger_block
from uitweg.casework.dashboard.danger.actions.closed import load_closed_dangers
from uitweg.casework.dashboard.night.rules import is_night
from uitweg.casework.dashboard.now.actions.first_hour import load_team_now
from uitweg.casework.dashboard.now.actions.now import load_dashboard
from uitweg.casework.dashboard.worklist.actions import (
    READ_WORKLIST,
    count_waiting_dangers,
    load_worklist_page,
)
from uitweg.casework.dashboard.worklist.views.rows import WorklistRow, worklist_rows
from uitweg.casework.duty.callouts.actions.audit import STEPS
from uitweg.casework.duty.callouts.actions.callouts import load_unhandled_callouts
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.views.shown import callout_rows
from uitweg.casework.duty.channels.actions import possible_kinds
from uitweg.casework.duty.handover.actions.page import handover_tasks
from uitweg.casework.duty.shifts.actions import has_rota
from uitweg.casework.partners.directory.actions.reach import count_to_call
from uitweg.casework.partners.referrals.actions import board as referral_board
from uitweg.casework.retention.actions.case_overview import count_runs_to_decide
from uitweg.casework.retention.actions.conversations import count_about_to_go
from uitweg.casework.retention.actions.signing import has_to_sign
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.key_shares import key_age
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content import load

READ_RECORDED_EVERY = timedelta(minutes=10)
WEEK = timedelta(days=7)


@require_GET
@needs(Permission.WORKLIST_READ)
def now(request: MemberRequest) -> HttpResponse:
    """Show what waits for an answer, danger first and then the oldest, and the dashboard.

    Cases in acute danger are above all, for everyone who may read this page.
    """
    audit_log.record_at_most_every(
        request.member, READ_WORKLIST, "worklist", every=READ_RECORDED_EVERY
    )
    moment, today = timezone.localtime(), timezone.localdate()
    page = load_worklist_page(by=request.actor, after=request.GET.get("na", ""))
    team_now, dashboard = load_team_now(by=request.actor), load_dashboard(by=request.actor)
    rows = worklist_rows(
        page.rows, member_pk=request.member.pk, names=Member.objects.names_by_id(), now=moment
    )
    danger_rows = [row for row in rows if row.danger_now]
    context = {
        "danger_rows": danger_rows,
        "rows": [row for row in rows if not row.danger_now],
        "callout_rows": callout_rows(load_unhandled_callouts(by=request.actor), by=request.actor),
        "is_night": is_night(moment),
        "next": page.next,
        "now": moment,
        "handover": handover_tasks(by=request.actor),
        "draft_count": request.member.drafts.count(),
        "conversations_ending": count_about_to_go(),
        "lists_waiting": count_runs_to_decide(request.actor),
        "has_to_sign": has_to_sign(request.actor),
        "steps_to_sign": STEPS.has_to_sign(request.actor),
        "callouts_without_anybody": Callout.objects.calling_nobody(moment).count(),
        "can_send_callouts": bool(possible_kinds()),
        **_danger_context(request.actor, danger_rows),
        "lacks_rota": may(request.actor, Permission.DUTY_PLAN) and not has_rota(),
        "to_call": count_to_call(by=request.actor),
        "referral_rows": referral_board.rows_for_board(by=request.actor),
        "weighing_rows": weighings_on_now(by=request.actor),
        "renewal": renewal_progress(),
        "key_age": key_age(now=moment) if may(request.actor, Permission.KEY_TURN) else None,
        "dashboard": dashboard,
        "team_now": team_now,
        "something_else": bool(dashboard or team_now),
        "public_url": settings.PUBLIC_URL,
        "coordinator_number": load().contact("coordinator").number,
        "risks": dict(Risk.choices()),
        "endings": dict(Ending.choices()),
        "later": [("morgen", today + timedelta(days=1)), ("over een week", today + WEEK)],
    }
    return render(request, "now/now.html", context)


def _danger_context(by: Actor, danger_rows: list[WorklistRow]) -> dict[str, object]:
    """Return the blocks on danger, and how many more there are than these blocks show."""
    acute = load_acute_cases(by=by)
    acute_count = count_acute_cases() if acute else 0
    return {
        "danger_count": acute_count + (count_waiting_dangers(by=by) if danger_rows else 0),
        "acute_cases": acute,
        "acute_cases_more": acute_count - len(acute),
        "closed_dangers": load_closed_dangers(by=by),
        **answered_danger_block(by=by),
    }
