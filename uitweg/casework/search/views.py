"""The search box, and "is this youngster known?" beside a call note and a report."""

from dataclasses import dataclass, field

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.calls.forms import CallForm
from uitweg.casework.calls.models import CallNote
from uitweg.casework.search.actions import case_search
from uitweg.casework.search.actions.case_search import SearchResult
from uitweg.casework.search.actions.rate_limit import SEARCH_RATE_LIMIT, SearchedTooOften
from uitweg.casework.search.rules.case_numbers import numbers_in
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

QUERY_MAX_LENGTH = 200
QUERY_MIN_LENGTH = 2
FRAGMENT_TYPE = "text/html+piece"
"""What the page's script accepts: only the results, to replace those on the page."""
QUERY_TOO_LONG = f"Dit is langer dan {QUERY_MAX_LENGTH} tekens. Zoek met minder woorden."
SEARCH_SLOWER = "Dit ging te snel achter elkaar. Over een minuut zoekt het weer."


class SearchForm(forms.Form):
    q = forms.CharField(
        max_length=QUERY_MAX_LENGTH, required=False, error_messages={"max_length": QUERY_TOO_LONG}
    )


@dataclass(frozen=True)
class SearchOutcome:
    """What a search found, or the sentence that says why it did not search."""

    result: SearchResult = field(default_factory=SearchResult)
    refusal: str = ""


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_FIND)
def search(request: MemberRequest) -> HttpResponse:
    """Cases by name, nickname, telephone or action; reports and call notes by number.

    What was typed comes in the body, never in an address: addresses end up in logs and histories.
    """
    form = SearchForm(request.POST)
    query = " ".join(form.cleaned_data["q"].split()) if form.is_valid() else ""
    context: dict[str, object] = {"q": query, "too_short": 0 < len(query) < QUERY_MIN_LENGTH}
    status = 200
    if not form.is_valid():
        context["refusal"], status = form.errors["q"][0], 400
    elif request.method == "POST" and len(query) >= QUERY_MIN_LENGTH:
        try:
            SEARCH_RATE_LIMIT.count_search(request.member.pk)
            context["found"] = case_search.search_cases(text=query, by=request.actor)
            context |= _reports_and_calls_by_number(query, request.member)
        except SearchedTooOften:
            context["refusal"], status = SEARCH_SLOWER, 429
    wants_fragment = request.headers.get("Accept") == FRAGMENT_TYPE
    template = "search/search.html#results" if wants_fragment else "search/search.html"
    return render(request, template, context, status=status)


@require_POST
@needs(Permission.CASE_FIND)
def call_known(request: MemberRequest) -> HttpResponse:
    """The cases that the call note in this form may be about, while it is being typed."""
    form = CallForm(request.POST)
    if form.is_valid():
        known = find_cases_about(request, form.note.words, where="call")
        status = 429 if known.refusal else 200
    else:
        known, status = SearchOutcome(), 400
    context = {"known": known, "filing_buttons": True}
    return render(request, "search/known_people.html", context, status=status)


def find_cases_about(request: MemberRequest, text: str, *, where: str = "") -> SearchOutcome:
    """Find the cases a text may be about; counts as one search for the rate limit."""
    try:
        SEARCH_RATE_LIMIT.count_search(request.member.pk)
    except SearchedTooOften:
        return SearchOutcome(refusal=SEARCH_SLOWER)
    return SearchOutcome(case_search.find_known_cases(text=text, by=request.actor, where=where))


def _reports_and_calls_by_number(query: str, member: Member) -> dict[str, object]:
    """Return the existing reports (M-0012) and call notes (B-0003) whose number was typed.

    Those of a restricted case are left out for who has no part in it.
    """
    report_ids, call_ids = numbers_in(query, "M"), numbers_in(query, "B")
    reports = Report.objects.filter(pk__in=report_ids)
    reports = reports.exclude(pk__in=member.shut_out_ids("report"))
    calls = CallNote.objects.filter(pk__in=call_ids)
    calls = calls.exclude(pk__in=member.shut_out_ids("callnote"))
    return {
        "reports": list(reports.order_by("id")),
        "calls": list(calls.order_by("id")),
    }
