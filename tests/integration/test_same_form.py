"""The same form once more: with the same content once, with other content another message.

What a page says is stored, is stored: text, mark of danger and files.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.support import people
from uitweg.channel.admission.public_views import admission
from uitweg.channel.conversation.models import Attachment, Message, Report
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.sealing import code, conversation, files

WORDS = list(code.WORDS[:7])
TYPED = " ".join(WORDS)
KEY = "ab" * 16


def form(**more: object) -> dict[str, object]:
    return {"words": TYPED, "key": KEY, "text": people.STORY, "role": "school", **more}


def a_file(content: bytes = b"wat hij schreef") -> SimpleUploadedFile:
    return SimpleUploadedFile("app.txt", content, "text/plain")


def kept(team: people.Team) -> list[tuple[str, bool]]:
    """Return what the team reads: text and mark of danger, in the order in which it came."""
    return [
        (
            conversation.open_message(
                team.keys.seed,
                bytes(message.report.mailbox_hash),
                bytes(message.key),
                bytes(message.for_team),
            ).text,
            message.danger_now,
        )
        for message in Message.objects.select_related("report").order_by("id")
    ]


# the form without JavaScript


def test_a_form_that_comes_back_with_another_text_and_danger_is_another_message(
    public, team
) -> None:
    public.post("/schrijven/versturen/", form())
    page = public.post("/schrijven/versturen/", form(text="Hij staat voor de deur.", danger="on"))

    assert page.status_code == 200
    assert "gevaar" in page.content.decode()
    assert kept(team) == [(people.STORY, False), ("Hij staat voor de deur.", True)]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Iets anders."},
        {"danger": "on"},
        {"role": "other"},
        {"language": "en"},
        {"safe_times": "na vier uur"},
    ],
)
def test_whatever_was_changed_in_the_form_is_kept_and_once(public, team, change) -> None:
    for more in ({}, change, {}, change, change):
        assert public.post("/schrijven/versturen/", form(**more)).status_code == 200

    assert Message.objects.count() == 2


def test_the_same_form_with_the_same_file_is_one_message_with_one_file(public, team) -> None:
    for _ in range(3):
        assert public.post("/schrijven/versturen/", form(file=a_file())).status_code == 200

    assert Message.objects.count() == Attachment.objects.count() == 1


def test_another_file_is_another_message(public, team) -> None:
    for content in (b"een", b"twee", b"twee"):
        public.post("/schrijven/versturen/", form(file=a_file(content)))

    assert Message.objects.count() == Attachment.objects.count() == 2


def test_a_form_is_stored_once_when_the_answer_was_lost_in_a_crash(
    public, team, monkeypatch
) -> None:
    public.raise_request_exception = False

    def stored_and_then_dead(*given: object, **named: object) -> None:
        real(*given, **named)
        raise RuntimeError("killed")

    real = inbox.receive_report
    with monkeypatch.context() as broken:
        broken.setattr(inbox, "receive_report", stored_and_then_dead)
        public.post("/schrijven/versturen/", form(danger="on"))
    again = public.post("/schrijven/versturen/", form(danger="on"))

    assert again.status_code == 200
    assert kept(team) == [(people.STORY, True)]


def test_another_text_under_the_same_key_waits_like_any_new_message(
    public, team, monkeypatch
) -> None:
    public.post("/schrijven/versturen/", form())

    def busy(*_: object, **__: object) -> None:
        raise admission.WaitRequired(30)

    monkeypatch.setattr(admission, "check_plain", busy)
    same = public.post("/schrijven/versturen/", form())
    other = public.post("/schrijven/versturen/", form(text="Iets anders."))

    assert (same.status_code, other.status_code) == (200, 429)
    assert "Iets anders." in other.content.decode()
    assert Message.objects.count() == 1


def test_a_form_that_comes_back_after_the_conversation_was_wiped_is_not_told_as_sent(
    public, team
) -> None:
    public.post("/schrijven/versturen/", form())
    public.post("/postvak/wissen/", {"words": TYPED, "sure": "yes"})

    assert public.post("/schrijven/versturen/", form()).status_code == 409
    assert public.post("/schrijven/versturen/", form(text="Anders.")).status_code == 409


def test_two_at_the_same_moment_are_both_kept(public, team, monkeypatch) -> None:
    """The second looks before the first is stored, and finds that out while storing."""
    public.post("/schrijven/versturen/", form())
    real, looked = inbox.key_to_store, list[bytes]()

    def too_early(form_key: bytes, written: object) -> bytes | None:
        looked.append(form_key)
        return form_key if len(looked) == 1 else real(form_key, written)

    monkeypatch.setattr(inbox, "key_to_store", too_early)
    public.post("/schrijven/versturen/", form(text="Anders.", danger="on"))

    assert len(looked) == 2
    assert kept(team) == [(people.STORY, False), ("Anders.", True)]


# the mailbox, without JavaScript


def test_further_messages_of_one_form_are_kept_once_each(public, team) -> None:
    people.a_report(WORDS)
    for text, danger in (("Eerst.", ""), ("Nu.", "on"), ("Eerst.", ""), ("Nu.", "on"), ("Nu.", "")):
        page = public.post("/postvak/bericht/", form(text=text, danger=danger))
        assert text in page.content.decode()

    assert kept(team)[1:] == [("Eerst.", False), ("Nu.", True), ("Nu.", False)]


# sealed in the browser


def sealed_body(
    arriving: inbox.IncomingMessage, team: people.Team, **other: object
) -> dict[str, object]:
    return {
        "key": b64encode(arriving.key).decode(),
        "mailbox_id": b64encode(code.stretch(WORDS).mailbox_id).decode(),
        "for_team": b64encode(arriving.for_team).decode(),
        "for_reporter": b64encode(arriving.for_reporter).decode(),
        "key_id": team.key_id.hex(),
        "danger": arriving.danger_now,
        **other,
    }


@pytest.fixture(params=["/schrijven/verzegeld/", "/postvak/verzegeld/bericht/"])
def send_sealed(request, public, team):  # type: ignore[no-untyped-def]
    """Return a function that posts a sealed message to one of the two addresses."""
    public_key = {"reporter_public": b64encode(people.sealed(WORDS)[1]).decode()}
    if request.param != "/schrijven/verzegeld/":
        people.a_report(WORDS)
        public_key = {}

    def send(arriving: inbox.IncomingMessage, **other: object) -> tuple[int, str]:
        body = sealed_body(arriving, team, **public_key, **other)
        answer = public.post(request.param, json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json().get("error", "")

    return send


def test_the_same_envelopes_again_are_stored_once(send_sealed, team) -> None:
    arriving, _ = people.sealed(WORDS, danger=True)
    before = Message.objects.count()

    assert [send_sealed(arriving) for _ in range(3)] == [(200, "")] * 3
    assert kept(team)[before:] == [(people.STORY, True)]


def test_another_text_or_danger_under_a_used_key_is_refused_and_changes_nothing(
    send_sealed, team
) -> None:
    first, _ = people.sealed(WORDS)
    other, _ = people.sealed(WORDS, text="Hij staat voor de deur.", danger=True, key=first.key)
    send_sealed(first)
    before = kept(team)

    assert send_sealed(other) == (409, "other")
    assert send_sealed(replace(first, danger_now=True)) == (409, "other")
    assert send_sealed(replace(first, for_reporter=other.for_reporter)) == (409, "other")
    assert send_sealed(first) == (200, "")
    assert kept(team) == before


def test_other_files_under_a_used_key_are_refused(send_sealed) -> None:
    first, _ = people.sealed(WORDS)
    send_sealed(first)

    assert send_sealed(first, files="ab" * files.ID_LENGTH) == (409, "other")
    assert not Attachment.objects.exists()


def test_a_used_solution_admits_no_other_content_under_the_same_key(
    public, team, monkeypatch
) -> None:
    first, public_key = people.sealed(WORDS)
    inbox.receive_report(first, reporter_key=public_key, in_browser=True)
    other, _ = people.sealed(WORDS, danger=True, key=first.key)
    monkeypatch.setattr(admission, "admit_sealed", lambda *_: False)
    bodies = [sealed_body(arriving, team) for arriving in (first, other)]
    answers = [
        public.post(
            "/postvak/verzegeld/bericht/", json.dumps(body), content_type="application/json"
        ).status_code
        for body in bodies
    ]

    assert answers == [200, 409]


@pytest.mark.parametrize("same", [True, False])
def test_of_two_at_the_same_moment_the_second_is_judged_by_what_the_first_stored(
    team, monkeypatch, same
) -> None:
    """The second looks before the first is stored, and its insert meets the first's key."""
    people.a_report(WORDS)
    first, _ = people.sealed(WORDS)
    other, _ = people.sealed(WORDS, text="Anders.", key=first.key)
    real, looked = inbox.is_message_stored, list[bytes]()
    inbox.receive_message(first)

    def too_early(arriving: inbox.IncomingMessage) -> bool:
        looked.append(arriving.key)
        return real(arriving) if len(looked) > 1 else False

    monkeypatch.setattr(inbox, "is_message_stored", too_early)
    if same:
        inbox.receive_message(first)
    else:
        with pytest.raises(inbox.OtherContent):
            inbox.receive_message(other)

    assert len(looked) == 2
    assert kept(team)[1:] == [(people.STORY, False)]


