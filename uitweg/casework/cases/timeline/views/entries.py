"""Correcting an entry: a new one replaces it, and the old one stays readable."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EVENT_KINDS, EntryKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.forms import CorrectionForm, EventForm, details_as_typed
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE)
def correct_entry(request: MemberRequest, case_id: int, entry_id: int) -> HttpResponse:
    """The entry's text and details in a form; what is sent becomes the new entry."""
    case = readable_case(request, case_id)
    entry = get_object_or_404(case.entries.select_related("case", "written_by"), pk=entry_id)
    current = entries.read_entry(entry=entry, by=request.actor)
    form_class = EventForm if entry.kind in EVENT_KINDS else CorrectionForm
    initial = {"text": current.text or "", **details_as_typed(current.details)}
    if request.method != "POST":
        return _correction_page(request, case, entry, form_class(initial=initial), initial)
    form = form_class(request.POST)
    if not form.is_valid():
        return _correction_page(request, case, entry, form, initial)
    entries.correct_entry(
        entry=entry,
        text=form.cleaned_data["text"],
        by=request.actor,
        form_key=form.cleaned_data["key"],
        details=form.details if isinstance(form, EventForm) else None,
    )
    return redirect("case", case.pk)


def _correction_page(
    request: MemberRequest, case: Case, entry: Entry, form: Form, initial: dict[str, str]
) -> HttpResponse:
    context = {
        "case": case,
        "entry": entry,
        "kind": EntryKind(entry.kind).words,
        "audience": Audience(entry.audience).words,
        "form": form,
        "was_there": initial,
        "is_event": entry.kind in EVENT_KINDS,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "today": timezone.localtime(),
    }
    status = 400 if form.is_bound else 200
    return render(request, "timeline/correct_entry.html", context, status=status)
