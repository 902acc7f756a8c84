"""Mail and files: dropping them in a case, looking at one, fetching it without its traces."""

from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.actions import files, uploads
from uitweg.casework.cases.actions.entries import Meant
from uitweg.casework.cases.actions.files import Held
from uitweg.casework.cases.forms.uploads import DropForm
from uitweg.casework.cases.views.case_page import case_page
from uitweg.casework.cases.views.cases import case_to_read
from uitweg.casework.cases.views.events import to_the_entry
from uitweg.channel.actions.attachments import Damaged, end_of
from uitweg.channel.views.files import fetched
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sandbox.clean.run import CannotClean

AS_IT_IS = "application/octet-stream"


@require_POST
@needs(Permission.CASE_WRITE, keys=True)
def drop(request: MemberRequest, case_id: int) -> HttpResponse:
    """Mail and files come in, and stand on the timeline."""
    case, form = case_to_read(request, case_id), DropForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, dropped=form)
    given = [(one.name or "", one.read()) for one in request.FILES.getlist("files")]
    try:
        parcels = uploads.packed(given, note=form.cleaned_data["note"], now=timezone.now())
    except uploads.NotTaken as why:
        form.add_error(None, str(why))
        return case_page(request, case, dropped=form)
    uploads.add(
        case=case,
        parcels=parcels,
        by=request.actor,
        form_key=form.cleaned_data["key"],
        meant=Meant(form.cleaned_data["audience"], form.cleaned_data["group"]),
    )
    return to_the_entry(case, form.cleaned_data["key"])


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ, keys=True)
def file(request: MemberRequest, case_id: int, entry_id: int, number: int) -> HttpResponseBase:
    """Look at one file (GET), or fetch it (POST): cleaned, or as it is by a second click."""
    case = case_to_read(request, case_id)
    entry = get_object_or_404(case.entries.select_related("case", "written_by"), pk=entry_id)
    untouched = request.POST.get("as_it_is") == "yes"
    why = "seen" if request.method == "GET" else "as-is" if untouched else "clean"
    held = files.find(case=case, entry=entry, number=number, by=request.actor, why=why)
    if held is None:
        raise Http404
    try:
        if untouched:
            return _handed(request, held, b"".join(files.pieces(held)), AS_IT_IS)
        made = files.clean(held)
    except CannotClean:
        return _page(request, held, cannot=True)
    except Damaged:
        return _page(request, held, damaged=True)
    if request.method == "POST":
        return _handed(request, held, made.content, made.kind, made.end)
    small = b64encode(made.small).decode()
    return _page(request, held, small=small, removed=", ".join(made.removed))


def _handed(
    request: MemberRequest, held: Held, content: bytes, kind: str, end: str = ""
) -> HttpResponseBase:
    """Let it go to the member's own computer, disclosed before it does; 30 MB at the most."""
    files.hand_out(held, content, by=request.actor)
    name = _name(held, end or end_of(held.file.name))
    return fetched(HttpResponse(content, content_type=kind), name)


def _name(held: Held, end: str) -> str:
    """Name a file on a member's computer: its number says nothing of whom it is about."""
    return f"{held.case.number}-{held.entry.pk}-{held.number}.{end}"


def _page(request: MemberRequest, held: Held, **words: Any) -> HttpResponse:
    # asking again for what cannot be had is no success: a script that fetches must notice
    status = 409 if request.method == "POST" else 200
    return render(request, "cases/file.html", {"held": held, **words}, status=status)
