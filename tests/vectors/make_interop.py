"""Make interop.json: what Python sealed and signed, for the JavaScript to open.

Run it again only when the wire format changes: `python -m tests.vectors.make_interop`.
The seeds are fixed; sealing is random, so each run gives other bytes of the same content.
"""

import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from uitweg.platform.sealing import code, conversation, envelope, signing
from uitweg.platform.sealing.wire import context, pad

WORDS = ["appel", "boot", "citroen", "dak", "ezel", "fiets", "gras"]
TEAM_SEED = bytes(range(32))
SIGNING_SEED = bytes(range(32, 64))
KEY = bytes(range(16))
MESSAGE = conversation.MessageContent(
    text='Mijn zoon heeft twee telefoons.\nIk maak me zorgen – wat nu? 😟 \\ "\u0000',
    role="parent",
    language="nl",
    safe_times="doordeweeks na 20:00",
    signals=("sudden-expensive-things", "second-phone"),
)
ANSWER = conversation.AnswerContent(
    text="Dank je wel. Bel ons gerust: 14 020.", by="Fatima", on="2026-01-05"
)


MAILBOX_HASH = code.mailbox_hash(code.stretch(WORDS).mailbox_id)


def unsigned_answers(reporter_public: bytes) -> list[str]:
    """Seal answers the team did not sign: no signature, nonsense, signed elsewhere, words moved."""
    mailbox, key = MAILBOX_HASH.hex(), KEY.hex()
    elsewhere = context("answer-signature", mailbox, bytes(16).hex())
    here = context("answer-signature", mailbox, key)
    contents: list[dict[str, Any]] = [
        {"text": "x", "by": "y", "on": "z", "signature": ""},
        {"text": "x", "by": "y", "on": "z", "signature": "%"},
        {"text": "x", "by": "y", "on": "z", "signature": _signed(elsewhere, b"y\0z\0x")},
        {"text": "d", "by": "a\0b", "on": "c", "signature": _signed(here, b"a\0b\0c\0d")},
    ]
    place = context("answer", mailbox, key, "reporter")
    return [
        envelope.seal(reporter_public, place, pad(json.dumps(content).encode())).hex()
        for content in contents
    ]


def _signed(place: bytes, message: bytes) -> str:
    return base64.b64encode(signing.sign(SIGNING_SEED, place, message)).decode()


def interop() -> dict[str, Any]:
    """Return everything the other language needs to open what is sealed here; bytes as hex."""
    stretched = code.stretch(WORDS)
    publics = envelope.public_key(TEAM_SEED), envelope.public_key(stretched.seed)
    message = conversation.seal_message(*publics, MAILBOX_HASH, KEY, MESSAGE)
    answer = conversation.seal_answer(SIGNING_SEED, *publics, MAILBOX_HASH, KEY, ANSWER)
    return {
        "source": "made by make_interop.py with the Python side of uitweg/sealing",
        "words": WORDS,
        "mailboxId": stretched.mailbox_id.hex(),
        "mailboxHash": MAILBOX_HASH.hex(),
        "key": KEY.hex(),
        "teamSeed": TEAM_SEED.hex(),
        "teamPublic": publics[0].hex(),
        "reporterSeed": stretched.seed.hex(),
        "reporterPublic": publics[1].hex(),
        "verifyKey": signing.verify_key(SIGNING_SEED).hex(),
        "message": {
            "content": asdict(MESSAGE),
            "forTeam": message.for_team.hex(),
            "forReporter": message.for_reporter.hex(),
        },
        "answer": {
            "content": asdict(ANSWER),
            "forTeam": answer.for_team.hex(),
            "forReporter": answer.for_reporter.hex(),
        },
        "forged": unsigned_answers(publics[1]),
    }


if __name__ == "__main__":
    Path(__file__).with_name("interop.json").write_text(
        json.dumps(interop(), indent=1) + "\n", encoding="utf-8"
    )
