"""Sealed files: what was cut off, reordered, moved or swapped does not open."""

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors import make_files, make_interop
from uitweg.platform.sealing import code, conversation, envelope, files, signing
from uitweg.platform.sealing.conversation import (
    AnswerContent,
    ForgedAnswer,
    Malformed,
    MessageContent,
)
from uitweg.platform.sealing.files import CHUNK, CannotOpen, FileDescription
from uitweg.platform.sealing.wire import context, pad

VECTORS = json.loads(Path(make_files.__file__).with_name("files.json").read_text("utf-8"))
MIB = 1024 * 1024
EDGES = sorted(
    {edge - 8 + more for edge in (4096, 8192, CHUNK, 2 * CHUNK, 3 * CHUNK) for more in (-1, 0, 1)}
    | {edge + more for edge in (CHUNK, 2 * CHUNK) for more in (-1, 0, 1)}
    | {0, 1}
)
"""Around every step: the length in front takes 8 bytes."""


def sealed(content: bytes) -> tuple[FileDescription, list[bytes]]:
    file = files.describe(content, name="x.jpg", kind="image/jpeg")
    return file, list(files.seal(file, content))


def opened(file: FileDescription, chunks: list[bytes]) -> bytes:
    return b"".join(files.open_chunks(file, chunks))


THREE, THREE_CHUNKS = sealed(bytes(range(256)) * 700)  # 179,200 bytes: three chunks


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=70_000))
def test_a_file_opens_to_its_own_bytes(content: bytes) -> None:
    file, chunks = sealed(content)

    assert opened(file, chunks) == content


@pytest.mark.parametrize("size", EDGES)
def test_every_size_around_a_step_opens_and_passes_the_door(size: int) -> None:
    file, chunks = sealed(make_files.content_of(size))

    assert hashlib.sha256(opened(file, chunks)).digest() == file.sha256
    assert len(chunks) == files.chunks_of(size)
    assert sum(len(chunk) - 16 for chunk in chunks) == files.padded_length(size)
    for place, chunk in enumerate(chunks):
        assert files.chunk_fits(len(chunk), place=place, last=place == len(chunks) - 1)


