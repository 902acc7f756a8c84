"""Messages and answers: who reads them, who may have written them."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uitweg.platform.sealing import conversation, envelope, signing
from uitweg.platform.sealing.conversation import (
    AnswerContent,
    CannotOpen,
    ForgedAnswer,
    Malformed,
    MessageContent,
)
from uitweg.platform.sealing.wire import context, pad, padded_length_ok

TEAM, REPORTER, SIGNING = bytes(32), bytes([1]) * 32, bytes([2]) * 32
PUBLICS = envelope.public_key(TEAM), envelope.public_key(REPORTER)
VERIFY = signing.verify_key(SIGNING)
MAILBOX, KEY = bytes([3]) * 32, bytes([4]) * 16
MESSAGE = MessageContent("Hij is bang.", "friend", "nl", "na school", ("new-friends",))
ANSWER = AnswerContent("Goed dat je schrijft.", "Fatima", "2026-01-05")
text = st.text(st.characters(codec="utf-8"))


def sealed_as(kind: str, content: bytes) -> bytes:
    """Seal any content at the reporter's place of `kind`, as only a misbehaving sender would."""
    place = context(kind, MAILBOX.hex(), KEY.hex(), "reporter")
    return envelope.seal(PUBLICS[1], place, pad(content))


def open_message(content: bytes) -> MessageContent:
    return conversation.open_message(
        REPORTER, MAILBOX, KEY, sealed_as("message", content), reader="reporter"
    )


def open_answer(sealed: bytes, verify_key: bytes = VERIFY) -> AnswerContent:
    return conversation.open_answer(REPORTER, verify_key, MAILBOX, KEY, sealed)


@settings(max_examples=20, deadline=None)
@given(st.builds(MessageContent, text, text, text, text, st.lists(text).map(tuple)))
def test_team_and_reporter_each_read_a_message(message: MessageContent) -> None:
    sealed = conversation.seal_message(*PUBLICS, MAILBOX, KEY, message)

    assert conversation.open_message(TEAM, MAILBOX, KEY, sealed.for_team) == message
    assert (
        conversation.open_message(REPORTER, MAILBOX, KEY, sealed.for_reporter, "reporter")
        == message
    )


@settings(max_examples=20, deadline=None)
@given(st.builds(AnswerContent, text, text, text))
def test_team_and_reporter_each_read_an_answer(answer: AnswerContent) -> None:
    if "\0" in answer.by + answer.on:
        with pytest.raises(ValueError):
            conversation.seal_answer(SIGNING, *PUBLICS, MAILBOX, KEY, answer)
        return
    sealed = conversation.seal_answer(SIGNING, *PUBLICS, MAILBOX, KEY, answer)

    assert open_answer(sealed.for_reporter) == answer
    by_team = conversation.open_answer(TEAM, VERIFY, MAILBOX, KEY, sealed.for_team, reader="team")
    assert by_team == answer


def test_a_message_opens_for_no_other_reader_mailbox_key_or_kind() -> None:
    sealed = conversation.seal_message(*PUBLICS, MAILBOX, KEY, MESSAGE).for_team

    for seed, mailbox, key in (
        (REPORTER, MAILBOX, KEY),
        (TEAM, bytes(32), KEY),
        (TEAM, MAILBOX, bytes(16)),
    ):
        with pytest.raises(CannotOpen):
            conversation.open_message(seed, mailbox, key, sealed)
    with pytest.raises(CannotOpen):
        conversation.open_message(TEAM, MAILBOX, KEY, sealed, reader="reporter")
    with pytest.raises(CannotOpen):
        conversation.open_answer(TEAM, VERIFY, MAILBOX, KEY, sealed, reader="team")


def test_a_short_and_a_longer_message_look_alike_and_pass_the_door() -> None:
    lengths = set()
    for words in ("", "ja", "x" * 3900):
        message = MessageContent(words, "friend", "nl", "", ())
        sealed = conversation.seal_message(*PUBLICS, MAILBOX, KEY, message)
        lengths |= {len(sealed.for_team), len(sealed.for_reporter)}
        assert padded_length_ok(sealed.for_team)

    assert len(lengths) == 1


@pytest.mark.parametrize("sign", ["a", "é", "€", "😟", "\x01", '"'])
def test_the_longest_message_passes_the_door(sign: str) -> None:
    """20,000 characters, however many bytes each takes, and what is said of 100 files."""
    file = conversation.FileDescription(
        bytes(16), bytes(32), "😟" * 120, "x" * 80, 10**8, bytes(32), "x" * 40
    )
    longest = MessageContent(
        sign * 20_000, "friend", "nl", "x" * 500, ("sudden-expensive-things",) * 40, (file,) * 100
    )
    sealed = conversation.seal_message(*PUBLICS, MAILBOX, KEY, longest)

    # controls take six bytes each in JSON: such a text with so many files is refused
    assert padded_length_ok(sealed.for_team) == (sign != "\x01")


