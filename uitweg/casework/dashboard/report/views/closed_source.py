"""The page of a report or call note of a restricted case, for who has no part in it."""

from django.http import HttpResponse
from django.shortcuts import render

from uitweg.casework.calls.models import CallNote
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions import interrupted_form
from uitweg.platform.accounts.actions.sessions import MemberRequest


def closed_source_page(request: MemberRequest, source: Report | CallNote) -> HttpResponse:
    """Say whom to call, with what the member typed just now: they may have read it a minute ago."""
    typed = interrupted_form.form_just_posted(request) if request.method == "POST" else None
    context = {"source": source, "typed": typed}
    return render(request, "report/closed_source.html", context, status=403)
