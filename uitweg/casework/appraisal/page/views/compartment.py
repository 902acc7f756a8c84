"""Beginning a weighing, and who may open its compartment."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.appraisal.compartment.actions import compartments as actions
from uitweg.casework.appraisal.compartment.actions.compartment_keys import has_copy
from uitweg.casework.appraisal.compartment.forms import (
    CompartmentGrantForm,
    KeyedForm,
    RecoverySheetForm,
    usual_day,
)
from uitweg.casework.appraisal.compartment.models import Compartment, CompartmentGrant
from uitweg.casework.appraisal.compartment.rules.grants import CompartmentLevel
from uitweg.casework.appraisal.judging.views.readable_compartment import readable_compartment
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.sealing import tokens
from uitweg.platform.sealing.recovery import WrongChecksum
from uitweg.platform.sealing.wordlist import WrongWords
from uitweg.platform.ui.notices import redirect_with_notice


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_START)
def start_appraisal(request: MemberRequest, case_id: int) -> HttpResponse:
    """What a weighing is and what it closes off; one click makes the compartment."""
    case = get_object_or_404(Case, pk=case_id)
    require(request.actor, Permission.APPRAISAL_START, case)
    if request.method == "POST":
        form = KeyedForm(request.POST)
        if not form.is_valid():
            raise NotPossible(FormRefusal.FORM_WITHOUT_KEY)
        actions.start_appraisal(case=case, form_key=form.cleaned_data["key"], by=request.actor)
        return redirect("appraisal", case.pk)
    there = Compartment.objects.filter(case=case).select_related("made_by").first()
    context = {
        "case": case,
        "there": there,
        "may_open": there is not None
        and there.may_be_read_by(request.member.pk)
        and has_copy(there, request.member),
        "has_writer": there is not None and bool(actions.writers_with_key(there)),
        "form_key": tokens.new_token(16).hex(),
    }
    return render(request, "weighing/start_appraisal.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_READ)
def compartment_grants(request: MemberRequest, case_id: int) -> HttpResponse:
    """Who may open it until when, who opened it; who writes gives a colleague access here."""
    compartment = readable_compartment(request, case_id)
    if request.method != "POST":
        return _grants_page(request, compartment, None)
    require(request.actor, Permission.APPRAISAL_GRANT, compartment)
    form = CompartmentGrantForm(request.POST)
    if not form.is_valid():
        return _grants_page(request, compartment, form)
    typed = form.cleaned_data
    actions.give_grant(
        compartment=compartment,
        to=typed["to"],
        level=typed["level"],
        until=typed["until"],
        is_other_team=typed["other_team"] is True,
        by=request.actor,
    )
    return redirect("compartment-grants", case_id)


def _grants_page(
    request: MemberRequest, compartment: Compartment, returned: CompartmentGrantForm | None
) -> HttpResponse:
    """Show who has access; it says nothing of what is in the compartment, so it opens nothing."""
    grants = compartment.grants.select_related("member", "given_by").order_by("-since", "-id")
    active = set(compartment.grants.active().values_list("pk", flat=True))
    level = request.GET.get("voor", "")
    initial = {"until": usual_day(), "level": level if level in CompartmentLevel else ""}
    context = {
        "case": compartment.case,
        "active": [_grant_row(grant) for grant in grants if grant.pk in active],
        "past": [_grant_row(grant) for grant in grants if grant.pk not in active],
        "openings": actions.openings(compartment),
        "may_grant": may(request.actor, Permission.APPRAISAL_GRANT, compartment),
        "form": returned or CompartmentGrantForm(initial=initial),
        "now": request.actor.now,
    }
    status = 400 if returned else 200
    return render(request, "weighing/compartment_grants.html", context, status=status)


def _grant_row(grant: CompartmentGrant) -> dict[str, Any]:
    return {"grant": grant, "level": CompartmentLevel(grant.level).words}


@require_POST
@needs(Permission.APPRAISAL_GRANT)
def end_compartment_grant(request: MemberRequest, case_id: int, grant_id: int) -> HttpResponse:
    """End a colleague's access now; who ends their own goes to Nu."""
    compartment = readable_compartment(request, case_id)
    grants = compartment.grants.select_related("compartment__case", "member")
    grant = get_object_or_404(grants, pk=grant_id)
    actions.end_grant(grant=grant, by=request.actor)
    if grant.member_id == request.member.pk:
        return redirect_with_notice("now", "compartment-ended", compartment.number)
    return redirect("compartment-grants", case_id)


@require_POST
@needs(Permission.APPRAISAL_JUDGE)
def decline_judging(request: MemberRequest, case_id: int) -> HttpResponse:
    """ "Ik kan dit niet": ends one's own access; the author sees that another judge is needed."""
    compartment = readable_compartment(request, case_id)
    actions.decline_judging(compartment=compartment, by=request.actor)
    return redirect_with_notice("now", "judging-declined", compartment.number)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_START)
def recover_compartment(request: MemberRequest, case_id: int) -> HttpResponse:
    """Open a compartment that nobody can write in any more, with the recovery sheet."""
    case = get_object_or_404(Case, pk=case_id)
    require(request.actor, Permission.APPRAISAL_START, case)
    compartment = get_object_or_404(Compartment.objects.select_related("case"), case=case)
    form = RecoverySheetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.open_with_sheet(
                compartment=compartment, words=form.cleaned_data["sheet"], by=request.actor
            )
        except (WrongWords, WrongChecksum):
            form.add_error("sheet", "Deze woorden kloppen niet. Er is niets veranderd.")
        else:
            return redirect("appraisal", case.pk)
    status = 400 if form.is_bound else 200
    context = {"case": case, "form": form}
    return render(request, "weighing/recover_compartment.html", context, status=status)
