"""A lawyer's own notes, which nobody else can open."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.door import actions
from uitweg.casework.partners.door.forms import NoteForm
from uitweg.casework.partners.door.models import LawyerNote
from uitweg.casework.partners.door.views.account import package_page
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_GET
@needs(Permission.NOTE_READ)
def note_list(request: MemberRequest) -> HttpResponse:
    """All my own notes; the page warns before the account ends."""
    context = {
        "notes": actions.own_notes(by=request.actor),
        "ends_soon": request.member.is_due_for_review(request.actor.today),
    }
    return render(request, "door/note_list.html", context)


@require_GET
@needs(Permission.NOTE_READ)
def notes_as_text(request: MemberRequest) -> HttpResponse:
    """All my own notes as plain text, to keep outside: they are the lawyer's and no case's."""
    notes = actions.own_notes(by=request.actor)
    text = actions.notes_as_text(notes)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_POST
@needs(Permission.NOTE_WRITE)
def add_note(request: MemberRequest, package_id: int) -> HttpResponse:
    """Write a note with one of the questions to my organisation."""
    own = Package.objects.for_organisation(request.actor.organisation or 0)
    package = get_object_or_404(own.select_related("organisation"), pk=package_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return package_page(request, package, note_form=form, status=400)
    typed = form.cleaned_data
    actions.add_note(
        package=package,
        reference=typed["reference"],
        text=typed["text"],
        form_key=typed["key"],
        by=request.actor,
    )
    return redirect("open-package", package.pk)


@require_POST
@needs(Permission.NOTE_READ)
def delete_note(request: MemberRequest, note_id: int) -> HttpResponse:
    """Delete one of my own notes; another's is as one that is not there."""
    own = LawyerNote.objects.filter(written_by=request.member)
    actions.delete_note(note=get_object_or_404(own, pk=note_id), by=request.actor)
    return redirect("note-list")
