"""A conversation in both directions: read, new, taken back, words that stand ready, news."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.integration.test_cleaning import a_photo
from tests.support import people
from uitweg.channel.conversation.models import Answer, Attachment, Chunk, Message, Report, TeamKey
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.mailbox.actions.mailbox import FIND_REPORT_QUERY, _sealed_rows
from uitweg.channel.mailbox.actions.news import STATUS_BYTES
from uitweg.platform.accounts.models import Session
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.content import levels, load
from uitweg.platform.sealing import code, conversation

WORDS, OTHERS = code.WORDS[:7], code.WORDS[7:14]
TYPED = " ".join(WORDS)
REPLY = "Dank dat je schrijft. Ben je nu veilig?"
SAID = load().channel


def answer(desk, report: Report, text: str = REPLY, **more: object) -> Answer:
    form = {"text": text, "key": f"{Answer.objects.count():032x}", **more}
    assert desk.post(f"/werk/melding/{report.pk}/", form).status_code == 302
    return Answer.objects.latest("pk")


def take_back(desk, said: Answer):  # type: ignore[no-untyped-def]
    return desk.post(f"/werk/melding/{said.report_id}/antwoord/{said.pk}/terug/")


def mailbox(public, words: list[str] | None = None) -> str:
    page = public.post("/postvak/openen/", {"words": " ".join(words or WORDS)})
    return unescape(page.content.decode())


def sign(public, words: list[str] = WORDS) -> bytes:
    given = {"mailbox_id": b64encode(code.stretch(words).mailbox_id).decode()}
    found = public.post(
        "/postvak/verzegeld/stand/", json.dumps(given), content_type="application/json"
    )
    assert found["Cache-Control"] == "no-store"
    return bytes(found.content)


@pytest.fixture
def report(team) -> Report:
    return people.a_report(list(WORDS))


# read


def test_the_reporter_sees_on_which_day_a_person_read_it(report, desk, public) -> None:
    before = mailbox(public)
    desk.get(f"/werk/melding/{report.pk}/")
    today = timezone.localdate()

    assert SAID["not_read"] in before
    assert Message.objects.get().read_on == today
    assert "Gelezen door een mens op" in mailbox(public)
    assert SAID["not_read"] not in mailbox(public)


@pytest.mark.postgres
def test_the_mark_is_a_day_and_the_first_one_stays(report, desk) -> None:
    desk.get(f"/werk/melding/{report.pk}/")
    Message.objects.update(read_on="2026-01-05")
    desk.get(f"/werk/melding/{report.pk}/")

    assert str(Message.objects.get().read_on) == "2026-01-05"


def test_who_cannot_open_it_has_not_read_it(report, team, desk) -> None:
    Message.objects.update(for_team=b"not an envelope")
    desk.get(f"/werk/melding/{report.pk}/")

    assert Message.objects.get().read_on is None


@pytest.mark.postgres
def test_the_worklist_opens_nothing_for_the_mark_and_shows_what_nobody_read(report, desk) -> None:
    assert "ongelezen" in desk.get("/werk/").content.decode()
    assert Message.objects.get().read_on is None
    desk.get(f"/werk/melding/{report.pk}/")

    assert "ongelezen" not in desk.get("/werk/").content.decode()


# taken back


def test_an_answer_taken_back_is_gone_for_the_reporter_who_is_told_so(report, desk, public) -> None:
    said = answer(desk, report)
    assert REPLY in mailbox(public)
    assert take_back(desk, said).status_code == 302
    said.refresh_from_db()

    assert bytes(said.for_reporter) == b""
    assert REPLY not in mailbox(public)
    assert SAID["withdrawn"] in mailbox(public)
    assert AuditEntry.objects.get(act="report:withdraw").reason == f"A-{said.pk:04d}"
    page = desk.get(f"/werk/melding/{report.pk}/").content.decode()
    assert REPLY in page
    assert "Teruggenomen op" in page


def test_what_it_had_answered_waits_again(report, desk, public) -> None:
    first = answer(desk, report)
    assert not Message.objects.waiting().exists()
    take_back(desk, first)

    assert Message.objects.waiting().exists()
    assert SAID["no_answer"] in mailbox(public)


def test_nothing_waits_again_behind_another_answer_or_in_a_closed_report(report, desk) -> None:
    first = answer(desk, report)
    answer(desk, report, "Nog iets.")
    take_back(desk, first)
    assert not Message.objects.waiting().exists()

    desk.post(f"/werk/melding/{report.pk}/advies/", {"outcome": "advised"})
    take_back(desk, Answer.objects.latest("pk"))
    assert not Message.objects.waiting().exists()


@pytest.mark.postgres
def test_taking_back_twice_is_once(report, desk) -> None:
    said = answer(desk, report)
    for _ in range(2):
        take_back(desk, said)

    assert AuditEntry.objects.filter(act="report:withdraw").count() == 1


def test_its_files_go_with_it(report, desk) -> None:
    said = answer(desk, report, files=SimpleUploadedFile("a.jpg", a_photo(), "image/jpeg"))
    assert Attachment.objects.exists()
    take_back(desk, said)

    assert not Attachment.objects.exists()
    assert not Chunk.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.LEAD, 302),
        *((role, 403) for role in Role if role != Role.LEAD),
    ],
    ids=str,
)
def test_only_its_writer_or_the_lead_takes_an_answer_back(
    report, team, desk, role: Role, status: int
) -> None:
    said = answer(desk, report)
    other = people.at_the_desk(people.a_member(team, "Ander", role))

    assert take_back(other, said).status_code == status
    said.refresh_from_db()
    assert (said.withdrawn_on is None) == (status == 403)
    assert "Neem terug" in desk.get(f"/werk/melding/{report.pk}/").content.decode() or status == 302


def test_an_answer_is_taken_back_under_its_own_report_only(report, team, desk) -> None:
    said, other = answer(desk, report), people.a_report(list(OTHERS))
    found = desk.post(f"/werk/melding/{other.pk}/antwoord/{said.pk}/terug/")
    said.refresh_from_db()

    assert found.status_code == 404
    assert said.withdrawn_on is None


def test_a_wiped_conversation_has_nothing_to_take_back(report, desk, public) -> None:
    said = answer(desk, report)
    public.post("/postvak/wissen/", {"words": TYPED, "sure": "yes"})

    assert take_back(desk, said).status_code == 409


# words that stand ready


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)
def test_the_words_that_stand_ready_are_in_the_reporters_level(team, desk, public, level) -> None:
    form = {"words": TYPED, "key": "ab" * 16, "text": people.STORY}
    public.post(level.address("/schrijven/versturen/"), form)
    page = unescape(desk.get(f"/werk/melding/{Report.objects.get().pk}/").content.decode())

    assert f'<b lang="{level.lang}">{level.name}</b>' in page
    for opening in load(level=level.id).openings:
        assert opening.text in page
    assert not Answer.objects.exists()


def test_an_older_message_without_a_level_gets_words_in_its_language(team, desk) -> None:
    report = people.a_report(list(WORDS))
    page = unescape(desk.get(f"/werk/melding/{report.pk}/").content.decode())

    assert load().openings[0].text in page


def test_a_level_that_does_not_exist_harms_nothing(team, desk, public) -> None:
    arriving, key = people.sealed(list(WORDS))
    message = conversation.MessageContent("x", "school", "xx", "", (), level="<b>")
    sealed = conversation.seal_message(
        bytes(TeamKey.current().public_key),  # type: ignore[union-attr]
        key,
        arriving.mailbox_hash,
        arriving.key,
        message,
    )
    changed = replace(arriving, for_team=sealed.for_team, for_reporter=sealed.for_reporter)
    inbox.receive_report(changed, reporter_key=key, in_browser=True)

    assert desk.get(f"/werk/melding/{Report.objects.get().pk}/").status_code == 200


# news and the sign


def test_the_sign_changes_with_an_answer_with_reading_and_with_taking_back(
    report, desk, public
) -> None:
    signs = [sign(public)]
    desk.get(f"/werk/melding/{report.pk}/")
    signs.append(sign(public))
    said = answer(desk, report)
    signs.append(sign(public))
    take_back(desk, said)
    signs.append(sign(public))

    assert len(set(signs)) == 4
    assert [each[0] for each in signs] == [1, 1, 2, 1]
    assert {len(each) for each in signs} == {STATUS_BYTES}


@pytest.mark.postgres
def test_right_wrong_and_wiped_get_as_many_bytes_by_the_same_questions(
    report, desk, public
) -> None:
    other = people.a_report(list(OTHERS))
    answer(desk, report)
    public.post("/postvak/wissen/", {"words": " ".join(OTHERS), "sure": "yes"})
    asked, found = [], []
    for words in (WORDS, OTHERS, code.WORDS[14:21]):
        with CaptureQueriesContext(connections["channel"]) as queries:
            found.append(sign(public, words))
        asked.append(len(queries))

    assert other.pk
    assert {len(each) for each in found} == {STATUS_BYTES}
    assert found[1:] == [bytes(STATUS_BYTES)] * 2
    assert len(set(asked)) == 1


@pytest.mark.postgres
def test_right_wrong_and_wiped_are_opened_by_the_same_questions_over_one_message(
    report, public
) -> None:
    other = people.a_report(list(OTHERS))
    people.a_report(text="Lang verhaal. " * 900)
    people.ask_to_delete(other)
    asked, read = [], []
    for words in (WORDS, OTHERS, code.WORDS[14:21]):
        with CaptureQueriesContext(connections["channel"]) as queries:
            there, rows, _ = _sealed_rows(
                code.mailbox_hash(code.stretch(words).mailbox_id), decoy=b"no"
            )
        asked.append(len(queries))
        read.append((there, [bytes(row.for_reporter) for row in rows]))

    kept = bytes(Message.objects.get(report=report).for_reporter)
    assert read == [(True, [kept]), (False, [b"no"]), (False, [b"no"])]
    assert len(set(asked)) == 1


@pytest.mark.postgres
def test_a_short_message_stands_in_for_what_is_not_there_not_the_latest_long_one(team) -> None:
    short = people.a_report()
    people.a_report(text="Lang verhaal. " * 900)
    with connections["channel"].cursor() as store:
        store.execute(FIND_REPORT_QUERY, [b"wrong"] * 3)
        found = store.fetchone()

    assert tuple(found) == (None, 0, short.pk)


def test_is_there_news_without_javascript_opens_nothing(report, desk, public) -> None:
    pages = [public.post("/postvak/nieuws/", {"words": TYPED})]
    answer(desk, report)
    pages.append(public.post("/postvak/nieuws/", {"words": TYPED}))
    pages.append(public.post("/postvak/openen/", {"words": TYPED, "news": ""}))
    pages.append(public.post("/postvak/nieuws/", {"words": " ".join(OTHERS)}))
    texts = [unescape(page.content.decode()) for page in pages]

    assert [SAID["no_news"] in text for text in texts] == [True, False, False, True]
    assert not any(REPLY in text or people.STORY in text for text in texts)
    assert len({len(page.content) for page in pages}) == 1


@pytest.mark.parametrize("given", ["", "{", '{"mailbox_id": 3}', '{"mailbox_id": "AA=="}', "[" * 9])
def test_a_malformed_question_is_refused(team, public, given: str) -> None:
    found = public.post("/postvak/verzegeld/stand/", given, content_type="application/json")

    assert found.status_code == 400


def test_the_open_page_of_a_report_hears_of_a_new_message_and_opens_nothing(
    report, desk, public
) -> None:
    page = desk.get(f"/werk/melding/{report.pk}/").content.decode()
    seen = max(Message.objects.values_list("pk", flat=True))
    stand = f"/werk/melding/{report.pk}/stand/"
    acts = AuditEntry.objects.count()
    before = desk.get(stand).json()
    public.post("/postvak/bericht/", {"words": TYPED, "key": "cd" * 16, "text": "Nog iets."})

    assert f'data-seen="{seen}"' in page
    assert before == {"last": seen}
    assert desk.get(stand).json()["last"] > seen
    assert AuditEntry.objects.count() == acts
    assert Message.objects.latest("pk").read_on is None


def test_a_page_that_asks_by_itself_keeps_no_session_alive(report, desk) -> None:
    stand = f"/werk/melding/{report.pk}/stand/"
    late = timezone.now() - timedelta(minutes=29)
    Session.objects.update(seen_at=late)

    assert desk.get(stand, headers={"X-By-Itself": "1"}).status_code == 200
    assert Session.objects.get().seen_at == late
    desk.get("/ik/")
    assert Session.objects.get().seen_at > late
