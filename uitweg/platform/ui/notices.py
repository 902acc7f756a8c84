"""A notice on the page after an action, for when the row it was about is no longer shown.

The address has a key for the sentence and a number like B-0003, never a name.
"""

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

ROW_NUMBER = re.compile(r"[UMB]-[0-9]{4,18}")


def redirect_with_notice(to: str, done: str, number: str) -> HttpResponse:
    """Redirect to the page named `to`, or at that address, which shows what was done (`done`)."""
    address = urlsplit(resolve_url(to))
    told = urlencode({"gedaan": done, "om": number})
    query = f"{address.query}&{told}" if address.query else told
    return redirect(urlunsplit(address._replace(query=query)))


def read_notice(request: HttpRequest) -> tuple[str, str]:
    """Return the key and the number in the address; empty for a link from another site.

    Otherwise another site could make a member believe that a case was closed. Also empty for an
    address with too many fields, which the page that refuses it has to show.
    """
    try:
        number = request.GET.get("om", "")
    except TooManyFieldsSent:
        return "", ""
    if not is_own_link(request) or not ROW_NUMBER.fullmatch(number):
        return "", ""
    return request.GET.get("gedaan", ""), number


def is_own_link(request: HttpRequest) -> bool:
    """Return whether a page of our own led here; also true for a browser that does not say."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
