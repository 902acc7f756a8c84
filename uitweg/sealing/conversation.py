"""The payloads of the anonymous channel: what a message and an answer look like inside."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Literal

from uitweg.sealing import envelope, signing
from uitweg.sealing.wire import CannotOpen, Malformed, context, pad, unpad

__all__ = [
    "Answer",
    "CannotOpen",
    "Forged",
    "Malformed",
    "Message",
    "Reader",
    "SealedMessage",
    "open_answer",
    "open_message",
    "seal_answer",
    "seal_message",
]

type Reader = Literal["team", "reporter"]


class Forged(Exception):
    """It opened, but the team did not sign it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a reporter writes. Everything in it is theirs: treat it as typed by a stranger."""

    text: str
    role: str
    language: str
    safe_times: str
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the team writes back; `by` is the name shown, `on` an ISO date."""

    text: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class SealedMessage:
    """One text, sealed twice: neither side needs the other's key to read it back."""

    for_team: bytes
    for_reporter: bytes


def seal_message(
    team_public: bytes, reporter_public: bytes, mailbox_hash: bytes, key: bytes, message: Message
) -> SealedMessage:
    """Seal what a reporter wrote; `key` is the message's idempotency key."""
    content = {
        "text": message.text,
        "role": message.role,
        "language": message.language,
        "safe_times": message.safe_times,
        "signals": list(message.signals),
    }
    return _seal_twice("message", team_public, reporter_public, mailbox_hash, key, content)


def open_message(
    seed: bytes, mailbox_hash: bytes, key: bytes, envelope: bytes, reader: Reader = "team"
) -> Message:
    """Open a message; raises CannotOpen, or Malformed when the sealed content is no message."""
    content = _open("message", seed, mailbox_hash, key, envelope, reader)
    signals = content.get("signals")
    if not isinstance(signals, list):
        raise Malformed("signals are no list")
    return Message(
        text=_text(content.get("text")),
        role=_text(content.get("role")),
        language=_text(content.get("language")),
        safe_times=_text(content.get("safe_times")),
        signals=tuple(_text(signal) for signal in signals),
    )


def seal_answer(
    signing_seed: bytes,
    team_public: bytes,
    reporter_public: bytes,
    mailbox_hash: bytes,
    key: bytes,
    answer: Answer,
) -> SealedMessage:
    """Sign and seal an answer; raises ValueError when `by` or `on` holds NUL."""
    signature = signing.sign(
        signing_seed, _answer_context(mailbox_hash, key), _signed_bytes(answer)
    )
    content = {
        "text": answer.text,
        "by": answer.by,
        "on": answer.on,
        "signature": base64.b64encode(signature).decode(),
    }
    return _seal_twice("answer", team_public, reporter_public, mailbox_hash, key, content)


def open_answer(
    seed: bytes,
    verify_key: bytes,
    mailbox_hash: bytes,
    key: bytes,
    envelope: bytes,
    reader: Reader = "reporter",
) -> Answer:
    """Open an answer and check who wrote it.

    Raises CannotOpen, Malformed when the sealed content is no answer, and Forged
    when it is one that the team did not sign for this mailbox and key.
    """
    content = _open("answer", seed, mailbox_hash, key, envelope, reader)
    answer = Answer(
        text=_text(content.get("text")), by=_text(content.get("by")), on=_text(content.get("on"))
    )
    try:
        signature = base64.b64decode(_text(content.get("signature")), validate=True)
        signed = _signed_bytes(answer)
    except (binascii.Error, ValueError):
        raise Forged from None
    if not signing.verify(verify_key, _answer_context(mailbox_hash, key), signed, signature):
        raise Forged
    return answer


def _answer_context(mailbox_hash: bytes, key: bytes) -> bytes:
    return context("answer-signature", mailbox_hash.hex(), key.hex())


def _signed_bytes(answer: Answer) -> bytes:
    if "\0" in answer.by + answer.on:
        raise ValueError("a name or date may not hold NUL")
    return f"{answer.by}\0{answer.on}\0{answer.text}".encode()


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


def _text(value: object) -> str:
    """Return text that every store and page can hold: half a character becomes U+FFFD."""
    if not isinstance(value, str):
        raise Malformed("not text")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
