"""The staff door during maintenance: what to do at night, and the text somebody was writing."""

from typing import Any

from uitweg.platform.accounts.actions import interrupted_form
from uitweg.site.web.page_headers import Headers
from uitweg.site.web.pause import paused_answer, paused_request


def staff_pause(environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
    """Return the page, with the text of a form that was posted: to copy, or to send again."""
    request = paused_request(environ)
    typed = interrupted_form.form_just_posted(request) if request.method == "POST" else None
    words = {
        "typed": typed,
        "fields": {**typed.texts, **typed.other_fields} if typed else {},
        "token": request.POST.get("csrfmiddlewaretoken", "") if typed else "",
        "came": bool(request.FILES),
    }
    return paused_answer(request, "ui/paused.html", words)
