"""Encrypting and opening the messages and answers of the anonymous channel, and their format."""

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
    """An answer that opened, but that the team did not sign."""


@dataclass(frozen=True, slots=True)
class MessageContent:
    """What a reporter writes: every field comes from a stranger and is not to be trusted."""

    text: str
    role: str
    language: str
    safe_times: str
    signals: tuple[str, ...]
    files: tuple[FileDescription, ...] = ()
    level: str = ""  # the reading level of the pages they wrote on; "" in older messages
    needed: str = ""  # when they need somebody, as they said; "" where nobody asked


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
    """Encrypt what a reporter wrote, for both sides; `key` is the message's idempotency key."""
    content = {
        "text": message.text,
        "role": message.role,
        "language": message.language,
        "safe_times": message.safe_times,
        "signals": list(message.signals),
    } | _content_of(message.files)
    if message.level:
        content["level"] = message.level
    if message.needed:
        content["needed"] = message.needed
    return _seal_twice("message", team_public, reporter_public, mailbox_hash, key, content)


def open_message(
    seed: bytes, mailbox_hash: bytes, key: bytes, envelope: bytes, reader: Reader = "team"
) -> MessageContent:
    """Decrypt a message; raises CannotOpen, or Malformed when what was sealed is no message."""
    content = _open("message", seed, mailbox_hash, key, envelope, reader)
    signals = content.get("signals")
    if not isinstance(signals, list):
        raise Malformed("signals must be a list")
    return MessageContent(
        text=_text(content.get("text")),
        role=_text(content.get("role")),
        language=_text(content.get("language")),
        safe_times=_text(content.get("safe_times")),
        signals=tuple(_text(signal) for signal in signals),
        files=_files(content),
        level=_text(content.get("level", "")),
        needed=_text(content.get("needed", "")),
    )


def seal_answer(
    signing_seed: bytes,
    team_public: bytes,
    reporter_public: bytes,
    mailbox_hash: bytes,
    key: bytes,
    answer: AnswerContent,
) -> SealedMessage:
    """Sign and encrypt an answer; raises ValueError when `by` or `on` holds NUL."""
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
    """Decrypt an answer and check the team's signature.

    Raises CannotOpen, Malformed when what was sealed is no answer, and ForgedAnswer
    when the team did not sign it for this mailbox and key.
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
        signed_bytes = _signed_bytes(answer)
    except (binascii.Error, ValueError):
        raise ForgedAnswer from None
    signature_context = _answer_context(mailbox_hash, key, answer)
    if not signing.verify(verify_key, signature_context, signed_bytes, signature):
        raise ForgedAnswer
    return answer


def _answer_context(mailbox_hash: bytes, key: bytes, answer: AnswerContent) -> bytes:
    """Return the context of the signature.

    It differs with files, so that an answer without them never passes for one with, or reversed.
    """
    kind = "answer-files-signature" if answer.files else "answer-signature"
    return context(kind, mailbox_hash.hex(), key.hex())


def _signed_bytes(answer: AnswerContent) -> bytes:
    """Return name ‖ 0 ‖ date ‖ 0 ‖ text; with files, `id:sha256:name:type,…` ‖ 0 before the text.

    All four are in hex (name and type of their UTF-8), so no name can hold a separator.
    """
    if "\0" in answer.by + answer.on:
        raise ValueError("a name or date may not hold NUL")
    files = ",".join(_signed_file(file) for file in answer.files)
    text = f"{files}\0{answer.text}" if answer.files else answer.text
    return f"{answer.by}\0{answer.on}\0{text}".encode()


def _signed_file(file: FileDescription) -> str:
    parts = (file.id, file.sha256, file.name.encode(), file.type.encode())
    return ":".join(part.hex() for part in parts)


def _seal_twice(
    kind: str,
    team_public: bytes,
    reporter_public: bytes,
    mailbox_hash: bytes,
    key: bytes,
    content: dict[str, Any],
) -> SealedMessage:
    padded = pad(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    message_context = (kind, mailbox_hash.hex(), key.hex())
    return SealedMessage(
        for_team=envelope.seal(team_public, context(*message_context, "team"), padded),
        for_reporter=envelope.seal(reporter_public, context(*message_context, "reporter"), padded),
    )


def _open(
    kind: str, seed: bytes, mailbox_hash: bytes, key: bytes, sealed: bytes, reader: Reader
) -> dict[str, Any]:
    message_context = context(kind, mailbox_hash.hex(), key.hex(), reader)
    try:
        content = json.loads(unpad(envelope.unseal(seed, message_context, sealed)))
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(content, dict):
        raise Malformed("not an object")
    return content


def _content_of(files: tuple[FileDescription, ...]) -> dict[str, Any]:
    """Return the list of files as it stands beside the text; nothing when there are no files."""
    descriptions = [
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
    return {"files": descriptions} if descriptions else {}


def _files(content: dict[str, Any]) -> tuple[FileDescription, ...]:
    """Read the list of files; raises Malformed. A name that is too long is cut, not refused."""
    descriptions = content.get("files", [])
    if not isinstance(descriptions, list) or len(descriptions) > MOST_FILES:
        raise Malformed("files must be a list, and not too long")
    return tuple(_file(description) for description in descriptions)


def _file(description: object) -> FileDescription:
    if not isinstance(description, dict):
        raise Malformed("a file must be an object")
    size = description.get("size")
    if type(size) is not int or not 0 <= size <= LARGEST_FILE_BYTES:
        raise Malformed("size missing or out of range")
    return FileDescription(
        id=_decoded(description.get("id"), ID_LENGTH),
        key=_decoded(description.get("key"), KEY_LENGTH),
        name=_text(description.get("name"))[:LONGEST_NAME],
        type=_text(description.get("type"))[:LONGEST_TYPE],
        size=size,
        sha256=_decoded(description.get("sha256"), 32),
        removed=_text(description.get("removed", ""))[:LONGEST_NAME],
    )


def _decoded(value: object, length: int) -> bytes:
    """Decode base64 to exactly `length` bytes. Raises Malformed."""
    try:
        raw = base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not base64") from None
    if len(raw) != length:
        raise Malformed("wrong length")
    return raw


def _text(value: object) -> str:
    """Return text that can be stored and shown (a lone surrogate as U+FFFD). Raises Malformed."""
    if not isinstance(value, str):
        raise Malformed("not text")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
