"""Correcting an entry: a new entry replaces it, and the old entry stays, marked as replaced."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.actions import entries
from uitweg.casework.cases.forms.entries import CorrectionForm
from uitweg.casework.cases.forms.events import EventForm, details_as_typed
from uitweg.casework.cases.models import Case, Entry
from uitweg.casework.cases.rules.timeline import EVENT_KINDS, EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE, keys=True)
def correct_entry(request: MemberRequest, case_id: int, entry_id: int) -> HttpResponse:
    """The text as it is, in a box; what comes back is the new entry."""
    case = readable_case(request, case_id)
    entry = get_object_or_404(case.entries.select_related("case", "written_by"), pk=entry_id)
    decrypted = entries.read_entry(entry=entry, by=request.actor)
    form_class = EventForm if entry.kind in EVENT_KINDS else CorrectionForm
    was = {"text": decrypted.text or "", **details_as_typed(decrypted.details)}
    if request.method != "POST":
        return _page(request, case, entry, form_class(initial=was), was)
    form = form_class(request.POST)
    if not form.is_valid():
        return _page(request, case, entry, form, was)
    entries.correct_entry(
        entry=entry,
        text=form.cleaned_data["text"],
        by=request.actor,
        form_key=form.cleaned_data["key"],
        details=form.facts if isinstance(form, EventForm) else None,
    )
    return redirect("case", case.pk)


def _page(
    request: MemberRequest, case: Case, entry: Entry, form: Form, was: dict[str, str]
) -> HttpResponse:
    context = {
        "case": case,
        "entry": entry,
        "kind": EntryKind(entry.kind).words,
        "whom": Audience(entry.audience).words,
        "form": form,
        "was_there": was,
        "happened": entry.kind in EVENT_KINDS,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "today": timezone.localtime(),
    }
    return render(
        request, "cases/correct_entry.html", context, status=400 if form.is_bound else 200
    )
