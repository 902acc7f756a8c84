"""Destroying closed cases: proposing, approving, the proof; and removing a person from a case."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.visibility import CaseAspect, sees_aspect
from uitweg.casework.cases.case.rules.workflow import LegalGround
from uitweg.casework.retention.actions import calls, case_destruction, case_overview, signing
from uitweg.casework.retention.actions.overview import term_words
from uitweg.casework.retention.forms import CaseHoldForm
from uitweg.casework.retention.models import Run
from uitweg.casework.retention.rules.case_destruction import CaseHoldReason, DestructionKind
from uitweg.casework.retention.views.paging import cursor_in
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention


@require_GET
@needs(Permission.RETENTION_READ)
def closed_cases(request: MemberRequest) -> HttpResponse:
    """Closed cases by number, the runs that destroy them, and what is kept longer."""
    return _destruction_page(request)


def _destruction_page(
    request: MemberRequest, *, form: CaseHoldForm | None = None, about_id: int = 0, error: str = ""
) -> HttpResponse:
    """Render the page; `form` is a refused hold of the case `about_id`."""
    today, table = timezone.localdate(), retention.retention_table()
    after, number = cursor_in(request.GET.get("na", ""))
    closed = case_overview.list_closed_cases(after=after, number=number, today=today)
    calls_before, is_signed = calls.first_kept_on(today), signing.is_signed_on(today)
    context = {
        "closed": closed,
        "next": closed[-1] if len(closed) == case_overview.CASES_PER_PAGE else None,
        "is_signed": is_signed,
        "some_may_go": any(row.may_go for row in closed) and is_signed,
        "runs": case_overview.latest_runs(by=request.actor),
        "calls_before": calls_before,
        "overdue_calls": calls.overdue_calls(before=calls_before).count(),
        "calls_term": term_words(table.rows[calls.CALLS_ROW].keep),
        "has_run_of_calls": calls.has_unfinished_run(),
        "may_hold": may(request.actor, Permission.RETENTION_HOLD),
        "reasons": CaseHoldReason.choices(),
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=table.longest_hold_days),
        "about_id": about_id,
        "error": next(iter(form.errors.values()))[0] if form else error,
        "today": today,
    }
    status = 400 if form or error else 200
    return render(request, "retention/closed_cases.html", context, status=status)


@require_POST
@needs(Permission.RETENTION_PROPOSE)
def propose_destruction(request: MemberRequest) -> HttpResponse:
    """Propose to destroy the ticked cases; another member decides."""
    chosen = case_overview.case_ids_in(request.POST.getlist("casus"))
    if not chosen:
        return _destruction_page(request, error="Kies eerst een casus.")
    case_destruction.propose_destruction(cases=chosen, by=request.actor)
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_PROPOSE)
def propose_call_destruction(request: MemberRequest) -> HttpResponse:
    """Propose to destroy the call notes whose term is over; another member decides."""
    calls.propose_calls(by=request.actor)
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_APPROVE)
def approve_destruction(request: MemberRequest, run_id: int) -> HttpResponse:
    """Approve a run as its second person."""
    run = get_object_or_404(Run, pk=run_id)
    case_destruction.approve_destruction(run=run, by=request.actor)
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_APPROVE)
def refuse_destruction(request: MemberRequest, run_id: int) -> HttpResponse:
    """Refuse a run as its second person."""
    run = get_object_or_404(Run, pk=run_id)
    case_destruction.refuse_destruction(run=run, by=request.actor)
    return redirect("closed-cases")


@require_GET
@needs(Permission.RETENTION_READ)
def destruction_run(request: MemberRequest, run_id: int) -> HttpResponse:
    """The proof of one run, to print: how many, by which terms, which roles; nobody by name."""
    run = get_object_or_404(Run.objects.select_related("proposed_by", "decided_by"), pk=run_id)
    context = {"run": run, **case_overview.destruction_proof(run)}
    return render(request, "retention/destruction_run.html", context)


@require_POST
@needs(Permission.RETENTION_HOLD)
def hold_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """Keep a closed case until a chosen day, for a chosen reason."""
    case = get_object_or_404(Case, pk=case_id)
    longest_days = retention.retention_table().longest_hold_days
    form = CaseHoldForm(request.POST, today=timezone.localdate(), longest_days=longest_days)
    if not form.is_valid():
        return _destruction_page(request, form=form, about_id=case.pk)
    case_destruction.hold_case(
        case=case,
        by=request.actor,
        until=form.cleaned_data["until"],
        shown_until=form.cleaned_data["was"],
        reason=form.cleaned_data["reason"],
    )
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_HOLD)
def release_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """End a hold on a case before its last day."""
    case_destruction.release_case(case=get_object_or_404(Case, pk=case_id), by=request.actor)
    return redirect("closed-cases")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_REMOVE_PERSON)
def forget_person(request: MemberRequest, case_id: int) -> HttpResponse:
    """Propose to remove the person from a case, because the youngster asks for it."""
    case = get_object_or_404(Case, pk=case_id)
    require(request.actor, Permission.CASE_REMOVE_PERSON, case)
    if request.method == "POST":
        case_destruction.propose_to_forget(case=case, by=request.actor)
        return redirect("case", case.pk)
    reason = case_destruction.reason_to_stay_now(
        case, DestructionKind.PERSON, today=timezone.localdate()
    )
    sees_ground = sees_aspect(case.visibility_for(request.member.pk), CaseAspect.GROUND)
    context = {
        "case": case,
        "ground": LegalGround(case.ground).words if sees_ground else "",
        "reason_to_stay": reason.words if reason else "",
        "is_on_run": case.run_lines.under_way().exists(),
    }
    return render(request, "retention/forget_person.html", context)
