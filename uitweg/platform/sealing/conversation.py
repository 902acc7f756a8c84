"""The payloads of the anonymous channel: what a message and an answer look like inside."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Literal

from uitweg.platform.sealing import envelope, signing
from uitweg.platform.sealing.files import (
    ID_LENGTH,
    KEY_LENGTH,
    LARGEST_FILE_BYTES,
    LONGEST_NAME,
    LONGEST_TYPE,
    FileDescription,
)
from uitweg.platform.sealing.wire import CannotOpen, Malformed, context, pad, unpad

__all__ = [
    "AnswerContent",
    "CannotOpen",
    "FileDescription",
    "ForgedAnswer",
    "Malformed",
    "MessageContent",
    "Reader",
    "SealedMessage",
    "open_answer",
    "open_message",
    "seal_answer",
    "seal_message",
]

type Reader = Literal["team", "reporter"]
MOST_FILES = 100
"""In one message or answer."""


class ForgedAnswer(Exception):
    """It opened, but the team did not sign it."""


@dataclass(frozen=True, slots=True)
class MessageContent:
    """What a reporter writes. Everything in it is theirs: treat it as typed by a stranger."""

    text: str
    role: str
    language: str
    safe_times: str
    signals: tuple[str, ...]
    files: tuple[FileDescription, ...] = ()
    level: str = ""  # the reading level of the pages they wrote on; "" in older messages


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """What the team writes back; `by` is the name shown, `on` an ISO date."""

    text: str
    by: str
    on: str
    files: tuple[FileDescription, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedMessage:
    """One text, sealed twice: neither side needs the other's key to read it back."""

    for_team: bytes
    for_reporter: bytes


def seal_message(
    team_public: bytes,
    reporter_public: bytes,
    mailbox_hash: bytes,
    key: bytes,
    message: MessageContent,
) -> SealedMessage:
    """Seal what a reporter wrote; `key` is the message's idempotency key."""
    content = {
        "text": message.text,
        "role": message.role,
        "language": message.language,
        "safe_times": message.safe_times,
        "signals": list(message.signals),
    } | _content_of(message.files)
    if message.level:
        content["level"] = message.level
    return _seal_twice("message", team_public, reporter_public, mailbox_hash, key, content)


def open_message(
    seed: bytes, mailbox_hash: bytes, key: bytes, envelope: bytes, reader: Reader = "team"
) -> MessageContent:
    """Open a message; raises CannotOpen, or Malformed when the sealed content is no message."""
    content = _open("message", seed, mailbox_hash, key, envelope, reader)
    signals = content.get("signals")
    if not isinstance(signals, list):
        raise Malformed("signals are no list")
    return MessageContent(
        text=_text(content.get("text")),
        role=_text(content.get("role")),
        language=_text(content.get("language")),
        safe_times=_text(content.get("safe_times")),
        signals=tuple(_text(signal) for signal in signals),
        files=_files(content),
        level=_text(content.get("level", "")),
    )


def seal_answer(
    signing_seed: bytes,
    team_public: bytes,
    reporter_public: bytes,
    mailbox_hash: bytes,
    key: bytes,
    answer: AnswerContent,
) -> SealedMessage:
    """Sign and seal an answer; raises ValueError when `by` or `on` holds NUL."""
    signature = signing.sign(
        signing_seed, _answer_context(mailbox_hash, key, answer), _signed_bytes(answer)
    )
    content = {
        "text": answer.text,
        "by": answer.by,
        "on": answer.on,
        "signature": base64.b64encode(signature).decode(),
    } | _content_of(answer.files)
    return _seal_twice("answer", team_public, reporter_public, mailbox_hash, key, content)


