"""The guide on the staff door: the state of the words and facts, for who keeps them."""

from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.knowledge.guide.views.content_owner_rows import owner_words
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content.overview import Overview, measure_content


@cache
def _measured_overview() -> Overview:
    """Measure once: content/ is read when a door starts, and the measuring takes a second."""
    return measure_content()


@require_GET
@needs(Permission.CONTENT_READ)
def content_owner(request: MemberRequest) -> HttpResponse:
    """What `./run check-content` says, with what is due and what nobody confirmed."""
    words = owner_words(_measured_overview(), today=timezone.localdate())
    return render(request, "guide/content_owner.html", words)
