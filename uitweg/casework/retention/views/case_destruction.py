"""Cases whose term is over: the list, the second person, the proof; and taking a person out."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.visibility import CaseAspect, sees_aspect
from uitweg.casework.retention.actions import calls, case_destruction, case_overview
from uitweg.casework.retention.actions.overview import term_words
from uitweg.casework.retention.forms import CaseHoldForm
from uitweg.casework.retention.models import Run
from uitweg.casework.retention.rules.case_destruction import (
    CaseHoldReason,
    DestructionKind,
)
from uitweg.casework.retention.views.paging import cursor_in
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention


@require_GET
@needs(Permission.RETENTION_READ)
def closed_cases(request: MemberRequest) -> HttpResponse:
    """Closed cases by number, the lists on which they go, and what stays longer."""
    return _page(request)


def _page(
    request: MemberRequest, *, form: CaseHoldForm | None = None, about: int = 0, wrong: str = ""
) -> HttpResponse:
    today, table = timezone.localdate(), retention.retention_table()
    after, number = cursor_in(request.GET.get("na", ""))
    closed = case_overview.list_closed_cases(after=after, number=number, today=today)
    words = {
        "closed": closed,
        "next": closed[-1] if len(closed) == case_overview.PAGE else None,
        "some_may_go": any(one.may_go for one in closed) and table.is_signed_on(today),
        "runs": case_overview.latest_lists(of=request.member),
        "is_signed": table.is_signed_on(today),
        "calls_before": (before := calls.first_kept_on(today)),
        "calls_over": calls.overdue_calls(before=before).count(),
        "calls_term": term_words(table.rows[calls.CALLS_ROW].keep),
        "calls_listed": calls.has_open_list(),
        "may_hold": may(request.member, Permission.RETENTION_HOLD),
        "reasons": CaseHoldReason.choices(),
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=table.longest_hold_days),
        "about": about,
        "wrong": next(iter(form.errors.values()))[0] if form else wrong,
        "today": today,
    }
    status = 400 if form or wrong else 200
    return render(request, "retention/closed_cases.html", words, status=status)


@require_POST
@needs(Permission.RETENTION_PROPOSE)
def propose_destruction(request: MemberRequest) -> HttpResponse:
    """Put the ticked cases on a list, for somebody else to look at."""
    chosen = case_overview.case_ids_in(request.POST.getlist("casus"))
    if not chosen:
        return _page(request, wrong="Kies eerst een casus.")
    case_destruction.propose_destruction(cases=chosen, by=request.actor)
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_PROPOSE)
def propose_call_destruction(request: MemberRequest) -> HttpResponse:
    """Put the calls whose term is over on a list, for somebody else to look at."""
    calls.propose_calls(by=request.actor)
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_APPROVE)
def approve_destruction(request: MemberRequest, run_id: int) -> HttpResponse:
    """The second person agrees."""
    run = get_object_or_404(Run, pk=run_id)
    case_destruction.approve_destruction(run=run, by=request.actor)
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_APPROVE)
def refuse_destruction(request: MemberRequest, run_id: int) -> HttpResponse:
    """The second person does not."""
    run = get_object_or_404(Run, pk=run_id)
    case_destruction.refuse_destruction(run=run, by=request.actor)
    return redirect("closed-cases")


@require_GET
@needs(Permission.RETENTION_READ)
def destruction_run(request: MemberRequest, run_id: int) -> HttpResponse:
    """The proof of one list, to print: how many, by which term, which roles; nobody by name."""
    run = get_object_or_404(Run.objects.select_related("proposed_by", "decided_by"), pk=run_id)
    return render(
        request,
        "retention/destruction_run.html",
        {"run": run, **case_overview.destruction_proof(run)},
    )


@require_POST
@needs(Permission.RETENTION_HOLD)
def hold_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """Let a closed case stay until a day, with a reason."""
    case, longest = (
        get_object_or_404(Case, pk=case_id),
        retention.retention_table().longest_hold_days,
    )
    form = CaseHoldForm(request.POST, today=timezone.localdate(), longest_days=longest)
    if not form.is_valid():
        return _page(request, form=form, about=case.pk)
    case_destruction.hold_case(
        case=case,
        by=request.actor,
        until=form.cleaned_data["until"],
        was=form.cleaned_data["was"],
        reason=form.cleaned_data["reason"],
    )
    return redirect("closed-cases")


@require_POST
@needs(Permission.RETENTION_HOLD)
def release_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """End that before its day."""
    case_destruction.release_case(case=get_object_or_404(Case, pk=case_id), by=request.actor)
    return redirect("closed-cases")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_REMOVE_PERSON)
def forget_person(request: MemberRequest, case_id: int) -> HttpResponse:
    """The youngster asks to be taken out: what goes, what stays, and the second person."""
    case = get_object_or_404(Case, pk=case_id)
    require(request.member, Permission.CASE_REMOVE_PERSON, case)
    if request.method == "POST":
        case_destruction.propose_to_forget(case=case, by=request.actor)
        return redirect("case", case.pk)
    stays = case_destruction.why_it_stays(case, DestructionKind.PERSON, today=timezone.localdate())
    words = {
        "case": case,
        "ground": LegalGround(case.ground).words
        if sees_aspect(case.visibility_for(request.member.pk), CaseAspect.GROUND)
        else "",
        "stays": stays.words if stays else "",
        "listed": case.run_lines.under_way().exists(),
    }
    return render(request, "retention/forget_person.html", words)
