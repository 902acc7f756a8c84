"""The search box, and "is this youngster known?" beside a call and a report."""

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
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

QUERY_MAX_LENGTH = 200
QUERY_MIN_LENGTH = 2
FRAGMENT_TYPE = "text/html+piece"
"""What a script asks for: only the results, to put in the page that is open."""
QUERY_TOO_LONG = f"Dit is langer dan {QUERY_MAX_LENGTH} tekens. Zoek met minder woorden."
SEARCH_SLOWER = "Dit ging te snel achter elkaar. Over een minuut zoekt het weer."


class SearchForm(forms.Form):
    q = forms.CharField(
        max_length=QUERY_MAX_LENGTH, required=False, error_messages={"max_length": QUERY_TOO_LONG}
    )


@dataclass(frozen=True)
class SearchOutcome:
    """What a search shows, or the sentence that says why it shows nothing."""

    found: SearchResult = field(default_factory=SearchResult)
    say: str = ""


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_FIND, keys=True)
def search(request: MemberRequest) -> HttpResponse:
    """Cases by name, nickname, telephone or action; reports and calls by number.

    The words come in a body, never in an address.
    """
    form = SearchForm(request.POST)
    asked = " ".join(form.cleaned_data["q"].split()) if form.is_valid() else ""
    words = {
        "q": asked,
        "too_short": 0 < len(asked) < QUERY_MIN_LENGTH,
        "shortest": QUERY_MIN_LENGTH,
    }
    status = 200
    if not form.is_valid():
        words["say"], status = form.errors["q"][0], 400
    elif request.method == "POST" and len(asked) >= QUERY_MIN_LENGTH:
        try:
            SEARCH_RATE_LIMIT.step(request.member.pk)
            words["found"] = case_search.search_cases(text=asked, by=request.actor)
            words |= _by_number(asked)
        except SearchedTooOften:
            words["say"], status = SEARCH_SLOWER, 429
    page = "search/search.html#results" if _wants_fragment(request) else "search/search.html"
    return render(request, page, words, status=status)


@require_POST
@needs(Permission.CASE_FIND, keys=True)
def call_known(request: MemberRequest) -> HttpResponse:
    """Which cases the note that is being typed may be about, for beside it."""
    form = CallForm(request.POST)
    looked = (
        find_cases_about(request, form.note.words, where="call")
        if form.is_valid()
        else SearchOutcome()
    )
    status = 400 if not form.is_valid() else 429 if looked.say else 200
    return render(
        request, "search/known_people.html", {"known": looked, "links": True}, status=status
    )


def find_cases_about(request: MemberRequest, text: str, *, where: str = "") -> SearchOutcome:
    """Look for who a text may be about; how often is bounded."""
    try:
        SEARCH_RATE_LIMIT.step(request.member.pk)
    except SearchedTooOften:
        return SearchOutcome(say=SEARCH_SLOWER)
    found = case_search.find_known_cases(text=text, by=request.actor, where=where)
    return SearchOutcome(found=found)


def _by_number(asked: str) -> dict[str, object]:
    """Return the report and the call that were named by their number, if they are there."""
    reports, calls = numbers_in(asked, "M"), numbers_in(asked, "B")
    return {
        "reports": list(Report.objects.filter(pk__in=reports).order_by("id")),
        "calls": list(CallNote.objects.filter(pk__in=calls).order_by("id")),
    }


def _wants_fragment(request: MemberRequest) -> bool:
    return request.headers.get("Accept") == FRAGMENT_TYPE
