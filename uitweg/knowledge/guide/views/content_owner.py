"""The content page on the staff door: the state of the facts and texts, for their owner."""

from datetime import timedelta
from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.knowledge.guide.models import DayVotes
from uitweg.knowledge.guide.views.content_owner_rows import owner_words, vote_rows
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content.checks.overview import Overview, measure_content

YEAR = timedelta(days=365)


@cache
def _measured_overview() -> Overview:
    """Measure only once: content/ is read at start-up, and measuring takes a second."""
    return measure_content()


@require_GET
@needs(Permission.CONTENT_READ)
def content_owner(request: MemberRequest) -> HttpResponse:
    """Show the result of `./run check-content`, what is due, and whether pages help."""
    today = timezone.localdate()
    context = owner_words(_measured_overview(), today=today)
    context["votes"] = vote_rows(DayVotes.objects.sums_since(today - YEAR))
    return render(request, "guide/content_owner.html", context)
