"""Giving a case to another owner."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.handing_over import actions as handover
from uitweg.casework.cases.handing_over.forms import HandOverForm
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens
from uitweg.platform.sealing.recovery import WrongChecksum, WrongWords
from uitweg.platform.ui.notices import redirect_with_notice


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_HAND_OVER)
def hand_over(request: MemberRequest, case_id: int) -> HttpResponse:
    """To whom, why, and what the former owner keeps; nothing of what is in the case is shown."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    require(request.actor, Permission.CASE_HAND_OVER, case)
    form = HandOverForm(case, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _hand_over_page(request, case, form)
    try:
        _hand_over(request, case, form.cleaned_data)
    except (WrongWords, WrongChecksum):
        form.add_error("sheet", "Deze woorden kloppen niet. Er is niets veranderd.")
        return _hand_over_page(request, case, form)
    except handover.OwnerChanged:
        case.refresh_from_db()
        return _hand_over_page(request, case, form, owner_changed=True)
    case_list = "team-cases" if may(request.actor, Permission.CASE_OVERSEE) else "cases"
    return redirect_with_notice(case_list, "case-handed", case.number)


def _hand_over(request: MemberRequest, case: Case, typed: dict[str, Any]) -> None:
    handover.hand_over(
        case=case,
        to=typed["to"],
        why=typed["why"],
        former_owner_access=typed["keeps"],
        shown_owner=typed["was"],
        form_key=typed["key"],
        recovery_words=typed["sheet"],
        by=request.actor,
    )


def _hand_over_page(
    request: MemberRequest, case: Case, form: HandOverForm, *, owner_changed: bool = False
) -> HttpResponse:
    """`owner_changed` says that somebody handed the case over since the page was shown."""
    has_access = case.has_any_grant(request.member.pk)
    context = {
        "case": case,
        "form": form,
        "owner_changed": owner_changed,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "asks_recovery_sheet": case.is_restricted and not has_access,
        "has_left": not case.coordinator.is_active_on(timezone.localdate()),
    }
    status = 409 if owner_changed else 400 if form.is_bound else 200
    return render(request, "handing_over/hand_over.html", context, status=status)
