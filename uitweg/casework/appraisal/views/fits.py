"""Whether each fact fits each scenario: all cells of the matrix on one page, by keyboard."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.actions.items import write_items
from uitweg.casework.appraisal.actions.reading import OpenedAppraisal
from uitweg.casework.appraisal.forms.fits import FitsForm
from uitweg.casework.appraisal.rules.content import AppraisalContent, Fit
from uitweg.casework.appraisal.rules.matrix import ordered_facts
from uitweg.casework.appraisal.rules.stages import ItemKind
from uitweg.casework.appraisal.views.opened import writable_appraisal
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def fit_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Say of each fact whether it fits; closed until the facts stand in order."""
    opened = writable_appraisal(request, case_id)
    if request.method != "POST":
        return _page(request, opened, _form(opened))
    require_order(opened.content)
    form = _form(opened, request)
    if not form.is_valid():
        return _page(request, opened, form, status=400)
    try:
        if form.writes:
            write_items(
                appraisal=opened.row,
                writes=form.writes,
                form_key=form.cleaned_data["key"],
                by=request.actor,
            )
    except NotPossible as error:
        if error.why != "item-changed":
            raise
        now = writable_appraisal(request, case_id)
        return _page(request, now, _form(now, request, is_overtaken=True), status=409)
    return redirect(f"{reverse('appraisal', args=[case_id])}#scenarios")


def is_ordered(content: AppraisalContent) -> bool:
    """Return whether there are facts, and each has its place in the order."""
    return bool(content.facts) and all(fact.is_placed for fact in content.facts)


def require_order(content: AppraisalContent) -> None:
    """Raise NotPossible while a fact has no place yet: what fits is written after that."""
    if not is_ordered(content):
        raise NotPossible("facts-not-ordered")


def _form(
    opened: OpenedAppraisal, request: MemberRequest | None = None, *, is_overtaken: bool = False
) -> FitsForm:
    content, fits, seen = opened.content, dict[tuple[str, str], Fit](), dict[tuple[str, str], int]()
    for item in opened.items:
        if item.row.kind == ItemKind.FIT and item.value is not None:
            fit = cast("Fit", item.value)
            fits[fit.scenario, fit.fact], seen[fit.scenario, fit.fact] = fit, item.row.pk
    return FitsForm(
        request.POST if request else None,
        facts=ordered_facts(content.facts),
        scenarios=content.scenarios,
        fits=fits,
        seen=seen,
        is_overtaken=is_overtaken,
    )


def _page(
    request: MemberRequest, opened: OpenedAppraisal, form: FitsForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "case": opened.row.case,
        "form": form,
        "is_ordered": is_ordered(opened.content),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
    }
    return render(request, "appraisal/fit_facts.html", context, status=status)
