"""One file of a report, for the team: looked at inside the session, fetched without its traces."""

from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from uitweg.channel.actions import attachments
from uitweg.channel.actions.attachments import Damaged, Sent
from uitweg.channel.models import Attachment, Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sandbox.clean.run import CannotClean

ON_ITS_OWN = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Should a browser show a fetched file after all: no script in it, and it asks nothing."""


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ, keys=True)
def file(request: MemberRequest, report_id: int, attachment_id: int) -> HttpResponseBase:
    """Look at one file (GET), or fetch it (POST): cleaned, or as it is by a second click."""
    report = get_object_or_404(Report, pk=report_id)
    untouched = request.POST.get("as_it_is") == "yes"
    why = "seen" if request.method == "GET" else "as-is" if untouched else "clean"
    try:
        sent = attachments.find(report=report, number=attachment_id, by=request.actor, why=why)
    except Attachment.DoesNotExist:
        raise Http404 from None
    try:
        if untouched:
            return _as_it_is(sent)
        made = attachments.clean(sent)
    except CannotClean:
        return _page(request, report, sent, cannot=True)
    except Damaged:
        return _page(request, report, sent, damaged=True)
    if request.method == "POST":
        answer = HttpResponse(made.content, content_type=made.kind)
        return fetched(answer, f"{sent.number}.{made.end}")
    small = b64encode(made.small).decode()
    return _page(request, report, sent, small=small, removed=", ".join(made.removed))


def _as_it_is(sent: Sent) -> HttpResponseBase:
    """Give a file piece by piece: a film of 100 MB never stands in memory whole.

    It is opened to the end once before the first byte leaves, so a damaged one is a page.
    """
    for _ in attachments.pieces(sent):
        pass
    name = f"{sent.number}.{attachments.end_of(sent.file.name)}"
    answer = StreamingHttpResponse(
        attachments.pieces(sent), content_type="application/octet-stream"
    )
    answer["Content-Length"] = str(sent.file.size)
    return fetched(answer, name)


def fetched(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """Say that this is to be kept, under this name, and shown by no browser."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = ON_ITS_OWN
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(request: MemberRequest, report: Report, sent: Sent, **words: Any) -> HttpResponse:
    # asking again for what cannot be had is no success: a script that fetches must notice
    status = 409 if request.method == "POST" else 200
    return render(
        request, "channel/file.html", {"report": report, "sent": sent, **words}, status=status
    )
