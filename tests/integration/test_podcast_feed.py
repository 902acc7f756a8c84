"""The podcast's feed, held beside Apple's rules, the namespace's schema, and a reader of others."""

import re
from uuid import UUID, uuid5

import feedparser
import pytest
from lxml import etree

from tests.support import people
from tests.support.people import acting
from tests.support.podcast_rules import (
    PODCAST,
    namespace_problems,
    problems_of_feed,
    problems_of_picture,
)
from tests.support.recordings import a_consent, a_recording, an_mp3
from uitweg.knowledge.training.actions import podcast
from uitweg.knowledge.training.public_views import podcast_files
from uitweg.knowledge.training.rules.podcast import VoiceKind
from uitweg.platform.accounts.rules import Role
from uitweg.platform.content import load

pytestmark = pytest.mark.django_db(databases=["default", "channel"])
SITE = "https://uitweg.voorbeeldstad.example"


@pytest.fixture
def feed(team, settings) -> bytes:  # type: ignore[no-untyped-def]
    settings.PUBLIC_URL = SITE
    editor = acting(people.a_member(team, "Iris", Role.EDITOR))
    content = load()
    podcast.publish_recording(a_recording(), content, by=editor)
    by_people = a_recording(
        episode=content.episode("de-voordeur"),
        begins=tuple(map(float, range(7))),
        content=an_mp3(40),
        voice=VoiceKind.PERSON,
        consents=(a_consent(editor.today),),
    )
    podcast.publish_recording(by_people, content, by=editor)
    answer = people.PublicClient().get("/leren/podcast/feed.xml")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    return answer.content


def test_apple_would_take_it(feed: bytes) -> None:
    assert problems_of_feed(feed) == []
    assert problems_of_picture(podcast_files.cover()) == []


@pytest.mark.parametrize(
    ("pattern", "replacement", "problem"),
    [
        (rb"<itunes:image [^>]*/>", b"", "show: itunes:image"),
        (rb"<itunes:explicit>false", b"<itunes:explicit>no", "show: itunes:explicit"),
        (rb'type="audio/mpeg"', b'type="audio/ogg"', "episode: enclosure's address or type"),
        (rb'length="\d+"', b'length="0"', "episode: enclosure's length"),
        (rb"<guid [^>]*>[^<]*<", b'<guid isPermaLink="false">x<', "two episodes have one guid"),
        (rb"<title>De jas<", b"<title> De jas<", "item: title"),
    ],
)
def test_our_checker_of_apples_rules_sees_what_is_wrong(
    feed: bytes, pattern: bytes, replacement: bytes, problem: str
) -> None:
    assert problem in problems_of_feed(re.sub(pattern, replacement, feed))


def test_the_schema_of_the_namespace_takes_it_and_refuses_a_broken_one(feed: bytes) -> None:
    assert namespace_problems(feed) == []
    assert namespace_problems(feed.replace(b"<podcast:locked owner=", b"<podcast:locked x="))
    assert namespace_problems(feed.replace(b">yes</podcast:locked>", b">ja</podcast:locked>"))


def test_it_has_the_tags_of_the_namespace_that_apps_look_for(feed: bytes) -> None:
    channel = etree.fromstring(feed)[0]
    found = {element.tag.removeprefix(PODCAST) for element in channel.iter(f"{PODCAST}*")}

    assert found == {"guid", "locked", "license", "medium", "transcript", "chapters", "person"}
    namespace = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    seed = f"{SITE.removeprefix('https://')}/leren/podcast/feed.xml"
    assert channel.findtext(f"{PODCAST}guid") == str(uuid5(namespace, seed))


def test_what_the_schema_does_not_know_is_as_its_documents_say(feed: bytes) -> None:
    channel = etree.fromstring(feed)[0]

    assert UUID(channel.findtext(f"{PODCAST}guid")).version == 5
    assert channel.findtext(f"{PODCAST}medium") == "podcast"
    known = channel.find(f"{PODCAST}license")
    assert known is not None
    assert known.text == "cc-by-4.0"
    assert str(known.get("url")).startswith("https://creativecommons.org/licenses/by/4.0/")


def test_the_guid_is_made_as_the_namespace_says() -> None:
    namespace = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

    assert str(uuid5(namespace, "podnews.net/rss")) == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_a_reader_of_others_finds_each_episode(feed: bytes) -> None:
    read = feedparser.parse(feed)

    assert not read.bozo
    assert (read.feed.title, read.feed.language) == ("De uitweg, een podcast", "nl")
    assert [entry.title for entry in read.entries] == ["De jas", "De voordeur"]
    [sound] = read.entries[0].enclosures
    assert sound.href == f"{SITE}/leren/podcast/de-jas/opname.mp3"
    assert sound.length == str(len(an_mp3()))
    assert read.entries[0].itunes_duration == "20"


def test_it_says_which_voice_is_a_machines(feed: bytes) -> None:
    sentence = "Deze stem is gemaakt door een computer."
    by_machine, by_people = feedparser.parse(feed).entries

    assert sentence in by_machine.description
    assert sentence not in by_people.description
    assert b"verteller (stem van een computer)" in feed
    assert all("Dit verhaal is verzonnen." in each.description for each in (by_machine, by_people))


def test_it_is_the_same_each_time_it_is_asked(feed: bytes) -> None:
    assert people.PublicClient().get("/leren/podcast/feed.xml").content == feed
