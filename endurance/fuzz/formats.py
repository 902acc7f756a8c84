"""Sealed bytes and typed words, read in this process."""

import json
from datetime import UTC, datetime
from pathlib import Path

from endurance.fuzz.target import Target, ends, promise
from uitweg.platform.sealing import (
    badge_keys,
    badges,
    box,
    code,
    conversation,
    envelope,
    files,
    form_age,
    recovery,
    tokens,
)
from uitweg.platform.sealing.wire import (
    CannotOpen,
    Malformed,
    context,
    inspect,
    pad,
    padded_length_ok,
    unpad,
)

MAILBOX, KEY = bytes(32), bytes(16)
STAMPED_AT = 1_700_000_000
LONG = "Verzonnen. " * 900
BADGE_PICTURE = Path(__file__).parents[2] / "uitweg/knowledge/training/static/training/badge.png"
A_CLAIM = badges.BadgeClaim(
    *("https://a.example/leren/", "Verzonnen", "https://a.example/"),
    *("https://a.example/leren/les/", "Een les", "Verzonnen.", "Verzonnen.", "nl", "1"),
    datetime(2026, 1, 1, tzinfo=UTC),
    "Verzonnen Naam",
)


def envelopes() -> Target:
    """Envelopes of both suites: changed ones open for nobody, and say so in two ways only."""
    team, reporter, shared = envelope.new_seed(), envelope.new_seed(), box.new_key()
    messages = [a_message(text) for text in ("", "Verzonnen.", LONG)]
    made = [
        conversation.seal_message(
            envelope.public_key(team), envelope.public_key(reporter), MAILBOX, KEY, message
        )
        for message in messages
    ]
    sealed = {
        *(each.for_team for each in made),
        *(box.lock(shared, b"here", text) for text in (b"", b"Verzonnen.", bytes(5000))),
    }

    def attempt(raw: bytes) -> str:
        words = set()
        for read in (
            lambda: inspect(raw),
            lambda: padded_length_ok(raw),
            lambda: unpad(raw),
            lambda: envelope.is_public_key(raw),
            lambda: conversation.open_message(team, MAILBOX, KEY, raw, reader="team"),
            lambda: box.unlock(shared, b"here", raw),
        ):
            try:
                opened = read()
            except (Malformed, CannotOpen) as refusal:
                words.add(type(refusal).__name__)
            else:
                secret = isinstance(opened, bytes | conversation.MessageContent)
                unpadded = secret and isinstance(opened, bytes) and len(raw) % 4096 == 0
                promise(not secret or raw in sealed or unpadded, "a changed envelope opened")
        return "+".join(sorted(words)) or "opened"

    return Target(sorted(sealed), attempt)


def a_message(text: str) -> conversation.MessageContent:
    file = files.describe(b"verzonnen", name="foto.jpg", kind="image/jpeg")
    return conversation.MessageContent(text, "school", "nl", "na vieren", ("debts",), (file,))


def contents() -> Target:
    """What stands inside a message that opens: who sealed it may have sealed anything."""
    seed = envelope.new_seed()
    public = envelope.public_key(seed)
    where = context("message", MAILBOX.hex(), KEY.hex(), "team")
    made = conversation.seal_message(public, public, MAILBOX, KEY, a_message(LONG))
    inside = unpad(envelope.unseal(seed, where, made.for_team))

    def attempt(raw: bytes) -> str:
        sealed = envelope.seal(public, where, pad(raw))
        try:
            opened = conversation.open_message(seed, MAILBOX, KEY, sealed, reader="team")
        except (Malformed, CannotOpen) as refusal:
            return type(refusal).__name__
        texts = [opened.text, opened.role, opened.language, opened.safe_times, opened.level]
        texts += [*opened.signals, *(file.name + file.type for file in opened.files)]
        "".join(texts).encode()  # a text that cannot be encoded would break the page
        return "opened"

    return Target([inside], attempt)


def words() -> Target:
    """What people type that becomes a key or opens one: seven words, a recovery sheet, a stamp."""
    typed = " ".join(code.new_words())
    sheet = " ".join(recovery.to_words(recovery.new_recovery_seed()))
    secret = tokens.new_token()
    stamp = form_age.stamp(secret, KEY, at=STAMPED_AT)

    def attempt(raw: bytes) -> str:
        text = raw.decode("utf-8", "replace")
        promise(form_age.stamped_at(secret, KEY, text) in (None, STAMPED_AT), "a forged stamp")
        return "+".join(
            ends(read)
            for read in (lambda: code.read_words(text), lambda: recovery.from_words(text))
        )

    return Target([typed.encode(), sheet.encode(), stamp.encode()], attempt)


def lesson_badges() -> Target:
    """Badges of lessons as anybody brings them: a changed one is never taken for ours."""
    key = badge_keys.badge_key(tokens.new_token())
    token = badges.sign_badge(key, A_CLAIM)
    document = json.dumps({"id": f"data:application/vc+jwt,{token}"}).encode()
    picture = badges.bake_png(BADGE_PICTURE.read_bytes(), token)
    examples = [token.encode(), document, picture]
    ours = badges.read_badge(key, examples[0])

    def attempt(raw: bytes) -> str:
        try:
            read = badges.read_badge(key, raw)
        except badges.BadgeRefused as refused:
            return refused.why
        promise(read == ours, "a badge that nobody signed was read")
        return "read"

    return Target(examples, attempt)
