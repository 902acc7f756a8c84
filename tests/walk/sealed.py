"""What sealing gives for fixed keys, and things sealed earlier that must still open.

`python -m tests.walk.sealed` makes sealed.json anew: only when the format itself is meant to change.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("sealed.json")
WORDS = ["appel", "boot", "citroen", "dak", "ezel", "fiets", "gras"]
SEED, SIGNING_SEED, KEY = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
FORM_KEY, MAILBOX = bytes(range(16)), bytes(range(100, 132))
TEXT = "Wat hij zei: “bel niet naar huis”. İ é 🙂\n" * 3


def lines() -> list[str]:
    """Return both, as lines; what does not open is named in its line."""
    return [*_outputs(), *_opened()]


def _outputs() -> Iterator[str]:
    """Yield what has no chance in it: the same key and text give the same bytes for ever."""
    from uitweg.platform.sealing import (
        blind_index,
        code,
        envelope,
        files,
        fingerprint,
        recovery,
        signing,
        split_key,
        tokens,
        wire,
    )

    stretched, public = code.stretch(WORDS), envelope.public_key(SEED)
    index = blind_index.BlindIndex.from_seed(SEED)
    made: dict[str, Any] = {
        "code.stretch id": stretched.mailbox_id,
        "code.stretch seed": stretched.seed,
        "code.mailbox_hash": code.mailbox_hash(stretched.mailbox_id),
        "envelope.public_key": tokens.sha256(public),
        "envelope.key_id": envelope.key_id(public),
        "fingerprint.words": fingerprint.words(public),
        "tokens.digest": tokens.digest("walk", b"text"),
        "tokens.keyed_digest": tokens.keyed_digest(KEY, "walk", b"text"),
        "tokens.chain": tokens.chain(b"before", b"text"),
        "tokens.derive": tokens.derive(KEY, "walk", 48),
        "tokens.content_name": tokens.content_name(b"text"),
        "signing.verify_key": signing.verify_key(SIGNING_SEED),
        "signing.sign": signing.sign(SIGNING_SEED, b"walk", b"text"),
        "split_key.link_key": split_key.link_key(KEY[:16], SEED),
        "split_key.answer_token": split_key.answer_token(KEY[:16], SEED),
        "split_key.link_proof": split_key.link_proof(KEY[:16]),
        "blind_index.tokens": b"".join(index.tokens("name", "smiley")),
        "recovery.to_words": " ".join(recovery.to_words(SEED)),
        "wire.context": wire.context("case", "12", "story"),
        "wire.pad": tokens.sha256(wire.pad(TEXT.encode())),
        "files.stored_name": files.stored_name(KEY[:16]),
        "files.padded_length": f"{files.padded_length(1)} {files.padded_length(70_000)}",
    }
    for name, value in made.items():
        yield f"{name} · {value.hex() if isinstance(value, bytes) else value}"


def _opened() -> Iterator[str]:
    """Yield what each earlier sealed thing says when it is opened now."""
    from uitweg.platform.sealing import (
        box,
        code,
        conversation,
        envelope,
        files,
        passphrase,
        signing,
        wire,
    )

    earlier = {name: bytes.fromhex(value) for name, value in json.loads(FILE.read_text()).items()}
    place, verify_key = wire.context("walk", "1", "text"), signing.verify_key(SIGNING_SEED)
    to_team, to_reporter = SEED, code.stretch(WORDS).seed
    letter = ((SEED, "team"), (to_reporter, "reporter"))
    openers: dict[str, Callable[[bytes], object]] = {
        "envelope": lambda sealed: envelope.unseal(to_team, place, sealed).decode(),
        "box": lambda sealed: box.unlock(KEY, place, sealed).decode(),
        "file": lambda sealed: b"".join(files.open_chunks(_file(), [sealed])).decode(),
        "salt": lambda sealed: passphrase.derive("molen kano brood", sealed).verifier_input.hex(),
    }
    for seed, reader in letter:
        openers[f"message to {reader}"] = partial(_message, conversation, seed, reader)
        openers[f"answer to {reader}"] = partial(_answer, conversation, seed, reader, verify_key)
    for name, opener in sorted(openers.items()):
        try:
            yield f"earlier {name} · opens: {opener(earlier[name])!r}"
        except Exception as error:
            yield f"earlier {name} · DOES NOT OPEN: {type(error).__name__}"


def _message(conversation: Any, seed: bytes, reader: str, sealed: bytes) -> object:
    return asdict(conversation.open_message(seed, MAILBOX, FORM_KEY, sealed, reader))


def _answer(conversation: Any, seed: bytes, reader: str, verify: bytes, sealed: bytes) -> object:
    return asdict(conversation.open_answer(seed, verify, MAILBOX, FORM_KEY, sealed, reader))


def _file() -> Any:
    """Return the description of the sealed file: with its id and key it opens."""
    from uitweg.platform.sealing import files, tokens

    content = TEXT.encode()
    return files.FileDescription(
        FORM_KEY, KEY, "brief.txt", "text/plain", len(content), tokens.sha256(content)
    )


def make() -> None:
    """Seal everything once more; the file that was there no longer proves anything."""
    from uitweg.platform.sealing import box, code, conversation, envelope, files, passphrase, wire

    place = wire.context("walk", "1", "text")
    team, reporter = envelope.public_key(SEED), envelope.public_key(code.stretch(WORDS).seed)
    said = conversation.MessageContent(TEXT, "school", "nl", "na vier uur", ("second-phone",))
    message = conversation.seal_message(team, reporter, MAILBOX, FORM_KEY, said)
    written = conversation.AnswerContent(TEXT, "Fatima", "2026-12-02", (_file(),))
    answer = conversation.seal_answer(SIGNING_SEED, team, reporter, MAILBOX, FORM_KEY, written)
    made = {
        "envelope": envelope.seal(team, place, TEXT.encode()),
        "box": box.lock(KEY, place, TEXT.encode()),
        "file": b"".join(files.seal(_file(), TEXT.encode())),
        "salt": passphrase.new_salt(),
        "message to team": message.for_team,
        "message to reporter": message.for_reporter,
        "answer to team": answer.for_team,
        "answer to reporter": answer.for_reporter,
    }
    text = json.dumps({name: sealed.hex() for name, sealed in made.items()}, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()