def open_answer(
    seed: bytes,
    verify_key: bytes,
    mailbox_hash: bytes,
    key: bytes,
    envelope: bytes,
    reader: Reader = "reporter",
) -> AnswerContent:
    """Open an answer and check who wrote it.

    Raises CannotOpen, Malformed when the sealed content is no answer, and Forged
    when it is one that the team did not sign for this mailbox and key.
    """
    content = _open("answer", seed, mailbox_hash, key, envelope, reader)
    answer = AnswerContent(
        text=_text(content.get("text")),
        by=_text(content.get("by")),
        on=_text(content.get("on")),
        files=_files(content),
    )
    try:
        signature = base64.b64decode(_text(content.get("signature")), validate=True)
        signed = _signed_bytes(answer)
    except (binascii.Error, ValueError):
        raise ForgedAnswer from None
    place = _answer_context(mailbox_hash, key, answer)
    if not signing.verify(verify_key, place, signed, signature):
        raise ForgedAnswer
    return answer


def _answer_context(mailbox_hash: bytes, key: bytes, answer: AnswerContent) -> bytes:
    """Name the place to sign in: another with files, so the two forms cannot be mixed up."""
    kind = "answer-files-signature" if answer.files else "answer-signature"
    return context(kind, mailbox_hash.hex(), key.hex())


def _signed_bytes(answer: AnswerContent) -> bytes:
    """Return name ‖ 0 ‖ date ‖ 0 ‖ text; with files, `id:sha256,…` in hex ‖ 0 before the text."""
    if "\0" in answer.by + answer.on:
        raise ValueError("a name or date may not hold NUL")
    files = ",".join(f"{file.id.hex()}:{file.sha256.hex()}" for file in answer.files)
    text = f"{files}\0{answer.text}" if answer.files else answer.text
    return f"{answer.by}\0{answer.on}\0{text}".encode()


def _seal_twice(
    kind: str,
    team_public: bytes,
    reporter_public: bytes,
    mailbox_hash: bytes,
    key: bytes,
    content: dict[str, Any],
) -> SealedMessage:
    padded = pad(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    place = (kind, mailbox_hash.hex(), key.hex())
    return SealedMessage(
        for_team=envelope.seal(team_public, context(*place, "team"), padded),
        for_reporter=envelope.seal(reporter_public, context(*place, "reporter"), padded),
    )


def _open(
    kind: str, seed: bytes, mailbox_hash: bytes, key: bytes, sealed: bytes, reader: Reader
) -> dict[str, Any]:
    place = context(kind, mailbox_hash.hex(), key.hex(), reader)
    try:
        content = json.loads(unpad(envelope.unseal(seed, place, sealed)))
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(content, dict):
        raise Malformed("not an object")
    return content


def _content_of(files: tuple[FileDescription, ...]) -> dict[str, Any]:
    """Return what goes beside the text; nothing when there are no files."""
    said = [
        {
            "id": base64.b64encode(file.id).decode(),
            "key": base64.b64encode(file.key).decode(),
            "name": file.name,
            "type": file.type,
            "size": file.size,
            "sha256": base64.b64encode(file.sha256).decode(),
            "removed": file.removed,
        }
        for file in files
    ]
    return {"files": said} if said else {}


def _files(content: dict[str, Any]) -> tuple[FileDescription, ...]:
    """Read the list of files; raises Malformed. A name that is too long is cut, not refused."""
    said = content.get("files", [])
    if not isinstance(said, list) or len(said) > MOST_FILES:
        raise Malformed("files are no list")
    return tuple(_file(one) for one in said)


def _file(said: object) -> FileDescription:
    if not isinstance(said, dict):
        raise Malformed("a file is no object")
    size = said.get("size")
    if type(size) is not int or not 0 <= size <= LARGEST_FILE_BYTES:
        raise Malformed("no size")
    return FileDescription(
        id=_raw(said.get("id"), ID_LENGTH),
        key=_raw(said.get("key"), KEY_LENGTH),
        name=_text(said.get("name"))[:LONGEST_NAME],
        type=_text(said.get("type"))[:LONGEST_TYPE],
        size=size,
        sha256=_raw(said.get("sha256"), 32),
        removed=_text(said.get("removed", ""))[:LONGEST_NAME],
    )


def _raw(value: object, length: int) -> bytes:
    try:
        raw = base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not base64") from None
    if len(raw) != length:
        raise Malformed("another length")
    return raw


def _text(value: object) -> str:
    """Return text that every store and page can hold: half a character becomes U+FFFD."""
    if not isinstance(value, str):
        raise Malformed("not text")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
