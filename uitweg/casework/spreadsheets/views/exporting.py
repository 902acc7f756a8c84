"""A list as an Excel file: one small step that asks what it is for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.forms.case_filter import Narrowed
from uitweg.casework.cases.rules.disclosures import BASIS_WORDS, Basis
from uitweg.casework.search.actions.rate_limit import PACE, TooOften
from uitweg.casework.spreadsheets.actions import exporting
from uitweg.casework.spreadsheets.actions.exporting import Listed
from uitweg.casework.spreadsheets.actions.workbook import XLSX
from uitweg.casework.spreadsheets.forms import OWN, WhyForm
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

LONGEST = 200
"""As in the search box."""
ON_ITS_OWN = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def cases_out(request: MemberRequest) -> HttpResponse:
    """The cases I may see, as I narrowed them, as a file."""
    narrowed = Narrowed.said(request.GET)
    back = reverse("cases") + (f"?{narrowed.query}" if narrowed.query else "")
    return _out(request, exporting.cases(of=request.member, narrowed=narrowed), back=back)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def actions_out(request: MemberRequest) -> HttpResponse:
    """What stands on my name, as a file."""
    listed = exporting.actions(of=request.actor)
    return _out(request, listed, back=reverse("now"))


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def periods_out(request: MemberRequest) -> HttpResponse:
    """What runs out in my cases, as a file."""
    listed = exporting.running(of=request.actor)
    return _out(request, listed, back=reverse("now"))


@require_POST
@needs(Permission.CASE_DISCLOSE, keys=True)
def found_out(request: MemberRequest) -> HttpResponse:
    """What I found, as a file; the words travel in the body here too."""
    asked = " ".join(request.POST.get("q", "")[:LONGEST].split())
    try:
        PACE.step(request.member.pk)
    except TooOften:
        raise NotPossible("search-too-fast") from None
    listed = exporting.found(text=asked, of=request.actor)
    return _out(request, listed, back=reverse("search"), asked=asked)


def _out(request: MemberRequest, listed: Listed, *, back: str, asked: str = "") -> HttpResponse:
    from_search = bool(asked) and "purpose" not in request.POST
    form = WhyForm(request.POST) if request.method == "POST" and not from_search else None
    if form is None or not form.is_valid():
        return _page(request, listed, back, form, asked)
    moment = timezone.now()
    made = exporting.export(listed=listed, why=form.why, by=request.actor.at(moment))
    name = f"{listed.title.lower()}-{timezone.localdate(moment)}.xlsx"
    return as_file(made, name)


def as_file(made: bytes, name: str) -> HttpResponse:
    """Hand out a workbook; what is of a case in it went through `disclosing.disclose(` first."""
    answer = HttpResponse(made, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = ON_ITS_OWN
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(
    request: MemberRequest, listed: Listed, back: str, form: WhyForm | None, asked: str
) -> HttpResponse:
    mine = {"purpose": OWN, "recipient": request.member.name, "basis": Basis.OWN_WORK.value}
    words = {
        "listed": listed,
        "count": len(listed.rows),
        "too_many": len(listed.rows) > exporting.MOST,
        "most": exporting.MOST,
        "back": back,
        "asked": asked,
        "form": form or WhyForm(initial=mine),
        "bases": [(basis.value, word) for basis, word in BASIS_WORDS.items()],
    }
    return render(request, "spreadsheets/out.html", words, status=400 if form else 200)
