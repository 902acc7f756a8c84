"""One file of a report, for the team: looked at inside the session, fetched without its traces."""

from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from uitweg.channel.actions import attachments
from uitweg.channel.actions.attachments import DamagedFile, SentAttachment
from uitweg.channel.models import Attachment, Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sandbox.clean.run import CannotClean

DOWNLOAD_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Should a browser show a fetched file after all: no script in it, and it asks nothing."""


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ, keys=True)
def file(request: MemberRequest, report_id: int, attachment_id: int) -> HttpResponseBase:
    """Look at one file (GET), or fetch it (POST): cleaned, or as it is by a second click."""
    report = get_object_or_404(Report, pk=report_id)
    untouched = request.POST.get("as_it_is") == "yes"
    why = "seen" if request.method == "GET" else "as-is" if untouched else "clean"
    try:
        sent = attachments.find_attachment(
            report=report, number=attachment_id, by=request.actor, why=why
        )
    except Attachment.DoesNotExist:
        raise Http404 from None
    try:
        if untouched:
            return _uncleaned_download(sent)
        made = attachments.clean_attachment(sent)
    except CannotClean:
        return _attachment_page(request, report, sent, cannot=True)
    except DamagedFile:
        return _attachment_page(request, report, sent, damaged=True)
    if request.method == "POST":
        answer = HttpResponse(made.content, content_type=made.media_type)
        return as_download(answer, f"{sent.number}.{made.extension}")
    small = b64encode(made.thumbnail).decode()
    return _attachment_page(request, report, sent, small=small, removed=", ".join(made.removed))


def _uncleaned_download(sent: SentAttachment) -> HttpResponseBase:
    """Give a file piece by piece: a film of 100 MB never stands in memory whole.

    It is opened to the end once before the first byte leaves, so a damaged one is a page.
    """
    for _ in attachments.decrypt_chunks(sent):
        pass
    name = f"{sent.number}.{attachments.safe_extension(sent.file.name)}"
    answer = StreamingHttpResponse(
        attachments.decrypt_chunks(sent), content_type="application/octet-stream"
    )
    answer["Content-Length"] = str(sent.file.size)
    return as_download(answer, name)


def as_download(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """Say that this is to be kept, under this name, and shown by no browser."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _attachment_page(
    request: MemberRequest, report: Report, sent: SentAttachment, **words: Any
) -> HttpResponse:
    # asking again for what cannot be had is no success: a script that fetches must notice
    status = 409 if request.method == "POST" else 200
    return render(
        request, "channel/file.html", {"report": report, "sent": sent, **words}, status=status
    )
