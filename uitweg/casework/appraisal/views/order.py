"""Placing the facts in order, before anybody writes what fits or what is concluded."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.actions.items import write_items
from uitweg.casework.appraisal.actions.reading import OpenedAppraisal
from uitweg.casework.appraisal.forms.order import OrderForm
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
def order_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Answer three questions about each fact, in words; from them follows the order."""
    opened = writable_appraisal(request, case_id)
    if request.method != "POST":
        return _page(request, opened, _form(opened))
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
    return redirect(f"{reverse('appraisal', args=[case_id])}#facts")


def _form(
    opened: OpenedAppraisal, request: MemberRequest | None = None, *, is_overtaken: bool = False
) -> OrderForm:
    facts = ordered_facts(opened.content.facts)
    seen = {fact.key: opened.seen[f"{ItemKind.FACT}:{fact.key}"] for fact in facts}
    typed = request.POST if request else None
    return OrderForm(typed, facts=facts, seen=seen, is_overtaken=is_overtaken)


def _page(
    request: MemberRequest, opened: OpenedAppraisal, form: OrderForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "case": opened.row.case,
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
    }
    return render(request, "appraisal/order_facts.html", context, status=status)
