"""The channel in every language and level: each page and answer, without JavaScript and for the scripts."""

import json
import re
from base64 import b64encode
from html import unescape

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.channel.conversation.actions import decryption, stretching
from uitweg.channel.conversation.models import Message, Report
from uitweg.platform.content import levels, load
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.sealing import code
from uitweg.site.server.body_limits import LONGEST_BODY, public_body_limit
from uitweg.site.web.public_pages import publish_all
from uitweg.site.web.published import SOONEST
from uitweg.site.web.sitemap import robots_txt

WORDS = code.WORDS[:7]
TYPED = " ".join(WORDS)
EACH = pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)


def form(**more: str) -> dict[str, str]:
    return {"words": TYPED, "key": "ab" * 16, "text": people.STORY, **more}


def said(answer) -> str:  # type: ignore[no-untyped-def]
    return unescape(answer.content.decode())


@EACH
def test_every_step_without_javascript_stays_in_its_level(
    public, team, level: ReadingLevel
) -> None:
    words = load(level=level.id).channel
    steps = [
        (public.post(level.address("/schrijven/")), words["words_title"]),
        (public.post(level.address("/schrijven/bericht/"), form()), words["write_title"]),
        (public.post(level.address("/schrijven/versturen/"), form(text="")), words["need_text"]),
        (public.post(level.address("/schrijven/versturen/"), form()), words["done_title"]),
        (public.post(level.address("/postvak/openen/"), form()), words["not_read"]),
        (public.post(level.address("/postvak/nieuws/"), form()), words["no_news"]),
        (public.post(level.address("/postvak/wissen/"), form()), words["sure_lead"]),
        (public.post(level.address("/postvak/wissen/"), form(sure="yes")), words["gone"]),
        (public.post(level.address("/postvak/openen/"), form()), words["unknown"]),
        (
            public.post(level.address("/postvak/openen/"), {"words": "kano"}),
            words["something_wrong"],
        ),
        (public.get(level.address("/schrijven/bericht/")), words["again_title"]),
    ]

    for answer, sentence in steps:
        page = said(answer)
        assert sentence in page
        assert f'<html lang="{level.lang}"' in page
        across = re.sub(r"<a [^>]*hreflang[^>]*>", "", page)
        onward = set(re.findall(r'(?:action|href)="(/[^"#]*)"', across))
        assert all(link.startswith(f"{level.prefix}/") for link in onward)


@EACH
def test_the_busy_and_the_waiting_page_speak_the_level(
    public, team, level: ReadingLevel, monkeypatch
) -> None:
    monkeypatch.setattr(stretching, "WAITING_PLACES", stretching.threading.BoundedSemaphore(1))
    stretching.WAITING_PLACES.acquire()
    words = load(level=level.id).channel

    assert words["busy_title"] in said(public.post(level.address("/postvak/openen/"), form()))
    assert words["busy"] in said(public.post(level.address("/schrijven/versturen/"), form()))


@EACH
def test_the_level_travels_inside_the_sealed_message(
    public, team, fatima, level: ReadingLevel
) -> None:
    public.post(level.address("/schrijven/versturen/"), form())
    message = Message.objects.get()
    opened = decryption.decrypt_message(message.report, message, people.keyring_of(fatima))

    assert opened is not None
    assert opened.level == level.id


@EACH
def test_the_script_finds_its_sentences_in_the_page(team, level: ReadingLevel) -> None:
    shelf = publish_all(SOONEST).published
    words = load(level=level.id).channel
    for path in ("/schrijven/", "/postvak/"):
        page = (shelf[level.address(path)].body("") or b"").decode()
        says = re.search(r'<script type="application/json" id="says">(.*?)</script>', page)
        assert says
        given = json.loads(says[1])
        assert given
        assert all(given[key] == words[key] for key in given)
        later = re.search(r'data-later="([^"]+)"', page)
        assert later
        assert words["withdrawn"] in (shelf[later[1]].body("") or b"").decode()


@EACH
def test_the_channel_links_to_itself_in_the_other_levels(team, level: ReadingLevel) -> None:
    page = (publish_all(SOONEST).published[level.address("/schrijven/")].body("") or b"").decode()
    others = {other.address("/schrijven/") for other in levels() if other != level}

    assert set(re.findall(r'<a href="(/[^"]*)"[^>]* hreflang=', page)) == others


def test_an_answer_to_a_form_links_to_no_other_level(public, team) -> None:
    """It would lose what was typed: only the first pages lead across."""
    assert "hreflang" not in said(public.post("/schrijven/bericht/", form()))


def test_robots_stay_out_of_every_mailbox() -> None:
    for level in levels():
        assert f"Disallow: {level.address('/postvak/')}\n" in robots_txt(url="https://x")


@EACH
def test_a_plain_file_fits_at_every_level(level: ReadingLevel) -> None:
    for path in ("/schrijven/versturen/", "/postvak/bericht/"):
        assert public_body_limit(level.address(path)) > LONGEST_BODY + 5 * 1024 * 1024


def test_easy_dutch_has_short_sentences() -> None:
    """At most ten words a sentence, as the easy pages have; a list of fields may not grow it."""
    words = load(level="nl-a2").channel
    sentences = [s for text in words.values() for s in re.split(r"[.?!:]+\s*", text) if s]
    lengths = [len(sentence.split()) for sentence in sentences]

    assert max(lengths) <= 12, max(sentences, key=lambda s: len(s.split()))
    assert sum(length <= 10 for length in lengths) >= 0.97 * len(lengths)


# by when, read, news


def sealed_rows(public) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    asked = {"mailbox_id": b64encode(code.stretch(WORDS).mailbox_id).decode(), "page": 0}
    raw = public.post(
        "/postvak/verzegeld/", json.dumps(asked), content_type="application/json"
    ).content
    rows: list[dict[str, str]] = json.loads(raw[4 : 4 + int.from_bytes(raw[:4], "big")])
    return rows


def test_the_done_page_says_by_when_and_promises_only_what_the_city_confirmed(public, team) -> None:
    from uitweg.channel.conversation.rules.answering import answer_by
    from uitweg.platform.ui.templatetags.public_words import weekday_and_day

    by = answer_by(timezone.localdate(), danger_now=False)
    page = said(public.post("/schrijven/versturen/", form()))
    promised = load().promise("answer-time").is_confirmed

    assert weekday_and_day(levels()[0], by) in page
    assert ("We proberen het" in page) != promised
    assert sealed_rows(public)[-1]["by"] == by.isoformat()


def test_a_day_that_passed_says_sorry_and_is_no_promise_any_more(public, team) -> None:
    people.a_report(list(WORDS))
    Message.objects.update(received_at=timezone.now() - timezone.timedelta(days=30))

    assert load().channel["answer_late"] in said(public.post("/postvak/openen/", form()))
    assert sealed_rows(public)[-1]["by"] == "late"


def test_the_door_that_sealed_nothing_asks_no_report_for_a_wrong_news(public, team) -> None:
    assert not Report.objects.exists()
    assert load().channel["no_news"] in said(public.post("/postvak/nieuws/", form()))
