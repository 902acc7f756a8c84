"""One page for each kind of item: writing, changing or taking it out, and its older versions."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.actions.items import (
    FactRefusal,
    ItemWrite,
    OpenedItem,
    read_versions,
    remove_item,
    write_items,
)
from uitweg.casework.appraisal.facts.actions.reading import OpenedAppraisal
from uitweg.casework.appraisal.facts.forms.fields import AppraisalItemForm
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent
from uitweg.casework.appraisal.facts.rules.item_json import AppraisalValue
from uitweg.casework.appraisal.facts.rules.item_words import lines_of
from uitweg.casework.appraisal.facts.views.opened import writable_appraisal
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens

REMOVES = "weg"
"""The name of the button that takes an item out."""


@dataclass(frozen=True)
class ItemVersion:
    """An older version of an item, in words."""

    row: Any
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ItemPage:
    """What is one kind's own: its form, its heading, and where on the main page it stands."""

    form: type[AppraisalItemForm]
    title: str
    anchor: str
    template: str = "facts/item.html"
    is_removable: bool = True

    @property
    def kind(self) -> ItemKind:
        return self.form.kind


def item_page(
    request: MemberRequest,
    case_id: int,
    page: ItemPage,
    item_key: str = "",
    *,
    may_be_new: bool = False,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of an item, or store what was typed in it.

    Without `item_key` it is a new one. Raises Http404 for an item that is not there, unless
    `may_be_new`: then its key is known beforehand.
    """
    opened = writable_appraisal(request, case_id)
    item = opened.item(page.kind, item_key)
    if item is None and item_key and not may_be_new:
        raise Http404
    if request.method != "POST":
        form = page.form(initial=_initial(item), facts=opened.content.facts)
        return show_item(request, opened, page, form, item, context=context)
    if REMOVES in request.POST:
        return _remove(request, case_id, page, item)
    form = page.form(request.POST, facts=opened.content.facts)
    if not form.is_valid():
        return show_item(request, opened, page, form, item, status=400, context=context)
    write = ItemWrite(
        form.value(item_key or new_item_key(form)), page.kind, form.cleaned_data["seen"]
    )
    return store_item(request, opened, page, form, write, context=context)


def new_item_key(form: AppraisalItemForm) -> str:
    """Return a new item's key: made from the form's, so that a form sent twice is one item."""
    return tokens.derive(form.cleaned_data["key"], "appraisal-item-key", 8).hex()


def store_item(
    request: MemberRequest,
    opened: OpenedAppraisal,
    page: ItemPage,
    form: AppraisalItemForm,
    write: ItemWrite,
    *,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Store an item and go back to where it stands; a colleague's newer version is shown first."""
    try:
        write_items(
            appraisal=opened.row,
            writes=[write],
            form_key=form.cleaned_data["key"],
            by=request.actor,
        )
    except NotPossible as error:
        if error.refusal is not FactRefusal.ITEM_CHANGED:
            raise
        return _show_conflict(request, page, form, write, context=context)
    return redirect(f"{reverse('appraisal', args=[opened.row.case.pk])}#{page.anchor}")


def _show_conflict(
    request: MemberRequest,
    page: ItemPage,
    form: AppraisalItemForm,
    write: ItemWrite,
    *,
    context: dict[str, Any] | None,
) -> HttpResponse:
    """Show what a colleague wrote meanwhile beside what was typed; sent again, this one stands."""
    now = writable_appraisal(request, request.resolver_match.kwargs["case_id"])  # type: ignore[union-attr]
    theirs = now.item(write.kind, write.key)
    return show_item(request, now, page, form, theirs, theirs=True, status=409, context=context)


def _remove(
    request: MemberRequest, case_id: int, page: ItemPage, item: OpenedItem | None
) -> HttpResponse:
    if item is None or not page.is_removable:
        raise Http404
    if request.POST.get("seen") != str(item.row.pk):
        raise NotPossible(FactRefusal.ITEM_CHANGED, ask=item.row.written_by_id)
    remove_item(item=item.row, form_key=tokens.new_token(16), by=request.actor)
    return redirect(f"{reverse('appraisal', args=[case_id])}#{page.anchor}")


def show_item(
    request: MemberRequest,
    opened: OpenedAppraisal,
    page: ItemPage,
    form: AppraisalItemForm,
    item: OpenedItem | None,
    *,
    theirs: bool = False,
    status: int = 200,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; `theirs` says that `item` is what a colleague wrote meanwhile."""
    versions = versions_of(opened, page.kind, item.row.item_key) if item else []
    shown = {
        "appraisal": opened.row,
        "case": opened.row.case,
        "page": page,
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "seen": item.row.pk if item else "",
        "may_remove": item is not None and page.is_removable,
        "theirs": versions[0] if theirs and versions else None,
        "theirs_writer": _writer(item) if theirs else None,
        "older": versions[1:],
        "was_there": {name: str(text) for name, text in _initial(item).items()},
        **(context or {}),
    }
    if theirs is False and request.method == "POST":
        shown["seen"] = request.POST.get("seen", "")
    return render(request, page.template, shown, status=status)


def versions_of(opened: OpenedAppraisal, kind: ItemKind, item_key: str) -> list[ItemVersion]:
    """Return all versions of an item in words, the newest first."""
    versions = read_versions(opened.row, kind, item_key, opened.key)
    return [ItemVersion(each.row, said(each.value, opened.content)) for each in versions]


def said(value: AppraisalValue | None, content: AppraisalContent) -> tuple[tuple[str, str], ...]:
    """Return what an item says, in lines; of a version that took it out that it was."""
    if value is None:
        return (("", "Eruit gehaald."),)
    titles = {fact.key: fact.title for fact in content.facts}
    questions = {each.id: each.title for each in load().appraisal.elements}
    return lines_of(value, titles, questions)


def _writer(item: OpenedItem | None) -> Member | None:
    return item.row.written_by if item else None


def _initial(item: OpenedItem | None) -> dict[str, Any]:
    """Return what the form begins with: the item's own values, those of its key left out."""
    if item is None or item.value is None:
        return {}
    value = item.value
    names = [name for name in vars(value) if name not in ("key", "element")]
    found = {name: getattr(value, name) for name in names}
    return {
        name: sorted(each) if isinstance(each, frozenset) else each for name, each in found.items()
    }
