"""One page on which several items are written at once: all are stored, or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from uitweg.casework.appraisal.facts.actions.items import FactRefusal, ItemWrite, write_items
from uitweg.casework.appraisal.facts.actions.reading import OpenedAppraisal
from uitweg.casework.appraisal.facts.rules.matrix import is_ordered
from uitweg.casework.appraisal.facts.views.opened import writable_appraisal
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.sealing import tokens


class FormOfSeveral(Protocol):
    """A form that says which items are to be written; `cleaned_data` has its key."""

    cleaned_data: dict[str, Any]

    def is_valid(self) -> bool: ...

    @property
    def writes(self) -> list[ItemWrite]: ...


class MakesForm(Protocol):
    """Makes the form; `is_overtaken` says that a colleague wrote one of these items meanwhile."""

    def __call__(
        self,
        opened: OpenedAppraisal,
        typed: Mapping[str, Any] | None = None,
        *,
        is_overtaken: bool = False,
    ) -> FormOfSeveral: ...


@dataclass(frozen=True)
class SeveralItemsPage:
    """What is one page's own: its form, its template, and where it goes on the main page."""

    form: MakesForm
    template: str
    anchor: str


def several_items_page(
    request: MemberRequest, case_id: int, page: SeveralItemsPage
) -> HttpResponse:
    """Show the form, or store what was chosen; a colleague's newer version is shown first."""
    opened = writable_appraisal(request, case_id)
    if request.method != "POST":
        return _show(request, opened, page, page.form(opened))
    form = page.form(opened, request.POST)
    if not form.is_valid():
        return _show(request, opened, page, form, status=400)
    try:
        if form.writes:
            write_items(
                appraisal=opened.row,
                writes=form.writes,
                form_key=form.cleaned_data["key"],
                by=request.actor,
            )
    except NotPossible as error:
        if error.refusal is not FactRefusal.ITEM_CHANGED:
            raise
        now = writable_appraisal(request, case_id)
        again = page.form(now, request.POST, is_overtaken=True)
        return _show(request, now, page, again, status=409)
    return redirect(f"{reverse('appraisal', args=[case_id])}#{page.anchor}")


def _show(
    request: MemberRequest,
    opened: OpenedAppraisal,
    page: SeveralItemsPage,
    form: FormOfSeveral,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": opened.row.case,
        "form": form,
        "is_ordered": is_ordered(opened.content.facts),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
    }
    return render(request, page.template, context, status=status)
