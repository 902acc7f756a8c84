"""The channel at the public door: what a person meets, with and without JavaScript."""

import json
import re
from base64 import b64encode

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import people
from tests.support.installation import ROOT
from uitweg.channel.conversation.actions import stretching
from uitweg.channel.conversation.models import Message, Report, Tombstone
from uitweg.channel.conversation.public_views.responses import HTML_STEP_BYTES
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.mailbox.actions import mailbox
from uitweg.platform.sealing import code, conversation, tokens
from uitweg.site.web.public_pages import publish_all
from uitweg.site.web.published import SOONEST

WORDS = code.WORDS[:7]
TYPED = " ".join(WORDS)
VALUE = r"X'\w+'|'\\x\w+'::bytea|\b\d+\b"
"""What stands in a query for bytes (as SQLite and as PostgreSQL write them) or a number."""


def body(
    arriving: inbox.IncomingMessage, team: people.Team, words: list[str], **other: object
) -> dict[str, object]:
    """Return the JSON a browser posts."""
    secret = code.stretch(words)
    return {
        "key": b64encode(arriving.key).decode(),
        "mailbox_id": b64encode(secret.mailbox_id).decode(),
        "for_team": b64encode(arriving.for_team).decode(),
        "for_reporter": b64encode(arriving.for_reporter).decode(),
        "key_id": team.key_id.hex(),
        "danger": arriving.danger_now,
        **other,
    }


def report_body(
    team: people.Team, words: list[str] | None = None, **other: object
) -> dict[str, object]:
    words = words or list(WORDS)
    arriving, public_key = people.sealed(words)
    return body(arriving, team, words, reporter_public=b64encode(public_key).decode(), **other)


def post(client, address: str, given: object):  # type: ignore[no-untyped-def]
    return client.post(address, json.dumps(given), content_type="application/json")


def form(**more: str) -> dict[str, str]:
    return {"words": TYPED, "key": "ab" * 16, "text": people.STORY, "role": "school", **more}


def test_without_javascript_the_words_come_before_the_story(public, team) -> None:
    page = public.post("/schrijven/").content.decode()

    words = re.findall(r"<li>([a-z]+)", page)
    assert len(words) == 7  # one word may be drawn twice
    assert set(words) <= set(code.WORDS)


@pytest.mark.parametrize(
    ("address", "script"), [("/schrijven/", "report"), ("/postvak/", "mailbox")]
)
def test_every_part_that_the_script_looks_for_stands_in_the_page(
    team, address: str, script: str
) -> None:
    """Else it stops halfway, and the page goes on without sealing in the browser."""
    folder = ROOT / "uitweg" / "channel" / "static" / "channel"
    scripts = "".join((folder / f"{name}.js").read_text("utf-8") for name in (script, "channel"))
    asked = set(re.findall(r'byId\("([\w-]+)"\)', scripts))
    page = (publish_all(SOONEST).published[address].body("") or b"").decode()

    assert {"rest", "path", "parts"} < asked
    assert {name for name in asked if not re.search(rf'\bid="?{name}["\s>]', page)} == set()


def test_the_story_is_sealed_before_it_is_stored_and_the_words_are_shown_again(
    public, team, fatima
) -> None:
    page = public.post("/schrijven/versturen/", form(danger="on"))

    assert page.status_code == 200
    assert all(word in page.content.decode() for word in WORDS)
    message = Message.objects.get()
    assert people.STORY.encode() not in bytes(message.for_team)
    seed = team.keys.seed
    opened = conversation.open_message(
        seed,
        bytes(message.report.mailbox_hash),
        bytes(message.key),
        bytes(message.for_team),
        reader="team",
    )
    assert (opened.text, message.danger_now) == (people.STORY, True)


def test_the_same_form_twice_is_one_report_and_the_same_page(public, team) -> None:
    pages = [public.post("/schrijven/versturen/", form()).content for _ in range(3)]

    assert len(set(pages)) == 1
    assert Report.objects.count() == Message.objects.count() == 1


def test_words_that_are_used_already_say_so_and_store_nothing(public, team) -> None:
    public.post("/schrijven/versturen/", form())
    again = public.post("/schrijven/versturen/", form(key="cd" * 16))

    assert again.status_code == 409
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001, "een\x00nul"])
def test_a_story_that_cannot_be_kept_is_refused_with_a_sentence(public, team, text: str) -> None:
    page = public.post("/schrijven/versturen/", form(text=text))

    assert page.status_code == 400
    assert TYPED.split()[0] in page.content.decode()
    assert not Report.objects.exists()


