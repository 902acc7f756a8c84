"""The check: a form, and an answer with one next step. It stores nothing, the address neither."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from uitweg.access.rules import open_to_everyone
from uitweg.content import load
from uitweg.signalcheck.forms import LONGEST_BODY, read_seen
from uitweg.signalcheck.pages import PATHS, form_words
from uitweg.signalcheck.rules import Seen, weigh


@open_to_everyone
def check(request: HttpRequest) -> HttpResponse:
    """GET the form (this is the way behind the published one), POST ticks for what you can do."""
    if request.method != "POST":
        return _form(request, Seen(), own=PATHS[request.path])
    if len(request.body) > LONGEST_BODY:
        raise BadRequest("longer than any check")
    content = load()
    seen = read_seen(request.POST, content.signals)
    if "again" in request.POST:
        return _form(request, seen, own=seen.who == "youngster")
    words = {
        "advice": weigh(seen, content),
        "words": content.check.words,
        "seen": seen,
        "ticked": [s.ref for s in content.signals if s.id in seen.signals],
        "signals": " ".join(sorted(seen.signals)),
    }
    answer = render(request, "signalcheck/outcome.html", words)
    answer["Cache-Control"] = "no-store"
    return answer


def _form(request: HttpRequest, seen: Seen, *, own: bool) -> HttpResponse:
    answer = render(request, "signalcheck/form.html", form_words(own=own, seen=seen))
    answer["Cache-Control"] = "no-store"
    return answer
