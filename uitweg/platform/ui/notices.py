"""After an act: the next page says in one sentence what happened, for the row itself is gone.

The address carries a word of a short list and a number like B-0003, never a name.
"""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

ROW_NUMBER = re.compile(r"[UMB]-[0-9]{4,18}")


def redirect_with_notice(to: str, done: str, number: str) -> HttpResponse:
    """Go to the page of this name, which says what was done to what has this number."""
    return redirect(f"{resolve_url(to)}?{urlencode({'gedaan': done, 'om': number})}")


def read_notice(request: HttpRequest) -> tuple[str, str]:
    """Return the word and the number the address carries; empty for a link from elsewhere.

    A page of another site could else have a member read that a case was closed.
    """
    number = request.GET.get("om", "")
    from_here = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not from_here or not ROW_NUMBER.fullmatch(number):
        return "", ""
    return request.GET.get("gedaan", ""), number
