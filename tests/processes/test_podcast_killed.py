"""The upload of a recording is killed on the way: it is on air whole, or the old one still is."""

from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.killed import at_every_statement

pytestmark = pytest.mark.long

START = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.db import connections
from django.utils import timezone
from tests.support.recordings import a_recording, an_mp3
from uitweg.knowledge.training.actions.podcast import publish_recording
from uitweg.knowledge.training.models import Recording
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens
def publish():
    by = Actor(Member.objects.get(login="emre"), timezone.now())
    offered = a_recording(content=an_mp3(600))
    if not Recording.objects.filter(sha256=tokens.sha256(offered.content), ended_at=None, published_at__isnull=False):
        publish_recording(offered, load(), by=by)
def on_air():
    found = Recording.objects.on_air(timezone.localdate()).filter(episode="de-jas")
    return [[each.size, sum(len(bytes(piece.content)) for piece in each.pieces.all())] for each in found]
"""
KILLED = """
with connections["channel"].execute_wrapper(killing), connections["default"].execute_wrapper(killing):
    publish()
"""
COUNTED = "print(json.dumps(on_air()))"


def test_killed_at_any_statement_a_recording_is_on_air_whole_or_the_old_one_still_is(
    tmp_path: Path,
) -> None:
    city = Installation(tmp_path / "data").make()
    _, tries = at_every_statement(city, START, [], does=KILLED, looks=COUNTED)

    assert len(tries) > 5
    first = tries[0][1].found
    for tried, counted in tries:
        [[size, stored]] = counted.found
        assert size == stored
        assert (counted.found == first) == tried.killed
