"""Who has access to a case, opening one from a report, and who reads a restricted case."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.calls.actions import READ_CALL, WRITE_CALL
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.acts import (
    OPEN_CASE_FILE,
    READ_CARD,
    READ_CASE,
    USE_EMERGENCY_ACCESS,
    USE_EMERGENCY_ACCESS_TO_REPORT,
)
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantKind, GrantReason
from uitweg.casework.cases.case.rules.visibility import CaseAspect, sees_aspect
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.grants.actions import grants as granting
from uitweg.casework.cases.grants.actions import opening
from uitweg.casework.cases.grants.actions.named_readers import opens_sources, source_names
from uitweg.casework.cases.grants.forms import GrantForm
from uitweg.channel.answers.actions import reports
from uitweg.channel.answers.actions.reports import ANSWER_REPORT
from uitweg.channel.attachments.actions.attachments import OPEN_REPORT_FILE
from uitweg.channel.conversation.actions.decryption import READ_REPORT
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log


@require_POST
@needs(Permission.CASE_OPEN)
def open_case(request: MemberRequest, report_id: int) -> HttpResponse:
    """One click on the report opens a case for it, owned by this member."""
    report = get_object_or_404(Report, pk=report_id)
    conversation = reports.open_conversation(report=report, by=request.actor)
    case = opening.open_case(report=report, conversation=conversation, by=request.actor)
    return redirect("case", case.pk)


READING_ACTS = (
    READ_REPORT,
    OPEN_REPORT_FILE,
    ANSWER_REPORT,
    READ_CALL,
    WRITE_CALL,
    READ_CASE,
    READ_CARD,
    OPEN_CASE_FILE,
    USE_EMERGENCY_ACCESS,
    USE_EMERGENCY_ACCESS_TO_REPORT,
)
SOURCE_WORDS = {"report": "melding", "callnote": "belnotitie", "case": "casus"}


def restriction_context(case: Case) -> dict[str, Any]:
    """Return who read the case, its report or its call notes, from the audit log.

    Those who may still read it stand there too: `may_still` says so of each.
    """
    things = [audit_log.audit_name(case), *source_names(case)]
    reading = {grant.member_id for grant in case.grants.active() if opens_sources(grant)}
    readings: dict[tuple[int, str], dict[str, date]] = {}
    for pk, name, thing, day in audit_log.readings_of(things, READING_ACTS):
        words = SOURCE_WORDS[thing.partition(":")[0]]
        days = readings.setdefault((pk, name), {})
        days[words] = max(days.get(words, day), day)
    return {
        "read_before": [
            {"name": name, "days": days, "may_still": pk in reading}
            for (pk, name), days in readings.items()
        ],
        "left_before": case.disclosures.count(),
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ)
def case_access(request: MemberRequest, case_id: int) -> HttpResponse:
    """Who has which access until when; who manages the case gives a colleague access here."""
    case = readable_case(request, case_id)
    if request.method != "POST":
        audit_log.record(request.member, READ_CASE, case, reason="access")
        return _access_page(request, case, GrantForm(case))
    require(request.actor, Permission.CASE_GRANT, case)
    form = GrantForm(case, request.POST)
    if not form.is_valid():
        return _access_page(request, case, form)
    typed = form.cleaned_data
    try:
        granting.grant_access(
            case=case,
            to=typed["to"],
            level=typed["level"],
            groups=typed["groups"],
            until=typed["until"],
            reason=typed["reason"],
            shown_grants=typed["seen"],
            by=request.actor,
        )
    except granting.GrantChanged:
        return _access_page(request, case, form, changed_for=typed["to"])
    return redirect("case-access", case.pk)


def _access_page(
    request: MemberRequest, case: Case, form: GrantForm, *, changed_for: Member | None = None
) -> HttpResponse:
    """Show who has access; `changed_for` is a member whose access a colleague changed meanwhile."""
    now = timezone.localtime()
    sees_all = sees_aspect(case.visibility_for(request.member.pk), CaseAspect.ACCESS)
    grants = case.grants.select_related("member").order_by("-since", "-id")
    shown = [grant for grant in grants if sees_all or _is_visible_to(grant, request.member, now)]
    active = [grant for grant in shown if grant.is_active_at(now)]
    context = {
        "case": case,
        "active": [_grant_row(grant) for grant in active],
        "past": [_grant_row(grant) for grant in shown if not grant.is_active_at(now)],
        "sees_all": sees_all,
        "may_grant": may(request.actor, Permission.CASE_GRANT, case),
        "may_hand_over": may(request.actor, Permission.CASE_HAND_OVER, case),
        "form": form,
        "changed_for": changed_for,
        "shown_grants": " ".join(str(grant.pk) for grant in active),
        "today": now,
    }
    if context["may_grant"]:
        context |= restriction_context(case)
    status = 409 if changed_for else 400 if form.is_bound else 200
    return render(request, "grants/access.html", context, status=status)


def _is_visible_to(grant: CaseGrant, reader: Member, now: datetime) -> bool:
    """Say whether someone who only reads the case sees this grant.

    They see their own grants, and those of the owner and deputies, whom they can ask for more.
    """
    is_manager = grant.kind in (GrantKind.OWNER, GrantKind.DEPUTY) and grant.is_active_at(now)
    return is_manager or grant.member_id == reader.pk


def _grant_row(grant: CaseGrant) -> dict[str, Any]:
    groups = [group.words for group in DataGroup if group in grant.groups]
    level = "Eigenaar" if grant.kind == GrantKind.OWNER else AccessLevel(grant.level).words
    return {
        "grant": grant,
        "level": "Alleen melding en belnotities" if grant.is_for_sources else level,
        "groups": "alles" if len(groups) == len(ALL_GROUPS) else ", ".join(groups),
        "reason": GrantReason(grant.reason).words,
    }


@require_POST
@needs(Permission.CASE_GRANT)
def end_grant(request: MemberRequest, grant_id: int) -> HttpResponse:
    """End a colleague's access now."""
    grant = get_object_or_404(CaseGrant.objects.select_related("case", "member"), pk=grant_id)
    try:
        granting.end_grant(grant=grant, by=request.actor)
    except granting.GrantChanged:
        return _access_page(request, grant.case, GrantForm(grant.case), changed_for=grant.member)
    return redirect("case-access", grant.case_id)
