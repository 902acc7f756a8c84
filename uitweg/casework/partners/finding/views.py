"""Who can help now: the list to call, what they said, and a night without a place."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.counts import nights_without_place
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.finding import actions as finding
from uitweg.casework.partners.finding.actions import FindingHelpRefusal
from uitweg.casework.partners.finding.forms import HelpFilter, NoPlaceForm, OutcomeForm
from uitweg.casework.partners.matching.actions import Places, known_places, offers_of, read_need
from uitweg.casework.partners.matching.models import CallAttempt
from uitweg.casework.partners.matching.rules import (
    SMALLEST_SHOWN,
    AgeGroup,
    CallOutcome,
    Criterion,
    Found,
    InsteadOfPlace,
    Need,
    Sex,
    find,
    shown_count,
)
from uitweg.casework.partners.matching.views import by_standing, need_words, place_rows
from uitweg.casework.partners.referrals.actions.states import is_visible
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens

MALFORMED = "Dit kwam niet goed aan. Er is niets bewaard. Laad de pagina opnieuw."
SAID_HERE: dict[Refusal, Refusal] = {
    CaseRefusal.CASE_REKEYED: FindingHelpRefusal.HELP_CASE_REKEYED,
    CaseRefusal.RESTRICTED_KEY: FindingHelpRefusal.HELP_NO_KEY,
}
"""What this page says in the place of what a case says: it stores no text that would be lost."""


@require_GET
@needs(Permission.PARTNER_READ)
def find_help(request: MemberRequest) -> HttpResponse:
    """Who can help: for a case what it needs, else what the address says."""
    chosen = HelpFilter.from_query(request.GET)
    case = get_object_or_404(Case, pk=chosen.case_id) if chosen.case_id else None
    return _find_page(request, chosen, case)


@require_POST
@needs(Permission.REFERRAL_WRITE)
def record_call(request: MemberRequest) -> HttpResponse:
    """What a service said, in one tap; a yes leads to the referral that is set ready."""
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _wrong(request, MALFORMED, status=400)
    case, service = form.cleaned_data["casus"], form.cleaned_data["service"]
    try:
        referral = finding.record_call(
            case=case,
            service=service,
            outcome=form.cleaned_data["outcome"],
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except NotPossible as error:
        refusal = SAID_HERE.get(error.refusal, error.refusal)
        return _wrong(request, refusal.sentence, case=case, status=409)
    if referral is not None and is_visible(referral, by=request.actor):
        return redirect("referral", case.pk, referral.pk)
    back = f"{reverse('find-help')}?{urlencode({'casus': case.pk, 'soort': service.kind})}"
    return redirect(f"{back}#plek-{service.pk}")


@require_POST
@needs(Permission.REFERRAL_WRITE)
def record_no_place(request: MemberRequest) -> HttpResponse:
    """No place was found this night."""
    form = NoPlaceForm(request.POST)
    case = form.cleaned_data.get("casus") if form.is_bound and not form.is_valid() else None
    if not form.is_valid():
        return _wrong(request, form.first_error(), case=case, status=400)
    case = form.cleaned_data["casus"]
    try:
        finding.record_no_place(
            case=case,
            kind=form.cleaned_data["kind"],
            nights=form.cleaned_data["nights"],
            instead=form.cleaned_data["instead"],
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except NotPossible as error:
        refusal = SAID_HERE.get(error.refusal, error.refusal)
        return _wrong(request, refusal.sentence, case=case, status=409)
    return redirect(f"{reverse('find-help')}?casus={case.pk}#geen")


@require_GET
@needs(Permission.PARTNER_READ)
def no_place_figure(request: MemberRequest) -> HttpResponse:
    """How often no place was found this year, by kind of help and age group."""
    year = timezone.localdate(request.actor.now).year
    counts = nights_without_place(year)
    kinds = [kind for kind in ServiceKind if any(counts[kind, group] for group in AgeGroup)]
    context = {
        "year": year,
        "groups": [group.words for group in AgeGroup],
        "rows": [
            (
                kind.words,
                [shown_count(counts[kind, group]) for group in AgeGroup],
                shown_count(sum(counts[kind, group] for group in AgeGroup)),
            )
            for kind in kinds
        ],
        "smallest": SMALLEST_SHOWN,
    }
    return render(request, "finding/no_place_figure.html", context)


def _wrong(
    request: MemberRequest, sentence: str, *, case: Case | None = None, status: int
) -> HttpResponse:
    """Show the page again with why nothing was stored.

    Of a case that the member may not read, the page shows nothing.
    """
    if case is None or not may(request.actor, Permission.CASE_READ, case):
        case = None
    chosen = HelpFilter.from_query(request.GET)
    chosen = replace(chosen, case_id=case.pk if case else None, typed=None if case else Need())
    return _find_page(request, chosen, case, wrong=sentence, status=status)


def _find_page(
    request: MemberRequest,
    chosen: HelpFilter,
    case: Case | None,
    *,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    by, places = request.actor, known_places()
    whole = _need(request, chosen, case, places)
    need = whole.without(chosen.let_go)
    calls = finding.calls_tonight(case, by=by) if case else []
    found = find(offers_of(chosen.kinds, calls=calls, now=by.now), need, now=by.now)
    may_write = case is not None and may(by, Permission.REFERRAL_WRITE, case)
    context = {
        "case": case,
        "chosen": chosen,
        "wrong": wrong,
        "summary": need_words(need),
        "never_in": need.never_in,
        "languages": need.languages,
        "criteria": _criteria(whole, chosen),
        "kinds": [(kind, kind in chosen.kinds) for kind in ServiceKind],
        "regions": places.regions,
        "sexes": list(Sex),
        "typed": chosen.typed,
        **_lists(request, chosen, found, calls),
        "calls": [(call, CallOutcome(call.outcome).words) for call in calls],
        "outcomes": list(CallOutcome),
        "may_write": may_write,
        "form_key": tokens.new_token(16).hex(),
        "instead": list(InsteadOfPlace),
        "is_night_noted": case is not None and finding.is_night_noted(case, chosen.kinds, by=by),
        "no_place_kind": next(iter(sorted(chosen.kinds))),
        "count": shown_count(nights_without_place(timezone.localdate(by.now).year).total()),
        "now": timezone.localtime(by.now),
    }
    return render(request, "finding/find_help.html", context, status=status)


def _need(request: MemberRequest, chosen: HelpFilter, case: Case | None, places: Places) -> Need:
    if case is not None:
        return read_need(case=case, kinds=chosen.kinds, places=places, by=request.actor)
    if chosen.typed is None:
        raise Http404
    return chosen.typed


def _lists(
    request: MemberRequest, chosen: HelpFilter, found: Found, calls: list[CallAttempt]
) -> dict[str, object]:
    shown, near = found.fitting[: chosen.shown], found.near[: chosen.shown]
    rows = place_rows([*shown, *near], calls=calls, by=request.actor)
    more = request.GET.copy()
    more["meer"] = "ja"
    letting_go = [
        (criterion, many, _without(request, criterion))
        for criterion, many in found.by_letting_go.items()
    ]
    return {
        "heads": by_standing(shown, rows),
        "near": [rows[each.offer.service] for each in near if each.offer.service in rows],
        "heading": _heading(len(found.fitting), len(found.near)),
        "fitting_count": len(found.fitting),
        "near_count": len(found.near),
        "more": more.urlencode() if len(found.fitting) > len(shown) else "",
        "is_cut": len(found.fitting) > len(shown),
        "hidden": sorted(found.hidden.items()),
        "letting_go": letting_go,
    }


def _heading(fitting: int, near: int) -> str:
    fits = f"{fitting} past" if fitting == 1 else f"{fitting} passen"
    return f"{fits}, {near} net niet" if near else fits


def _without(request: MemberRequest, criterion: Criterion) -> str:
    """Return the query of this page with one criterion let go."""
    query = request.GET.copy()
    was_chosen = query.get("gekozen") == "ja"
    counting = query.getlist("telt") if was_chosen else [each.value for each in Criterion]
    query["gekozen"] = "ja"
    query.setlist("telt", [value for value in counting if value != criterion.value])
    return query.urlencode()


def _criteria(need: Need, chosen: HelpFilter) -> list[tuple[Criterion, str, bool]]:
    """Return each criterion that the case says something of, in words, and whether it counts."""
    words = {
        Criterion.AGE: "" if need.age is None else f"{need.age} jaar",
        Criterion.SEX: need.sex.words if need.sex else "",
        Criterion.LANGUAGE: " of ".join(need.languages),
        Criterion.REGION: f"regio {need.region}" if need.region else "",
        Criterion.HOURS: "nu te bellen",
    }
    return [(c, words[c], c not in chosen.let_go) for c in Criterion if words[c]]
