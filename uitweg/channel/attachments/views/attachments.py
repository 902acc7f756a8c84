"""One file of a report, for the team: viewed on a page, or downloaded without its metadata."""

from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from uitweg.channel.attachments.actions import attachments
from uitweg.channel.attachments.actions.attachments import DamagedFile, SentAttachment
from uitweg.channel.attachments.rules.attachments import file_use
from uitweg.channel.conversation.models import Attachment, Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sandbox.clean.run import CannotClean

DOWNLOAD_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""If a browser displays a download after all, it runs no script and loads nothing."""


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ)
def attachment(request: MemberRequest, report_id: int, attachment_id: int) -> HttpResponseBase:
    """View one file (GET) or download it (POST): cleaned, or as it is after a second click."""
    report = get_object_or_404(Report, pk=report_id)
    as_it_is = request.POST.get("as_it_is") == "yes"
    use = file_use(fetched=request.method == "POST", untouched=as_it_is)
    try:
        sent = attachments.find_attachment(
            report=report, number=attachment_id, by=request.actor, use=use
        )
    except Attachment.DoesNotExist:
        raise Http404 from None
    try:
        if as_it_is:
            return _uncleaned_download(sent)
        cleaned = attachments.clean_attachment(sent)
    except CannotClean:
        return _attachment_page(request, report, sent, cannot_clean=True)
    except DamagedFile:
        return _attachment_page(request, report, sent, is_damaged=True)
    if request.method == "POST":
        response = HttpResponse(cleaned.content, content_type=cleaned.media_type)
        return as_download(response, f"{sent.number}.{cleaned.extension}")
    thumbnail = b64encode(cleaned.thumbnail).decode()
    return _attachment_page(
        request, report, sent, thumbnail=thumbnail, removed=", ".join(cleaned.removed)
    )


def _uncleaned_download(sent: SentAttachment) -> HttpResponseBase:
    """Stream a file chunk by chunk, because a video of 100 MB does not fit in memory.

    It is decrypted once in full before the first byte is sent, so that a damaged file raises
    DamagedFile and becomes a page, not a broken download.
    """
    for _ in attachments.decrypt_chunks(sent):
        pass
    name = f"{sent.number}.{attachments.safe_extension(sent.description.name)}"
    response = StreamingHttpResponse(
        attachments.decrypt_chunks(sent), content_type="application/octet-stream"
    )
    response["Content-Length"] = str(sent.description.size)
    return as_download(response, name)


def as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Set the headers that make a browser save the response as `name` and never display it."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = DOWNLOAD_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment_page(
    request: MemberRequest, report: Report, sent: SentAttachment, **context: Any
) -> HttpResponse:
    # a POST reaches this page only when the download failed, which a script must notice
    status = 409 if request.method == "POST" else 200
    return render(
        request,
        "attachments/attachment.html",
        {"report": report, "sent": sent, **context},
        status=status,
    )
