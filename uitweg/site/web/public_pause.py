"""The public door during maintenance: 112, the coordinator's number, and what somebody typed."""

from typing import Any

from uitweg.channel.attachments.public_views.plain_uploads import has_file
from uitweg.site.web.page_headers import Headers
from uitweg.site.web.pause import paused_answer, paused_request

LONG_FIELD = "text"


def public_pause(environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
    """Return the page; a form that was posted stands in it whole, to send the same one again.

    Nobody has to type anything anew, also without a script. Files have to be chosen again.
    """
    request = paused_request(environ)
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    words = {
        "action": request.path if posted else "",
        "carried": [(name, value) for name, value in posted if name != LONG_FIELD],
        "text": request.POST.get(LONG_FIELD, ""),
        "came": has_file(request),
    }
    return paused_answer(request, "conversation/paused.html", words)
