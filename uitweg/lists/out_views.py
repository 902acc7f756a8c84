"""A list as an Excel file: one small step that asks what it is for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.access.gate import needs
from uitweg.access.rules import Permission
from uitweg.access.sessions import MemberRequest
from uitweg.cases.disclosure_rules import BASIS_WORDS, Basis
from uitweg.lists import exporting
from uitweg.lists.exporting import Listed
from uitweg.lists.forms import OWN, WhyForm
from uitweg.lists.workbook import XLSX

ON_ITS_OWN = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def cases_out(request: MemberRequest) -> HttpResponse:
    """The cases I may see, as a file."""
    return _out(request, exporting.cases(of=request.member), back="cases")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE, keys=True)
def actions_out(request: MemberRequest) -> HttpResponse:
    """What stands on my name, as a file."""
    listed = exporting.actions(of=request.member, keyring=request.keyring)
    return _out(request, listed, back="now")


def _out(request: MemberRequest, listed: Listed, *, back: str) -> HttpResponse:
    form = WhyForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _page(request, listed, back, form)
    moment = timezone.now()
    made = exporting.export(
        listed=listed, why=form.why, by=request.member, keyring=request.keyring, now=moment
    )
    name = f"{listed.title.lower()}-{timezone.localdate(moment)}.xlsx"
    return as_file(made, name)


def as_file(made: bytes, name: str) -> HttpResponse:
    """Hand out a workbook; what is of a case in it went through `disclosing.disclose(` first."""
    answer = HttpResponse(made, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = ON_ITS_OWN
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(request: MemberRequest, listed: Listed, back: str, form: WhyForm | None) -> HttpResponse:
    mine = {"purpose": OWN, "recipient": request.member.name, "basis": Basis.OWN_WORK.value}
    words = {
        "listed": listed,
        "count": len(listed.rows),
        "too_many": len(listed.rows) > exporting.MOST,
        "most": exporting.MOST,
        "back": back,
        "form": form or WhyForm(initial=mine),
        "bases": [(basis.value, word) for basis, word in BASIS_WORDS.items()],
    }
    return render(request, "lists/out.html", words, status=400 if form else 200)