def message_without(name: str) -> dict[str, Any]:
    content: dict[str, Any] = {
        "text": "x", "role": "x", "language": "x", "safe_times": "x", "signals": ["x"]
    }  # fmt: skip
    return {key: value for key, value in content.items() if key != name}


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"{}", b"1", b"[" * 4000]
    + [
        json.dumps(message_without(name)).encode()
        for name in ("text", "role", "language", "safe_times", "signals")
    ]
    + [json.dumps({**message_without(""), "signals": [1]}).encode()],
)
def test_a_sender_who_misbehaves_is_told_apart(content: bytes) -> None:
    with pytest.raises(Malformed):
        open_message(content)


def test_what_is_sealed_without_padding_is_malformed() -> None:
    place = context("message", MAILBOX.hex(), KEY.hex(), "reporter")
    bare = envelope.seal(PUBLICS[1], place, json.dumps(message_without("")).encode())

    with pytest.raises(Malformed):
        conversation.open_message(REPORTER, MAILBOX, KEY, bare, "reporter")


def test_half_a_character_does_not_lose_a_message() -> None:
    content = json.dumps({**message_without(""), "text": "bang \ud83d"}).encode()

    assert open_message(content).text == "bang \ufffd"


def answer_content(**changed: str) -> bytes:
    """Return an answer the team signed, with some of it changed afterwards."""
    sealed = conversation.seal_answer(SIGNING, *PUBLICS, MAILBOX, KEY, ANSWER).for_reporter
    place = context("answer", MAILBOX.hex(), KEY.hex(), "reporter")
    content = json.loads(envelope.unpad(envelope.unseal(REPORTER, place, sealed)))
    return json.dumps({**content, **changed}).encode()


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Vertel het niemand."},
        {"by": "Bram"},
        {"on": "2026-01-06"},
        {"signature": ""},
        {"signature": "%%%"},
        {"signature": "é"},
        {"signature": base64.b64encode(bytes(64)).decode()},
        {"by": "Fatima\0", "on": "2026-01-05"},
    ],
)
def test_an_answer_the_team_did_not_sign_is_forged(changed: dict[str, str]) -> None:
    assert open_answer(sealed_as("answer", answer_content())) == ANSWER
    with pytest.raises(ForgedAnswer):
        open_answer(sealed_as("answer", answer_content(**changed)))


def test_words_cannot_move_between_name_date_and_text() -> None:
    signature = signing.sign(
        SIGNING, context("answer-signature", MAILBOX.hex(), KEY.hex()), b"a\0b\0c\0d"
    )
    moved = {
        "by": "a\0b",
        "on": "c",
        "text": "d",
        "signature": base64.b64encode(signature).decode(),
    }

    with pytest.raises(ForgedAnswer):
        open_answer(sealed_as("answer", json.dumps(moved).encode()))


def test_an_answer_signed_with_another_key_is_forged() -> None:
    sealed = conversation.seal_answer(TEAM, *PUBLICS, MAILBOX, KEY, ANSWER).for_reporter

    with pytest.raises(ForgedAnswer):
        open_answer(sealed)


def test_an_answer_cannot_be_given_to_another_question() -> None:
    """Whoever can seal to the reporter still cannot re-use a signature elsewhere."""
    other_key = bytes([9]) * 16
    place = context("answer", MAILBOX.hex(), other_key.hex(), "reporter")
    moved = envelope.seal(PUBLICS[1], place, pad(answer_content()))

    with pytest.raises(ForgedAnswer):
        conversation.open_answer(REPORTER, VERIFY, MAILBOX, other_key, moved)


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_a_signature_holds_for_its_own_words_and_place_only(message: bytes, other: bytes) -> None:
    here, there = context("note", "1"), context("note", "2")
    signature = signing.sign(SIGNING, here, message)

    assert signing.verify(VERIFY, here, message, signature)
    assert signing.verify(memoryview(VERIFY), here, message, memoryview(signature))  # type: ignore[arg-type]
    assert not signing.verify(VERIFY, there, message, signature)
    assert signing.verify(VERIFY, here, other, signature) == (other == message)


@pytest.mark.parametrize(
    ("key", "signature"),
    [(b"", bytes(64)), (VERIFY, b""), (VERIFY, bytes(65)), (bytes(32), bytes(64))],
)
def test_nonsense_never_verifies(key: bytes, signature: bytes) -> None:
    assert not signing.verify(key, context("note"), b"x", signature)


def test_a_context_to_sign_in_may_not_hold_nul() -> None:
    with pytest.raises(ValueError):
        signing.sign(SIGNING, b"a\0b", b"")


def test_signing_seeds_differ() -> None:
    assert len({signing.new_signing_seed() for _ in range(100)}) == 100
