"""The working page of the figures: per year what is counted, chosen, looked at and proposed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.figures.actions import extraction as counting
from uitweg.figures.actions import releases as actions
from uitweg.figures.actions.released import all_releases, shown_again
from uitweg.figures.forms import TablesForm
from uitweg.figures.models import Extraction, ReleaseProposal
from uitweg.figures.rules.protection import NotProtectable
from uitweg.figures.rules.releasing import released_of
from uitweg.figures.rules.sources import FIRST_YEAR, SOURCES
from uitweg.figures.views.looks import refusal_sentences, shown_tables
from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.rules.captions import caption_of
from uitweg.knowledge.published_figures.rules.released_tables import Release
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load

NOT_RELEASED_SHOWN = 10


@require_GET
@needs(Permission.FIGURES_READ)
def figures(request: MemberRequest) -> HttpResponse:
    """What waits for a second member, the years, and what was released."""
    book, this_year = load().figures, timezone.localdate().year
    counted = set(Extraction.objects.values_list("year", "source"))
    years_counted = {year for year, _ in counted}
    releases, is_broken = _all_releases()
    shown = ledger.shown_numbers()
    proposals = ReleaseProposal.objects.select_related("extraction", "proposed_by", "decided_by")
    context = {
        "is_broken": is_broken,
        "shown_again": shown_again(),
        "waiting": proposals.waiting(),
        "not_released": proposals.not_released()[:NOT_RELEASED_SHOWN],
        "years": [
            (
                year,
                [
                    (
                        source,
                        book.source_by_id[source].title,
                        (year, source) in counted,
                        len(released_of(releases, source, year)),
                    )
                    for source in SOURCES
                ],
            )
            for year in sorted({this_year - 1, this_year - 2, *years_counted}, reverse=True)
        ],
        "releases": [
            (each, [caption_of(table, book) for table in each.tables], each.number in shown)
            for each in reversed(releases)
        ],
        "may_sign": may(request.actor, Permission.FIGURES_SIGN) and not is_broken,
        "years_on_site": {
            table.year for each in releases if each.number in shown for table in each.tables
        },
    }
    return render(request, "figures/figures.html", context)


def _all_releases() -> tuple[list[Release], bool]:
    """Return what was released, and whether the ledger was tampered with: then nothing is read."""
    try:
        return all_releases(), False
    except NotPossible:
        return [], True


@require_GET
@needs(Permission.FIGURES_READ)
def figures_year(request: MemberRequest, year: int, source: str) -> HttpResponse:
    """The tables of one year of a source: choose, and see at once what may be shown of them."""
    return _year_page(request, year, source)


def _require_page(year: int, source: str) -> None:
    """Raise Http404 for what is not counted, and for a year that never is."""
    if source not in SOURCES or not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404


def _year_page(
    request: MemberRequest, year: int, source: str, *, refused: NotProtectable | None = None
) -> HttpResponse:
    _require_page(year, source)
    extraction = Extraction.objects.filter(source=source, year=year).first()
    book, releases = load().figures, all_releases()
    typed = request.POST if request.method == "POST" else request.GET
    form = _form(typed, source)
    context = {
        "year": year,
        "source": source,
        "title": book.source_by_id[source].title,
        "unit": book.source_by_id[source].unit,
        "extraction": extraction,
        "is_over": year < request.actor.today.year,
        "form": form,
        "released": {table.name for _, table in released_of(releases, source, year)},
        "choices": form.captions,
        "ticked": typed.getlist("tables"),
        "has_cross": len(SOURCES[source].dimensions) > 2,
        "may_propose": may(request.actor, Permission.FIGURES_PROPOSE),
    }
    status = 200
    if extraction and typed and form.is_valid() and form.chosen:
        looked_at = _looked_at(request, extraction, form, refused)
        context |= looked_at
        status = 409 if "refusal" in looked_at else 200
    elif typed or request.method == "POST":
        context["error"], status = _first_error(form), 400
    return render(request, "figures/year.html", context, status=status)


def _first_error(form: TablesForm) -> str:
    errors = [error for found in form.errors.values() for error in found]
    return str(errors[0]) if errors else "Kies eerst een tabel."


def _looked_at(
    request: MemberRequest,
    extraction: Extraction,
    form: TablesForm,
    refused: NotProtectable | None,
) -> dict[str, object]:
    try:
        if refused:
            raise refused
        tables = actions.protect_chosen(extraction, form.chosen, by=request.actor)
    except NotProtectable as refusal:
        return {"refusal": refusal_sentences(refusal.verdict)}
    return {"tables": shown_tables(tables, request.actor.today)}


def _form(typed: Any, source: str) -> TablesForm:
    dimensions = tuple(SOURCES[source].dimensions)
    return TablesForm(typed, source=source, dimensions=dimensions, book=load().figures)


@require_POST
@needs(Permission.FIGURES_PROPOSE)
def count_year(request: MemberRequest, year: int, source: str) -> HttpResponse:
    """Count the year, once; all its figures come from this."""
    _require_page(year, source)
    counting.extraction_of(source, year, by=request.actor)
    return redirect("figures-year", year, source)


@require_POST
@needs(Permission.FIGURES_PROPOSE)
def propose_figures(request: MemberRequest, year: int, source: str) -> HttpResponse:
    """Propose the chosen tables; another member releases them."""
    extraction = Extraction.objects.filter(source=source, year=year).first()
    if extraction is None:
        raise Http404
    form = _form(request.POST, source)
    if not form.is_valid() or not form.chosen:
        return _year_page(request, year, source)
    try:
        proposal = actions.propose(extraction, form.chosen, by=request.actor)
    except NotProtectable as refused:
        return _year_page(request, year, source, refused=refused)
    return redirect("figures-proposal", proposal.pk)