@given(st.integers(min_value=0, max_value=files.LARGEST_FILE_BYTES))
def test_the_sealed_length_says_the_size_only_in_steps(size: int) -> None:
    padded = files.padded_length(size)
    step = 4096 if padded <= CHUNK else CHUNK if padded <= 16 * MIB else MIB

    assert padded % step == 0
    assert 8 <= padded - size < step + 8
    assert files.chunks_of(size) == -(-padded // CHUNK)


@pytest.mark.parametrize(
    "change",
    {
        "last one gone": lambda c: c[:2],
        "first one gone": lambda c: c[1:],
        "all gone": lambda c: [],
        "two swapped": lambda c: [c[1], c[0], c[2]],
        "one doubled": lambda c: [c[0], c[0], c[1], c[2]],
        "one more": lambda c: [*c, c[2]],
        "cut short": lambda c: [c[0], c[1], c[2][:-1]],
        "cut to a step": lambda c: [c[0], c[1], c[2][:4112]],
        "nothing in it": lambda c: [c[0], b"", c[2]],
        "a bit": lambda c: [c[0], bytes([c[1][0] ^ 1]) + c[1][1:], c[2]],
    }.items(),
    ids=lambda named: named[0],
)
def test_cut_off_reordered_or_changed_it_does_not_open(change: Any) -> None:
    with pytest.raises(CannotOpen):
        opened(THREE, change[1](list(THREE_CHUNKS)))


def test_a_chunk_of_another_file_does_not_open_even_under_the_same_key() -> None:
    other = replace(THREE, id=files.new_id())
    theirs = list(files.seal(other, bytes(range(256)) * 700))

    with pytest.raises(CannotOpen):
        opened(THREE, [THREE_CHUNKS[0], theirs[1], THREE_CHUNKS[2]])
    with pytest.raises(CannotOpen):
        opened(replace(THREE, key=files.new_key()), THREE_CHUNKS)


def test_a_file_cut_off_at_a_chunk_does_not_pass_for_a_shorter_one() -> None:
    """The length stands in the first chunk too: to say another size does not help."""
    with pytest.raises(Malformed):
        opened(replace(THREE, size=CHUNK), THREE_CHUNKS[:2])


@pytest.mark.parametrize("flags", [(False, False, False), (True, False, True), (False, True, True)])
def test_the_flag_of_the_last_chunk_is_sealed_along(flags: tuple[bool, ...]) -> None:
    cipher, content = files._cipher(THREE), bytes(range(256)) * 700
    framed = (len(content).to_bytes(8) + content).ljust(3 * CHUNK, b"\0")
    pieces = [framed[place * CHUNK : (place + 1) * CHUNK] for place in range(3)]
    bound = files._associated_data(THREE.id)

    def with_flags(said: tuple[bool, ...]) -> list[bytes]:
        return [
            cipher.encrypt(files._nonce(place, said[place]), pieces[place], bound)
            for place in range(3)
        ]

    assert with_flags((False, False, True)) == THREE_CHUNKS
    with pytest.raises(CannotOpen):
        opened(THREE, with_flags(flags))


@pytest.mark.parametrize("size", [THREE.size - 1, THREE.size + 1])
def test_another_size_than_described_is_malformed(size: int) -> None:
    with pytest.raises(Malformed):
        opened(replace(THREE, size=size), THREE_CHUNKS)


def test_other_bytes_than_described_are_malformed_at_the_end() -> None:
    reading = files.open_chunks(replace(THREE, sha256=bytes(32)), THREE_CHUNKS)

    with pytest.raises(Malformed):
        list(reading)


def test_padding_holds_nothing() -> None:
    cipher = files._cipher(THREE)
    hidden = (1).to_bytes(8) + b"a" + b"hidden".ljust(4096 - 9, b"\0")
    chunk = cipher.encrypt(files._nonce(0, True), hidden, files._associated_data(THREE.id))
    short = cipher.encrypt(files._nonce(0, True), hidden[:9], files._associated_data(THREE.id))
    small = replace(THREE, size=1, sha256=hashlib.sha256(b"a").digest())

    for wrong in (chunk, short):
        with pytest.raises(Malformed):
            opened(small, [wrong])


@pytest.mark.parametrize(
    ("length", "place", "last"),
    [
        (0, 0, True), (16, 0, True), (15, 0, True), (4111, 0, True), (4112, 1, True),
        (4112, 0, False), (CHUNK + 17, 0, True), (CHUNK, 0, True), (CHUNK + 16, 1616, True),
    ],
)  # fmt: skip
def test_the_door_refuses_a_length_that_sealing_cannot_give(
    length: int, place: int, last: bool
) -> None:
    assert not files.chunk_fits(length, place=place, last=last)
    assert files.chunk_fits(CHUNK + 16, place=1615, last=True)


def test_a_description_hides_its_key_when_printed() -> None:
    assert THREE.key.hex() not in repr(THREE)
    assert "key" not in repr(THREE)


def test_keys_ids_and_stored_names_differ() -> None:
    assert len({files.new_id() for _ in range(100)} | {files.new_key() for _ in range(100)}) == 200
    assert files.stored_name(THREE.id) != THREE.id


@pytest.mark.parametrize("wrong", [{"key": bytes(16)}, {"id": bytes(12)}])
def test_a_key_or_id_of_another_length_is_refused(wrong: dict[str, bytes]) -> None:
    with pytest.raises(ValueError):
        opened(replace(THREE, **wrong), THREE_CHUNKS)


def test_only_the_file_described_is_sealed() -> None:
    with pytest.raises(ValueError):
        list(files.seal(THREE, b"another"))


# the list in a message, and under the signature of an answer

TEAM, REPORTER, SIGNING = bytes(32), bytes([1]) * 32, bytes([2]) * 32
PUBLICS = envelope.public_key(TEAM), envelope.public_key(REPORTER)
MAILBOX, KEY = bytes([3]) * 32, bytes([4]) * 16
LISTED = make_files.as_json(make_files.FILES[0])


def as_sent(said: object) -> MessageContent:
    """Open a message whose list of files is `said`, as a misbehaving sender would make it."""
    content = {"text": "x", "role": "x", "language": "x", "safe_times": "x", "signals": []}
    place = context("message", MAILBOX.hex(), KEY.hex(), "team")
    raw = json.dumps({**content, "files": said}).encode()
    sealed = envelope.seal(PUBLICS[0], place, pad(raw))
    return conversation.open_message(TEAM, MAILBOX, KEY, sealed)


def test_the_keys_of_files_are_sealed_with_the_message_to_both_readers() -> None:
    message = MessageContent("Kijk.", "friend", "nl", "", (), files=make_files.FILES)
    sealed = conversation.seal_message(*PUBLICS, MAILBOX, KEY, message)

    assert conversation.open_message(TEAM, MAILBOX, KEY, sealed.for_team) == message
    assert (
        conversation.open_message(REPORTER, MAILBOX, KEY, sealed.for_reporter, "reporter")
        == message
    )


@pytest.mark.parametrize(
    "said",
    [{}, "x", 1, None, [1], [None], [{}], [LISTED] * 101]
    + [[{**LISTED, "size": size}] for size in (-1, 100 * MIB + 1, 1.5, True, "1", None)]
    + [[{**LISTED, name: value}] for name in ("id", "key", "sha256") for value in ("", "é", 1)]
    + [[{**LISTED, "id": base64.b64encode(bytes(17)).decode()}], [{**LISTED, "name": 1}]],
    ids=repr,
)
def test_a_list_of_files_that_is_none_is_told_apart(said: object) -> None:
    with pytest.raises(Malformed):
        as_sent(said)


def test_a_name_that_is_too_long_is_cut_and_loses_no_message() -> None:
    (file,) = as_sent(
        [{**LISTED, "name": "x" * 500, "type": "y" * 500, "removed": "z" * 500}]
    ).files

    assert (len(file.name), len(file.type), len(file.removed)) == (120, 80, 120)


def answer_with(said: tuple[FileDescription, ...], text: str = "Zie de bijlage.") -> AnswerContent:
    return AnswerContent(text, "Fatima", "2026-01-05", files=said)


def test_an_answer_with_files_opens_and_its_files_are_under_the_signature() -> None:
    answer = answer_with(make_files.FILES)
    sealed = conversation.seal_answer(SIGNING, *PUBLICS, MAILBOX, KEY, answer)
    verify = signing.verify_key(SIGNING)

    assert conversation.open_answer(REPORTER, verify, MAILBOX, KEY, sealed.for_reporter) == answer


@pytest.mark.parametrize(
    "other",
    [
        {"name": "niet openen.exe"},
        {"type": "text/html"},
        {"name": "foto:image/jpeg", "type": ""},
        {"name": "", "type": "foto:image/jpeg"},
        {"name": "foto,", "type": "image/jpeg"},
        {"name": "fo\0to", "type": "image/jpeg"},
    ],
)
def test_a_file_under_another_name_or_type_was_not_signed(other: dict[str, str]) -> None:
    file = replace(make_files.FILES[0], name="foto", type="image/jpeg")
    answer = answer_with((file,))
    place = context("answer-files-signature", MAILBOX.hex(), KEY.hex())
    signature = signing.sign(SIGNING, place, conversation._signed_bytes(answer))
    content = {"text": answer.text, "by": answer.by, "on": answer.on}
    content |= {"files": [make_files.as_json(replace(file, **other))]}  # type: ignore[dict-item]
    content["signature"] = base64.b64encode(signature).decode()
    put = context("answer", MAILBOX.hex(), KEY.hex(), "reporter")
    sealed = envelope.seal(PUBLICS[1], put, pad(json.dumps(content).encode()))

    with pytest.raises(ForgedAnswer):
        conversation.open_answer(REPORTER, signing.verify_key(SIGNING), MAILBOX, KEY, sealed)


def test_an_answer_with_a_file_of_a_very_long_name_opens() -> None:
    answer = answer_with(
        (files.describe(b"x", name="a" * 300 + ".jpg", kind="image/" + "j" * 300),)
    )
    sealed = conversation.seal_answer(SIGNING, *PUBLICS, MAILBOX, KEY, answer)
    verify = signing.verify_key(SIGNING)

    assert conversation.open_answer(REPORTER, verify, MAILBOX, KEY, sealed.for_reporter) == answer


def test_an_answer_without_files_cannot_be_passed_off_as_one_with_files() -> None:
    """What is signed is in another place, so no text can be read as a list of files."""
    listed = conversation._signed_file(make_files.FILES[0])
    place = context("answer-signature", MAILBOX.hex(), KEY.hex())
    signature = signing.sign(SIGNING, place, f"F\0d\0{listed}\0Hoi".encode())
    content = {"text": "Hoi", "by": "F", "on": "d", "files": [LISTED]}
    content["signature"] = base64.b64encode(signature).decode()
    put = context("answer", MAILBOX.hex(), KEY.hex(), "reporter")
    sealed = envelope.seal(PUBLICS[1], put, pad(json.dumps(content).encode()))

    with pytest.raises(ForgedAnswer):
        conversation.open_answer(REPORTER, signing.verify_key(SIGNING), MAILBOX, KEY, sealed)


# the vectors


def test_what_is_sealed_now_is_what_was_sealed_before() -> None:
    assert [make_files.sealed_file(size) for size in make_files.SIZES] == VECTORS["sealedFiles"]
    for size, padded, chunks in VECTORS["lengths"]:
        assert (files.padded_length(size), files.chunks_of(size)) == (padded, chunks)


@pytest.mark.parametrize("reader", ["team", "reporter"])
def test_a_message_and_an_answer_with_files_of_before_still_open(reader: Any) -> None:
    seeds = {"team": make_interop.TEAM_SEED, "reporter": code.stretch(make_interop.WORDS).seed}
    name = {"team": "forTeam", "reporter": "forReporter"}[reader]
    at = (make_interop.MAILBOX_HASH, make_interop.KEY)
    verify = signing.verify_key(make_interop.SIGNING_SEED)
    raw = {kind: bytes.fromhex(VECTORS[kind][name]) for kind in ("message", "answer")}
    message = conversation.open_message(seeds[reader], *at, raw["message"], reader)
    answer = conversation.open_answer(seeds[reader], verify, *at, raw["answer"], reader)

    assert message.files == answer.files == make_files.FILES
    for forged in VECTORS["forgedAnswers"]:
        with pytest.raises(ForgedAnswer):
            conversation.open_answer(seeds["reporter"], verify, *at, bytes.fromhex(forged))


def test_the_script_that_made_the_files_vectors_still_makes_ones_like_them() -> None:
    assert make_files.vectors().keys() == VECTORS.keys()
