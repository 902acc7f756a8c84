"""The call note: one key opens it, each pause saves it, one click says where it goes."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.calls import actions
from uitweg.casework.calls.forms import CallForm
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import (
    CALL_QUESTIONS,
    CALL_TRANSITIONS,
    CallContent,
    CallState,
)
from uitweg.casework.cases.actions import calls
from uitweg.casework.cases.actions.case_list import CaseListItem, list_cases
from uitweg.casework.cases.models import Case
from uitweg.casework.search.views import find_cases_about
from uitweg.channel.rules.sizes import LONGEST_TEXT
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in
from uitweg.platform.ui.notices import redirect_with_notice

FILING_STATES = (CallState.ADVICE, CallState.SIGNAL, CallState.SHIFT, CallState.READ)
PASSED_TO_PREFIX = "pass-"


@require_http_methods(["GET", "POST"])
@needs(Permission.CALL_WRITE, keys=True)
def call_note(request: MemberRequest) -> HttpResponse:
    """A blank note with the clock running; posted, it is saved, and goes where a button says.

    A script posts the same form at each pause and asks for JSON.
    """
    if request.method != "POST":
        return _page(request, CallForm(), key=tokens.new_token(16).hex())
    form, quiet = CallForm(request.POST), request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        if quiet:
            return JsonResponse({"say": _first_error(form)}, status=400)
        return _page(request, form, key=request.POST.get("key", ""), status=400)
    try:
        call = _save(request, form)
    except NotPossible as error:
        if quiet:
            return JsonResponse({"why": error.why}, status=409)
        raise
    if quiet:
        return JsonResponse({"version": call.version, "number": call.number})
    return _send_on(request, call)


@require_http_methods(["GET", "POST"])
@needs(Permission.CALL_READ, keys=True)
def call(request: MemberRequest, call_id: int) -> HttpResponse:
    """A note that was written before: to write on in one's own draft, to read, to send on."""
    found = get_object_or_404(CallNote.objects.select_related("written_by"), pk=call_id)
    if request.method == "POST":
        return _send_on(request, found)
    note = actions.read_call(call=found, by=request.actor)
    if found.state == CallState.DRAFT and found.written_by_id == request.member.pk and note:
        form = CallForm(initial=_initial(found, note))
        return _page(request, form, key=bytes(found.form_key).hex(), call=found, note=note)
    cases = Case.objects.select_related("coordinator")
    case = cases.filter(pk=found.case_id).first() if found.case_id else None
    words = {
        "call": found,
        "note": note,
        "answers": _questions_with_answers(note),
        "state": CallState(found.state).words,
        "is_open": bool(note) and bool(CALL_TRANSITIONS[CallState(found.state)]),
        "may_read_off": found.state == CallState.SHIFT and found.written_by_id != request.member.pk,
        "cases": _my_cases(request),
        "case": case if case and found.state == CallState.CASE else None,
        "passed_to": case if case and found.state == CallState.PASSED else None,
        "known": find_cases_about(request, note.words, where=found.number) if note else None,
    }
    return render(request, "dashboard/call.html", words)


def _save(request: MemberRequest, form: CallForm) -> CallNote:
    return actions.save_call(
        form_key=form.cleaned_data["key"],
        note=form.note,
        version=(form.cleaned_data["version"] or 0) + 1,
        by=request.actor,
    )


def _send_on(request: MemberRequest, call: CallNote) -> HttpResponse:
    """Send a saved note where the clicked button says; no button is only saving."""
    to = request.POST.get("outcome", "")
    if to in FILING_STATES:
        actions.file_call(call=call, state=CallState(to), by=request.actor)
        return redirect_with_notice("now", f"call-{to}", call.number)
    if to == "new":
        case = calls.open_case_for_call(call=call, by=request.actor)
        return redirect("case", case.pk)
    passes, number = (
        to.startswith(PASSED_TO_PREFIX),
        row_number_in(to.removeprefix(PASSED_TO_PREFIX)),
    )
    if number is not None:
        case = get_object_or_404(Case, pk=number)
        if passes:
            calls.pass_call_to_owner(call=call, case=case, by=request.actor)
            return redirect_with_notice("now", "call-passed", call.number)
        calls.add_call_to_case(call=call, case=case, by=request.actor)
        return redirect("case", case.pk)
    return redirect("call", call.pk)


def _page(
    request: MemberRequest,
    form: CallForm,
    *,
    key: str,
    call: CallNote | None = None,
    note: CallContent | None = None,
    status: int = 200,
) -> HttpResponse:
    contacts = {contact.id: contact for contact in load().contacts}
    words: dict[str, Any] = {
        "form": form,
        "key": key,
        "call": call,
        "version": call.version if call else request.POST.get("version", "0"),
        "since": call.started_at if call else timezone.now(),
        "chips": [(name, words, form[name]) for name, words in CALL_QUESTIONS.items()],
        "cases": _my_cases(request),
        "police": contacts.get("police"),
        "longest": LONGEST_TEXT,
        "known": find_cases_about(request, note.words, where=call.number)
        if call and note
        else None,
    }
    return render(request, "dashboard/call_note.html", words, status=status)


def _my_cases(request: MemberRequest) -> list[CaseListItem]:
    """Return the cases this note can go to, with whom each is about: the newest first."""
    rows = list(Case.objects.worked_on_by(request.member).order_by("-id")[:50])
    return list_cases(cases=rows, by=request.actor)


def _initial(call: CallNote, note: CallContent) -> dict[str, object]:
    typed = {"text": note.text, "danger": note.danger_now, "to_do": note.to_do}
    return typed | {"version": call.version} | note.answers


def _questions_with_answers(note: CallContent | None) -> list[tuple[str, str]]:
    answers = note.answers if note else {}
    return [(CALL_QUESTIONS[name], words) for name, words in answers.items() if words]


def _first_error(form: CallForm) -> str:
    return str(next(iter(form.errors.values()))[0])
