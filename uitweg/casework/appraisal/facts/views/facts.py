"""Writing a fact, citing the timeline of the case by choice, and all facts with their versions."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.actions.items import ItemWrite
from uitweg.casework.appraisal.facts.actions.reading import (
    OpenedAppraisal,
    cite_entry,
    entries_to_cite,
    open_appraisal,
)
from uitweg.casework.appraisal.facts.forms.facts import Citation, FactForm, fact_as_typed
from uitweg.casework.appraisal.facts.rules.content import AppraisalFact, SourceKind
from uitweg.casework.appraisal.facts.rules.matrix import ordered_facts
from uitweg.casework.appraisal.facts.views.item_page import (
    REMOVES,
    ItemPage,
    item_page,
    new_item_key,
    show_item,
    store_item,
    versions_of,
)
from uitweg.casework.appraisal.facts.views.opened import newest_appraisal, writable_appraisal
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

FACT = ItemPage(FactForm, "Feit", "facts", "facts/fact.html")


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def new_fact(request: MemberRequest, case_id: int) -> HttpResponse:
    """Write a fact; with `?regel=` it cites that entry of the case's timeline."""
    opened = writable_appraisal(request, case_id)
    citation, initial = _citation(request, opened.row)
    facts = opened.content.facts
    context = _fact_context(request, opened, citation)
    if request.method != "POST":
        form = FactForm(initial=initial, facts=facts, citation=citation)
        return show_item(request, opened, FACT, form, None, context=context)
    form = FactForm(request.POST, facts=facts, citation=citation)
    if not form.is_valid():
        return show_item(request, opened, FACT, form, None, status=400, context=context)
    fact = form.fact(new_item_key(form))
    write = ItemWrite(fact, ItemKind.FACT, form.cleaned_data["seen"], fact.entry)
    return store_item(request, opened, FACT, form, write, context=context)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def change_fact(request: MemberRequest, case_id: int, item_key: str) -> HttpResponse:
    """Change a fact: a new version; what it cites stays as it was that moment."""
    if REMOVES in request.POST:
        return item_page(request, case_id, FACT, item_key)
    opened = writable_appraisal(request, case_id)
    item = opened.item(ItemKind.FACT, item_key)
    if item is None or not isinstance(item.value, AppraisalFact):
        raise Http404
    facts, context = opened.content.facts, _fact_context(request, opened, None)
    context |= {"fact": item.value, "was_there": _texts(item.value)}
    cited = item.row.entry
    cites_secret = cited is not None and cited.audience == Audience.SECRET
    about: dict[str, Any] = {"facts": facts, "item_key": item_key, "cites_secret": cites_secret}
    if request.method != "POST":
        form = FactForm(initial=fact_as_typed(item.value), **about)
        return show_item(request, opened, FACT, form, item, context=context)
    form = FactForm(request.POST, **about)
    if not form.is_valid():
        return show_item(request, opened, FACT, form, item, status=400, context=context)
    fact = form.fact(item_key, item.value)
    write = ItemWrite(fact, ItemKind.FACT, form.cleaned_data["seen"], item.row.entry_id)
    return store_item(request, opened, FACT, form, write, context=context)


def _texts(fact: AppraisalFact) -> dict[str, str]:
    """Return the texts of a fact as its form begins, for the draft of what is typed over them."""
    return {name: value for name, value in fact_as_typed(fact).items() if isinstance(value, str)}


def _fact_context(
    request: MemberRequest, opened: OpenedAppraisal, citation: Citation | None
) -> dict[str, Any]:
    case = opened.row.case
    return {
        "citation": citation,
        "may_cite": may(request.actor, Permission.CASE_READ, case),
        "cites": f"?regel={citation.entry}" if citation else "",
    }


def _citation(
    request: MemberRequest, appraisal: Appraisal
) -> tuple[Citation | None, dict[str, object]]:
    """Return what a new fact cites, and what its form begins with. Raises Http404, NotAllowed."""
    asked = request.GET.get("regel", "")
    if not asked:
        return None, {}
    number = row_number_in(asked)
    entry = number and cite_entry(appraisal=appraisal, entry_id=number, by=request.actor)
    if not entry or entry.text is None:
        raise Http404
    audience, details = Audience(entry.row.audience), entry.details
    citation = Citation(entry=entry.row.pk, text=entry.text, audience=audience)
    source = f"tijdlijn van de casus, {entry.row.written_by.name}"
    initial: dict[str, object] = {
        "quote": entry.text[:4000],
        "at": details.when.words if details.when else "",
        "source": f"{details.told_by} ({source})" if details.told_by else source,
        "source_kind": SourceKind.YOUNGSTER if citation.is_secret else None,
        "first_heard_by": entry.row.written_by.name,
        "first_heard_on": f"{entry.row.written_at:%d-%m-%Y}",
        "from_care_talk": citation.is_secret,
    }
    return citation, initial


@require_GET
@needs(Permission.APPRAISAL_WRITE)
def cite_timeline(request: MemberRequest, case_id: int) -> HttpResponse:
    """Choose one entry of the case's timeline: what this member may see of it by a case grant."""
    opened_row = newest_appraisal(request, case_id, Permission.APPRAISAL_WRITE)
    entries, page = entries_to_cite(
        appraisal=opened_row, page=request.GET.get("blad"), by=request.actor
    )
    context = {"case": opened_row.case, "entries": entries, "page": page}
    return render(request, "facts/cite_timeline.html", context)


@require_GET
@needs(Permission.APPRAISAL_READ)
def all_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """All facts in full, in their order, each with its older versions; also what was taken out."""
    number = row_number_in(request.GET.get("versie", ""))
    row = newest_appraisal(request, case_id, Permission.APPRAISAL_READ, number=number)
    opened = open_appraisal(row, by=request.actor)
    facts = ordered_facts(opened.content.facts)
    gone = row.items.filter(kind=ItemKind.FACT, is_removed=True, replaced_by=None)
    context = {
        "appraisal": row,
        "case": row.case,
        "may_write": opened.may_write,
        "facts": [(f, versions_of(opened, ItemKind.FACT, f.key)) for f in facts],
        "gone": [versions_of(opened, ItemKind.FACT, each.item_key) for each in gone],
    }
    return render(request, "facts/all_facts.html", context)
