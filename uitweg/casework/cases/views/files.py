"""Looking at a file of a case, and downloading it cleaned or as it is."""

from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.actions import files
from uitweg.casework.cases.actions.files import CaseFile
from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.channel.actions.attachments import DamagedFile, safe_extension
from uitweg.channel.rules.attachments import file_use
from uitweg.channel.views.attachments import as_download
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sandbox.clean.run import CannotClean

UNTOUCHED_TYPE = "application/octet-stream"


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ, keys=True)
def case_file(request: MemberRequest, case_id: int, entry_id: int, number: int) -> HttpResponseBase:
    """Look at one file (GET) or download it (POST): cleaned, or uncleaned after a second click."""
    case = readable_case(request, case_id)
    entry = get_object_or_404(case.entries.select_related("case", "written_by"), pk=entry_id)
    untouched = request.POST.get("as_it_is") == "yes"
    use = file_use(fetched=request.method == "POST", untouched=untouched)
    file = files.find_file(case=case, entry=entry, number=number, by=request.actor, use=use)
    if file is None:
        raise Http404
    try:
        if untouched:
            return _download(request, file, b"".join(files.decrypt_pieces(file)), UNTOUCHED_TYPE)
        cleaned = files.clean_file(file)
    except CannotClean:
        return _file_page(request, file, cannot_clean=True)
    except DamagedFile:
        return _file_page(request, file, is_damaged=True)
    if request.method == "POST":
        return _download(request, file, cleaned.content, cleaned.media_type, cleaned.extension)
    thumbnail = b64encode(cleaned.thumbnail).decode()
    return _file_page(request, file, thumbnail=thumbnail, removed=", ".join(cleaned.removed))


def _download(
    request: MemberRequest,
    case_file: CaseFile,
    content: bytes,
    media_type: str,
    extension: str = "",
) -> HttpResponseBase:
    """Record the disclosure, then send the file to the member's own computer; at most 30 MB."""
    files.disclose_file(case_file, content, by=request.actor)
    extension = extension or safe_extension(case_file.file.name)
    # numbers and not the file's own name: on that computer it should not tell whom it is about
    name = f"{case_file.case.number}-{case_file.entry.pk}-{case_file.number}.{extension}"
    return as_download(HttpResponse(content, content_type=media_type), name)


def _file_page(request: MemberRequest, case_file: CaseFile, **context: Any) -> HttpResponse:
    # a download that cannot be given must not look like a success to a script
    status = 409 if request.method == "POST" else 200
    context["case_file"] = case_file
    return render(request, "cases/case_file.html", context, status=status)
