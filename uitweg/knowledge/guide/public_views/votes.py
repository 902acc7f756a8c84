"""The answer to "Hielp dit?": one is added to a count, and nothing else is stored."""

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from uitweg.knowledge.guide import actions
from uitweg.knowledge.guide.forms import LONGEST_BODY, read_vote
from uitweg.knowledge.guide.public_views.pages import failure
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import levels
from uitweg.platform.content.files.levels import split_address

VOTES_PATH = "/hielp/"


@open_to_everyone
@require_POST
def helped(request: HttpRequest) -> HttpResponse:
    """Thank for a vote when it is stored; 503 when so many come that it is not."""
    if len(request.body) > LONGEST_BODY:
        raise BadRequest("longer than any vote")
    level = split_address(request.path, levels())[0]
    vote = read_vote(request.POST)
    if vote is None or not actions.is_page(vote.page, level.id):
        raise BadRequest("no vote on a page of ours")
    try:
        is_stored = actions.add_vote(page=vote.page, level=level.id, helped=vote.helped)
    except DatabaseError:
        is_stored = False
    if not is_stored:
        return failure(request, 503)
    context = {"back": level.address(vote.page), "helped": vote.helped}
    response = render(request, "guide/voted.html", context)
    response["Cache-Control"] = "no-store"
    return response