def test_a_sealed_report_is_stored_once_however_often_it_arrives(public, team) -> None:
    given = report_body(team)
    answers = [post(public, "/schrijven/verzegeld/", given).json() for _ in range(3)]

    assert [answer["ok"] for answer in answers] == [True] * 3
    assert Report.objects.get().sealed_in_browser
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"for_team": b64encode(b"not an envelope").decode()},
        {"for_team": "***"},
        {"for_team": 7},
        {"for_team": None},
        {"key": b64encode(b"short").decode()},
        {"mailbox_id": ""},
        {"reporter_public": b64encode(bytes(1216)).decode()},
        {"role": "coordinator"},
        {"id": 1},
        {"danger": {"deep": 1}},
    ],
)
def test_a_forged_body_is_refused_and_nothing_is_stored(public, team, change) -> None:
    answer = post(public, "/schrijven/verzegeld/", report_body(team) | change)

    assert answer.status_code == 400
    assert not Report.objects.exists()


def test_a_truncated_envelope_is_refused(public, team) -> None:
    given = report_body(team)
    given["for_team"] = str(given["for_team"])[:-400]

    assert post(public, "/schrijven/verzegeld/", given).status_code == 400
    assert not Report.objects.exists()


def test_a_body_sealed_to_another_team_is_refused(public, team) -> None:
    other = report_body(team, key_id="00" * 8)
    lying = report_body(team)
    arriving, _ = people.sealed(list(WORDS))
    lying["for_team"] = b64encode(arriving.for_reporter).decode()

    assert post(public, "/schrijven/verzegeld/", other).status_code == 409
    assert post(public, "/schrijven/verzegeld/", lying).status_code == 400
    assert not Report.objects.exists()


def test_an_envelope_played_again_under_another_key_is_refused(public, team) -> None:
    given = report_body(team)
    post(public, "/schrijven/verzegeld/", given)
    second = report_body(team, list(code.WORDS[10:17]))
    second["for_team"] = given["for_team"]

    assert post(public, "/schrijven/verzegeld/", second).status_code == 409
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b"\xff\xfe", b"null", b"[" * 5000, b'{"a":' * 2000]
)
def test_nonsense_is_a_400_at_every_json_address(public, team, raw: bytes) -> None:
    for address in (
        "/schrijven/verzegeld/",
        "/postvak/verzegeld/",
        "/postvak/verzegeld/bericht/",
        "/postvak/verzegeld/wissen/",
    ):
        answer = public.post(address, raw, content_type="application/json")
        assert answer.status_code == 400, address
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/schrijven/bericht/",
        "/schrijven/versturen/",
        "/schrijven/verzegeld/",
        "/postvak/openen/",
        "/postvak/wissen/",
    ],
)
def test_another_method_is_405_with_a_way_back(public, team, address: str) -> None:
    page = public.get(address)

    assert page.status_code == 405
    assert "/schrijven/" in page.content.decode()


def test_the_mailbox_opens_with_the_words_and_shows_the_answer(public, team, fatima, desk) -> None:
    report = people.a_report(list(WORDS))
    desk.post(f"/werk/melding/{report.pk}/", {"text": "Goed dat je schrijft.", "key": "ab" * 16})
    page = public.post("/postvak/openen/", {"words": TYPED.upper() + "."}).content.decode()

    assert people.STORY in page
    assert "Goed dat je schrijft." in page
    assert "Fatima" in page


def test_right_wrong_and_wiped_words_look_alike_from_outside(public, team, settings) -> None:
    people.a_report(list(WORDS))
    people.a_report(list(code.WORDS[20:27]))
    secret = code.stretch(list(code.WORDS[20:27]))
    post(
        public, "/postvak/verzegeld/wissen/", {"mailbox_id": b64encode(secret.mailbox_id).decode()}
    )
    answers = [
        post(public, "/postvak/verzegeld/", {"mailbox_id": b64encode(i).decode()})
        for i in (code.stretch(list(WORDS)).mailbox_id, bytes(32), secret.mailbox_id)
    ]

    assert {a.status_code for a in answers} == {200}
    assert {len(a.content) for a in answers} == {mailbox.PAGE_BYTES}
    assert {tuple(sorted(a.headers.items())) for a in answers}.__len__() == 1
    assert [int.from_bytes(a.content[:4], "big") > 0 for a in answers] == [True, False, False]


@pytest.mark.parametrize("way", ["sealed", "plain"])
def test_right_wrong_and_wiped_words_ask_the_store_the_same(public, team, way: str) -> None:
    people.a_report(list(code.WORDS[40:47]))
    asked, shown = {}, {}
    for kind, words in (("right", 0), ("wrong", 7), ("wiped", 14)):
        words = list(code.WORDS[words : words + 7])
        if kind != "wrong":
            report = people.a_report(words)
        if kind == "wiped":
            people.ask_to_delete(report)
        with CaptureQueriesContext(connections["channel"]) as queries:
            if way == "sealed":
                shown[kind] = mailbox.sealed_page(code.stretch(words).mailbox_id, 0)
            else:
                shown[kind] = mailbox.open_mailbox(code.stretch(words))
        asked[kind] = [re.sub(VALUE, "?", one["sql"]) for one in queries]

    assert asked["right"] == asked["wrong"] == asked["wiped"]
    if way == "sealed":
        assert shown["wrong"] == shown["wiped"] == bytes(mailbox.PAGE_BYTES)
    else:
        assert [shown[kind].exists for kind in shown] == [True, False, False]
        assert [line.text for line in shown["wrong"].lines] == [mailbox.DECOY_MESSAGE.text]