# any order of sending, sending again, going back and changing


@contextmanager
def one_store() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic(using="channel"):
        yield
        transaction.set_rollback(True, using="channel")


class PlainFormMachine(RuleBasedStateMachine):
    """One person with one form: types, sends, loses the answer, goes back, changes, sends again."""

    def __init__(self) -> None:
        super().__init__()
        self.store = one_store()
        self.store.__enter__()
        self.public = people.PublicClient()
        self.filled: dict[str, object] = {"text": "een"}
        self.told: list[tuple[str, bool]] = []

    @rule(text=st.sampled_from(["een", "twee", "drie"]), danger=st.booleans())
    def change_the_form(self, text: str, danger: bool) -> None:
        self.filled = {"text": text} | ({"danger": "on"} if danger else {})

    @rule(
        address=st.sampled_from(
            ["/schrijven/versturen/", "/schrijven/versturen/", "/postvak/bericht/"]
        )
    )
    def send(self, address: str) -> None:
        page = self.public.post(address, form(**self.filled))
        if page.status_code == 200 and (self.told or address == "/schrijven/versturen/"):
            said = (str(self.filled["text"]), "danger" in self.filled)
            if said not in self.told:
                self.told.append(said)
        assert kept(self.team) == self.told

    def teardown(self) -> None:
        self.store.__exit__(None, None, None)


def test_in_any_order_what_was_told_as_sent_is_kept_once(team) -> None:
    PlainFormMachine.team = team
    run_state_machine_as_test(
        PlainFormMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
