"""Mail and files: dropping them in a case, looking at one, fetching it without its traces."""

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
    """Look at one file (GET), or fetch it (POST): cleaned, or as it is by a second click."""
    case = readable_case(request, case_id)
    entry = get_object_or_404(case.entries.select_related("case", "written_by"), pk=entry_id)
    untouched = request.POST.get("as_it_is") == "yes"
    use = file_use(fetched=request.method == "POST", untouched=untouched)
    held = files.find_file(case=case, entry=entry, number=number, by=request.actor, use=use)
    if held is None:
        raise Http404
    try:
        if untouched:
            return _download(request, held, b"".join(files.decrypt_pieces(held)), UNTOUCHED_TYPE)
        made = files.clean_file(held)
    except CannotClean:
        return _page(request, held, cannot=True)
    except DamagedFile:
        return _page(request, held, damaged=True)
    if request.method == "POST":
        return _download(request, held, made.content, made.media_type, made.extension)
    small = b64encode(made.thumbnail).decode()
    return _page(request, held, small=small, removed=", ".join(made.removed))


def _download(
    request: MemberRequest, held: CaseFile, content: bytes, kind: str, end: str = ""
) -> HttpResponseBase:
    """Let it go to the member's own computer, disclosed before it does; 30 MB at the most."""
    files.disclose_file(held, content, by=request.actor)
    name = _download_name(held, end or safe_extension(held.file.name))
    return as_download(HttpResponse(content, content_type=kind), name)


def _download_name(held: CaseFile, end: str) -> str:
    """Name a file on a member's computer: its number says nothing of whom it is about."""
    return f"{held.case.number}-{held.entry.pk}-{held.number}.{end}"


def _page(request: MemberRequest, held: CaseFile, **words: Any) -> HttpResponse:
    # asking again for what cannot be had is no success: a script that fetches must notice
    status = 409 if request.method == "POST" else 200
    return render(request, "cases/case_file.html", {"held": held, **words}, status=status)
