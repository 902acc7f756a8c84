"""Papers of a case: choose, see what goes along and what does not, and let it leave."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.actions.disclosures import Why
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.disclosures import BASIS_WORDS, Basis
from uitweg.casework.cases.rules.visibility import GROUP_WORDS
from uitweg.casework.cases.views.cases import case_to_read
from uitweg.casework.documents.actions import contents, documents
from uitweg.casework.documents.actions.contents import Laid
from uitweg.casework.documents.forms import ChoiceForm, LeaveForm, asked, for_oneself, left_by_hand
from uitweg.casework.documents.rules import (
    OUT_WORDS,
    PAPER_WORDS,
    READER_WORDS,
    Item,
    Reader,
    file_name,
    told,
    too_much,
)
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs

ON_ITS_OWN = "sandbox; default-src 'none'; frame-ancestors 'none'"
MEANWHILE = "Er veranderde intussen iets in deze casus. Kijk nog eens wat erin komt."
MOST_NAMED = 200
"""So many of what stays out are named; the rest is counted."""
EMPTY = "Zo staat er niets in dit papier."


@require_GET
@needs(Permission.CASE_DISCLOSE, keys=True)
def papers(request: MemberRequest, case_id: int) -> HttpResponse:
    """Choose a paper, and see what would be in it."""
    case = case_to_read(request, case_id)
    form = ChoiceForm(asked(request.GET, today=timezone.localdate()))
    if not form.is_valid():
        return _page(request, case, form, status=400)
    documents.may_make(case=case, reader=form.choice.reader, by=request.actor)
    return _page(request, case, form, laid=_laid(request, case, form))


@require_POST
@needs(Permission.CASE_DISCLOSE, keys=True)
def make_paper(request: MemberRequest, case_id: int) -> HttpResponse:
    """Let it leave, as a PDF or as a page to print; exactly what was looked at."""
    case = case_to_read(request, case_id)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=400)
    reader = form.choice.reader
    documents.may_make(case=case, reader=reader, by=request.actor)
    seen = _laid(request, case, form)
    leave = LeaveForm(request.POST) if reader is not Reader.OWN else None
    if leave is not None and not leave.is_valid():
        return _page(request, case, form, laid=seen, leave=leave, status=400)
    if request.POST.get("gezien") != seen.mark:
        return _page(request, case, form, laid=seen, leave=leave, wrong=MEANWHILE, status=409)
    laid = seen.without(left_by_hand(request.POST))
    if wrong := too_much(laid.items) or ("" if laid.taken else EMPTY):
        return _page(request, case, form, laid=seen, leave=leave, wrong=wrong, status=400)
    return _hand_out(request, case, laid, leave.why if leave else for_oneself(request.member.name))


def _hand_out(request: MemberRequest, case: Case, laid: Laid, why: Why) -> HttpResponse:
    to_print = "print" in request.POST
    made = documents.make(case=case, laid=laid, why=why, by=request.actor, to_print=to_print)
    name = file_name(case.number, laid.choice.paper, laid.choice.reader)
    return HttpResponse(made) if to_print else _as_file(made, name)


def _as_file(made: bytes, name: str) -> HttpResponse:
    """Hand out a PDF; `making.make` called `disclosing.disclose(` before it came back."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = ON_ITS_OWN
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _laid(request: MemberRequest, case: Case, form: ChoiceForm) -> Laid:
    return contents.lay_out(case=case, choice=form.choice, by=request.actor)


def _page(
    request: MemberRequest,
    case: Case,
    form: ChoiceForm,
    *,
    laid: Laid | None = None,
    leave: LeaveForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    works = may(request.member, Permission.CASE_WRITE, case)
    words: dict[str, Any] = {
        "case": case,
        "form": form,
        "papers": [(paper.value, word) for paper, word in PAPER_WORDS.items()],
        "readers": [(r.value, w) for r, w in READER_WORDS.items() if works or r is Reader.OWN],
        "groups": [(group.value, word) for group, word in GROUP_WORDS.items()],
        "chosen_groups": form["over"].value() or [],
        "wrong": wrong,
        "works": works,
        "leave": leave or LeaveForm(),
        "bases": [(b.value, word) for b, word in BASIS_WORDS.items() if b is not Basis.OWN_WORK],
        "weg": left_by_hand(request.POST),
    }
    return render(request, "documents/papers.html", words | _laid_words(laid), status=status)


def _laid_words(laid: Laid | None) -> dict[str, Any]:
    if laid is None:
        return {"laid": None}
    too_long, stays = too_much(laid.items), _stays(laid)
    return {
        "laid": laid,
        "taken": len(laid.taken),
        "left": len(laid.outs),
        "told": told(laid.outs),
        "too_long": too_long,
        "lines": [] if too_long else laid.taken,
        "stays": stays[:MOST_NAMED],
        "more_stay": max(0, len(stays) - MOST_NAMED),
        "is_own": laid.choice.reader is Reader.OWN,
        "is_youngster": laid.choice.reader is Reader.YOUNGSTER,
    }


def _stays(laid: Laid) -> list[tuple[Item, str]]:
    return [(item, OUT_WORDS[item.out]) for item in laid.items if item.out is not None]
