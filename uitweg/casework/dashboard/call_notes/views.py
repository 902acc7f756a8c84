"""The pages of a call note: write one, read it, and say what happens with it."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.calls import actions as call_notes
from uitweg.casework.calls.forms import CallForm
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CALL_QUESTIONS, CALL_TRANSITIONS, CallContent, CallState
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.intake.actions import calls as case_calls
from uitweg.casework.cases.table.actions.case_list import CaseListItem, list_cases
from uitweg.casework.dashboard.report.views.closed_source import closed_source_page
from uitweg.casework.search.views import SearchOutcome, find_cases_about
from uitweg.channel.conversation.rules.sizes import LONGEST_TEXT
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in
from uitweg.platform.ui.notices import redirect_with_notice

FILING_STATES = (CallState.ADVICE, CallState.SIGNAL, CallState.SHIFT, CallState.READ)
PASSED_TO_PREFIX = "pass-"
MOST_CASES = 50
"""Of the cases that a member can choose for a note; the newest."""


@require_http_methods(["GET", "POST"])
@needs(Permission.CALL_WRITE)
def call_note(request: MemberRequest) -> HttpResponse:
    """Show an empty note; a POST saves it and does what the clicked button says.

    The autosave posts the same form and asks for JSON.
    """
    if request.method != "POST":
        return _writing_page(request, CallForm(), key=tokens.new_token(16).hex())
    form = CallForm(request.POST)
    is_autosave = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        if is_autosave:
            return JsonResponse({"say": _first_error(form)}, status=400)
        return _writing_page(request, form, key=request.POST.get("key", ""), status=400)
    try:
        note = _save(request, form)
    except NotPossible as error:
        if is_autosave:
            return JsonResponse({"why": error.refusal.code}, status=409)
        raise
    if is_autosave:
        return JsonResponse({"version": note.version, "number": note.number})
    return _carry_out(request, note)


@require_http_methods(["GET", "POST"])
@needs(Permission.CALL_READ)
def call(request: MemberRequest, call_id: int) -> HttpResponse:
    """Show a saved note, or the form again for one's own draft; a POST does what a button says."""
    note = get_object_or_404(CallNote.objects.select_related("written_by"), pk=call_id)
    try:
        require(request.actor, Permission.CALL_READ, note)
    except NotAllowed:
        return closed_source_page(request, note)
    if request.method == "POST":
        return _carry_out(request, note)
    content = call_notes.read_call(call=note, by=request.actor)
    if note.state == CallState.DRAFT and note.written_by_id == request.member.pk and content:
        form = CallForm(initial=_initial(note, content))
        key = bytes(note.form_key).hex()
        return _writing_page(request, form, key=key, note=note, content=content)
    return _reading_page(request, note, content)


def _save(request: MemberRequest, form: CallForm) -> CallNote:
    typed = form.cleaned_data
    version = typed["version"] or 0
    return call_notes.save_call(
        form_key=typed["key"],
        note=form.note,
        version=version + 1,
        base=version if typed["base"] is None else typed["base"],
        tab=bytes.fromhex(typed["tab"]),
        by=request.actor,
    )


def _carry_out(request: MemberRequest, note: CallNote) -> HttpResponse:
    """Do with a saved note what the clicked button says; without a button it stays as it is."""
    outcome = request.POST.get("outcome", "")
    if outcome in FILING_STATES:
        call_notes.file_call(call=note, state=CallState(outcome), by=request.actor)
        return redirect_with_notice("now", f"call-{outcome}", note.number)
    if outcome == "new":
        case = case_calls.open_case_for_call(call=note, by=request.actor)
        return redirect("case", case.pk)
    case_id = row_number_in(outcome.removeprefix(PASSED_TO_PREFIX))
    if case_id is None:
        return redirect("call", note.pk)
    case = get_object_or_404(Case, pk=case_id)
    if outcome.startswith(PASSED_TO_PREFIX):
        case_calls.pass_call_to_owner(call=note, case=case, by=request.actor)
        return redirect_with_notice("now", "call-passed", note.number)
    case_calls.add_call_to_case(call=note, case=case, by=request.actor)
    return redirect("case", case.pk)


def _writing_page(
    request: MemberRequest,
    form: CallForm,
    *,
    key: str,
    note: CallNote | None = None,
    content: CallContent | None = None,
    status: int = 200,
) -> HttpResponse:
    contacts = {contact.id: contact for contact in load().contacts}
    context = {
        "form": form,
        "key": key,
        "call": note,
        "version": note.version if note else request.POST.get("version", "0"),
        "base": note.version if note else request.POST.get("base", "0"),
        "tab": request.POST.get("tab") or tokens.new_token(8).hex(),
        "started_at": note.started_at if note else timezone.now(),
        "questions": [(name, words, form[name]) for name, words in CALL_QUESTIONS.items()],
        "cases": _cases_to_choose_from(request),
        "police": contacts.get("police"),
        "max_length": LONGEST_TEXT,
        "known": _cases_about(request, note, content) if note else None,
    }
    return render(request, "call_notes/call_note.html", context, status=status)


def _reading_page(
    request: MemberRequest, note: CallNote, content: CallContent | None
) -> HttpResponse:
    state = CallState(note.state)
    cases = Case.objects.select_related("coordinator")
    case = cases.filter(pk=note.case_id).first() if note.case_id else None
    is_own = note.written_by_id == request.member.pk
    context = {
        "call": note,
        "content": content,
        "answers": _questions_with_answers(content),
        "state": state.words,
        "is_open": bool(content) and bool(CALL_TRANSITIONS[state]),
        "may_mark_as_read": state is CallState.SHIFT and not is_own,
        "cases": _cases_to_choose_from(request),
        "case": case if state is CallState.CASE else None,
        "passed_to": case if state is CallState.PASSED else None,
        "known": _cases_about(request, note, content),
    }
    return render(request, "call_notes/call.html", context)


def _cases_about(
    request: MemberRequest, note: CallNote, content: CallContent | None
) -> SearchOutcome | None:
    """Search for cases that the note may be about; None when it was not decrypted."""
    return find_cases_about(request, content.words, where=note.number) if content else None


def _cases_to_choose_from(request: MemberRequest) -> list[CaseListItem]:
    """Return the cases to which this note can go, each with whom it is about; newest first."""
    cases = Case.objects.worked_on_by(request.member).order_by("-id")[:MOST_CASES]
    return list_cases(cases=list(cases), by=request.actor)


def _initial(note: CallNote, content: CallContent) -> dict[str, object]:
    fields = {"text": content.text, "danger": content.danger_now, "to_do": content.to_do}
    return fields | {"version": note.version} | content.answers


def _questions_with_answers(content: CallContent | None) -> list[tuple[str, str]]:
    answers = content.answers if content else {}
    return [(CALL_QUESTIONS[name], answer) for name, answer in answers.items() if answer]


def _first_error(form: CallForm) -> str:
    return str(next(iter(form.errors.values()))[0])
