"""The search box, and "is this youngster known?" beside a call and a report."""

from dataclasses import dataclass, field

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.calls.forms import CallForm
from uitweg.casework.calls.models import CallNote
from uitweg.casework.search.actions import finding
from uitweg.casework.search.actions.finding import Found
from uitweg.casework.search.actions.rate_limit import PACE, TooOften
from uitweg.casework.search.rules.case_numbers import numbers_in
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

LONGEST = 200
SHORTEST = 2
PIECE = "text/html+piece"
"""What a script asks for: only the results, to put in the page that is open."""
TOO_LONG = f"Dit is langer dan {LONGEST} tekens. Zoek met minder woorden."
SLOWER = "Dit ging te snel achter elkaar. Over een minuut zoekt het weer."


class SearchForm(forms.Form):
    q = forms.CharField(max_length=LONGEST, required=False, error_messages={"max_length": TOO_LONG})


@dataclass(frozen=True)
class Looked:
    """What a search shows, or the sentence that says why it shows nothing."""

    found: Found = field(default_factory=Found)
    say: str = ""


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_FIND, keys=True)
def search(request: MemberRequest) -> HttpResponse:
    """Cases by name, nickname, telephone or action; reports and calls by number.

    The words come in a body, never in an address.
    """
    form = SearchForm(request.POST)
    asked = " ".join(form.cleaned_data["q"].split()) if form.is_valid() else ""
    words = {"q": asked, "too_short": 0 < len(asked) < SHORTEST, "shortest": SHORTEST}
    status = 200
    if not form.is_valid():
        words["say"], status = form.errors["q"][0], 400
    elif request.method == "POST" and len(asked) >= SHORTEST:
        try:
            PACE.step(request.member.pk)
            words["found"] = finding.search(text=asked, by=request.actor)
            words |= _by_number(asked)
        except TooOften:
            words["say"], status = SLOWER, 429
    page = "search/search.html#results" if _wants_piece(request) else "search/search.html"
    return render(request, page, words, status=status)


@require_POST
@needs(Permission.CASE_FIND, keys=True)
def known(request: MemberRequest) -> HttpResponse:
    """Which cases the note that is being typed may be about, for beside it."""
    form = CallForm(request.POST)
    looked = look(request, form.note.words, where="call") if form.is_valid() else Looked()
    status = 400 if not form.is_valid() else 429 if looked.say else 200
    return render(request, "search/known.html", {"known": looked, "links": True}, status=status)


def look(request: MemberRequest, text: str, *, where: str = "") -> Looked:
    """Look for who a text may be about; how often is bounded."""
    try:
        PACE.step(request.member.pk)
    except TooOften:
        return Looked(say=SLOWER)
    found = finding.known(text=text, by=request.actor, where=where)
    return Looked(found=found)


def _by_number(asked: str) -> dict[str, object]:
    """Return the report and the call that were named by their number, if they are there."""
    reports, calls = numbers_in(asked, "M"), numbers_in(asked, "B")
    return {
        "reports": list(Report.objects.filter(pk__in=reports).order_by("id")),
        "calls": list(CallNote.objects.filter(pk__in=calls).order_by("id")),
    }


def _wants_piece(request: MemberRequest) -> bool:
    return request.headers.get("Accept") == PIECE