def test_a_sealed_mailbox_comes_in_pages_that_make_one_whole(public, team, desk) -> None:
    report = people.a_report(list(WORDS))
    for n in range(4):
        desk.post(f"/werk/melding/{report.pk}/", {"text": f"Antwoord {n}", "key": f"{n:032x}"})
    mailbox_id = code.stretch(list(WORDS)).mailbox_id
    first = mailbox.sealed_page(mailbox_id, 0)
    length, room = int.from_bytes(first[:4], "big"), mailbox.PAGE_BYTES - 4
    whole = b"".join(mailbox.sealed_page(mailbox_id, n)[4:] for n in range(-(-length // room)))[
        :length
    ]

    assert [row["from"] for row in json.loads(whole)] == ["reporter", *["team"] * 4]


def test_writing_more_puts_the_report_back_on_the_worklist(public, team, desk) -> None:
    report = people.a_report(list(WORDS))
    desk.post(f"/werk/melding/{report.pk}/", {"text": "Vertel.", "key": "ab" * 16})
    assert report.number not in desk.get("/werk/").content.decode()
    public.post(
        "/postvak/bericht/", {"words": TYPED, "key": "cd" * 16, "text": "Het is erger geworden."}
    )

    assert report.number in desk.get("/werk/").content.decode()


def test_wiping_asks_once_and_then_the_words_are_dead_at_once(public, team) -> None:
    people.a_report(list(WORDS))
    sure = public.post("/postvak/wissen/", {"words": TYPED}).content.decode()
    assert 'name="sure"' in sure
    assert not Tombstone.objects.exists()
    public.post("/postvak/wissen/", {"words": TYPED, "sure": "yes"})

    assert people.STORY not in public.post("/postvak/openen/", {"words": TYPED}).content.decode()


def test_the_tick_removes_what_was_wiped_and_the_words_cannot_be_used_again(public, team) -> None:
    from uitweg.channel.answers.actions import reports

    report = people.a_report(list(WORDS))
    public.post("/postvak/wissen/", {"words": TYPED, "sure": "yes"})
    reports.execute_tombstones(now=timezone.now())
    report.refresh_from_db()

    assert (report.state, bytes(report.reporter_key)) == ("deleted", b"")
    assert not Message.objects.exists()
    assert public.post("/schrijven/versturen/", form()).status_code == 409


@pytest.mark.parametrize("typed", ["", "tulp", TYPED + " extra", "xqzv " * 7])
def test_words_that_cannot_be_right_say_what_is_wrong(public, team, typed: str) -> None:
    page = public.post("/postvak/openen/", {"words": typed})

    assert page.status_code == 400
    assert len(page.content) % HTML_STEP_BYTES == 0


def test_without_a_team_the_channel_says_to_call(public, db_both) -> None:
    page = public.post("/schrijven/")

    assert page.status_code == 503
    assert "112" in page.content.decode()


def test_the_public_door_sets_no_cookie_and_is_never_cached(public, team) -> None:
    for address, given in (
        ("/schrijven/", {}),
        ("/schrijven/versturen/", form()),
        ("/postvak/openen/", {"words": TYPED}),
    ):
        answer = public.post(address, given)
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"


def test_a_form_key_of_another_conversation_is_refused(public, team) -> None:
    key = tokens.new_token(16)
    people.a_report(list(WORDS), key=key)
    arriving, public_key = people.sealed(list(code.WORDS[30:37]), key=key)

    with pytest.raises(inbox.AlreadyUsed):
        inbox.receive_report(arriving, reporter_key=public_key, in_browser=True)


def test_who_comes_from_the_check_with_javascript_still_seals_in_the_browser(public, team) -> None:
    outcome = public.post("/check/", {"s": "bez4"}).content.decode()
    published = publish_all(SOONEST).published
    page = (published["/schrijven/"].body("") or b"").decode()
    [address] = re.findall(r'<script src="([^"]+)"', page)
    script = (published[address].body("") or b"").decode()

    assert "window.name = `check:${new URLSearchParams(new FormData(event.target))}`" in outcome
    assert 'window.name.startsWith("check:")' in script
    assert "data-public-key=" in page


def test_what_cannot_be_sent_yet_stays_in_the_field(public, team, monkeypatch) -> None:
    people.a_report(list(WORDS))

    def no_turn(_words: list[str], **_: bool) -> None:
        raise stretching.TooManyStretching

    monkeypatch.setattr(stretching, "stretch_in_turn", no_turn)
    page = public.post("/postvak/bericht/", form(text="Dit wil ik niet twee keer typen."))

    assert page.status_code == 503
    assert "Dit wil ik niet twee keer typen." in page.content.decode()
