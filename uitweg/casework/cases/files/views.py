"""Pages that take in files of a case and give them back."""

from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.case.views import case_page, readable_case
from uitweg.casework.cases.files import actions as files
from uitweg.casework.cases.files import actions as uploads
from uitweg.casework.cases.files.actions import CaseFile
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes
from uitweg.casework.cases.timeline.forms import UploadForm
from uitweg.casework.cases.timeline.views.events import redirect_to_entry
from uitweg.channel.attachments.actions.attachments import DamagedFile, safe_extension
from uitweg.channel.attachments.rules.attachments import file_use
from uitweg.channel.attachments.views.attachments import as_download
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sandbox.clean.run import CannotClean

UNTOUCHED_TYPE = "application/octet-stream"


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ)
def case_file(request: MemberRequest, case_id: int, entry_id: int, number: int) -> HttpResponseBase:
    """Look at a file (GET), or download it (POST): cleaned, or as it is by a second click."""
    case = readable_case(request, case_id)
    entry = get_object_or_404(case.entries.select_related("case", "written_by"), pk=entry_id)
    untouched = request.POST.get("as_it_is") == "yes"
    use = file_use(fetched=request.method == "POST", untouched=untouched)
    stored_file = files.find_file(case=case, entry=entry, number=number, by=request.actor, use=use)
    if stored_file is None:
        raise Http404
    try:
        if untouched:
            content = b"".join(files.decrypt_pieces(stored_file))
            return _download(request, stored_file, content, UNTOUCHED_TYPE)
        cleaned = files.clean_file(stored_file)
    except CannotClean:
        return _file_page(request, stored_file, cannot_clean=True)
    except DamagedFile:
        return _file_page(request, stored_file, is_damaged=True)
    if request.method == "POST":
        return _download(
            request, stored_file, cleaned.content, cleaned.media_type, cleaned.extension
        )
    thumbnail = b64encode(cleaned.thumbnail).decode()
    return _file_page(request, stored_file, thumbnail=thumbnail, removed=", ".join(cleaned.removed))


def _download(
    request: MemberRequest,
    stored_file: CaseFile,
    content: bytes,
    media_type: str,
    extension: str = "",
) -> HttpResponseBase:
    """Record the disclosure of a file of at most 30 MB, then send it to the member's computer."""
    files.disclose_file(stored_file, content, by=request.actor)
    extension = extension or safe_extension(stored_file.file.name)
    # numbers and not the file's own name: on that computer it must not tell whom it is about
    name = f"{stored_file.case.number}-{stored_file.entry.pk}-{stored_file.number}.{extension}"
    return as_download(HttpResponse(content, content_type=media_type), name)


def _file_page(request: MemberRequest, stored_file: CaseFile, **context: Any) -> HttpResponse:
    # a download that failed must not look like a success to a script
    status = 409 if request.method == "POST" else 200
    context["stored_file"] = stored_file
    return render(request, "files/case_file.html", context, status=status)


@require_POST
@needs(Permission.CASE_WRITE)
def upload_files(request: MemberRequest, case_id: int) -> HttpResponse:
    """Add mail and files to the timeline, and go to the first of them."""
    case, form = readable_case(request, case_id), UploadForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    uploaded = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    try:
        entries = uploads.prepare_entries(
            uploaded, note=form.cleaned_data["note"], now=timezone.now()
        )
    except uploads.CaseUploadRefused as refusal:
        form.add_error(None, str(refusal))
        return case_page(request, case, form)
    first = uploads.add_uploads(
        case=case,
        entries=entries,
        by=request.actor,
        form_key=form.cleaned_data["key"],
        attributes=EntryAttributes(form.cleaned_data["audience"], form.cleaned_data["group"]),
    )
    return redirect_to_entry(first)
