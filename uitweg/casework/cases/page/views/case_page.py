"""The page of one case, put together from its sections."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.visibility import CaseAspect, sees_aspect
from uitweg.casework.cases.case.rules.workflow import Requirement
from uitweg.casework.cases.consents.views.section import consents_section
from uitweg.casework.cases.page.views.forms import case_forms, form_keys
from uitweg.casework.cases.periods.views.section import periods_section
from uitweg.casework.cases.plan.views.section import plan_section
from uitweg.casework.cases.sheets.views.card import ASK_FOR_CONTACT, card_section
from uitweg.casework.cases.sheets.views.section import sheets_section
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.views.section import timeline_section
from uitweg.casework.cases.workflow.views.section import status_section
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log


def case_page(
    request: MemberRequest,
    case: Case,
    returned: Form | None = None,
    *,
    missing: tuple[Requirement, ...] = (),
    ground_changed: bool = False,
) -> HttpResponse:
    """Show the case as far as this member may see it, and record that they read it.

    `returned` is a submitted form that is not valid: the page shows what was typed and what is
    wrong. `missing` is what the requested state still needs. `ground_changed` says that a colleague
    changed the ground or the review date while this member chose theirs.
    """
    key, timeline = entries.read_case(case=case, by=request.actor)
    visibility, now = case.visibility_for(request.member.pk), timezone.localtime()
    shown_sheets, shown_plan = (
        sheets_section(case, key, visibility),
        plan_section(case, key, visibility),
    )
    status = status_section(case, visibility, request.actor)
    context = {
        "case": case,
        "today": now,
        "forms": case_forms(case, visibility, request.member, returned),
        "keys": form_keys(request, returned),
        "may_write": may(request.actor, Permission.CASE_WRITE, case) and case.is_open,
        "readings": audit_log.readers_of(READ_CASE, case)
        if sees_aspect(visibility, CaseAspect.ACCESS)
        else None,
        "missing": [requirement.words for requirement in missing],
        "ground_changed": ground_changed,
        "timeline": timeline_section(case, timeline, now, chosen=request.GET.get("toon", "")),
        "plan": shown_plan,
        "periods": periods_section(case, key, visibility),
        "consents": consents_section(case, key, visibility, now=now),
        "sheets": shown_sheets,
        "card": card_section(case, shown_sheets.safety, now, sees_risk=bool(status.risk)),
        "ask_for_contact": ASK_FOR_CONTACT,
        "asked_for_contact": any(
            action.text == ASK_FOR_CONTACT for action in shown_plan.open_actions
        ),
        "late_actions": [
            action
            for action in shown_plan.open_actions
            if action.row.due_on and action.row.due_on < now.date()
        ],
        "status": status,
    }
    http_status = 409 if missing or ground_changed else 400 if returned else 200
    return render(request, "page/case.html", context, status=http_status)
