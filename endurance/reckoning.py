"""The check after the kills: everything acknowledged is stored, once, and readable by both sides."""

import json
from base64 import b64decode
from collections import Counter
from typing import Any

from tests.support import attached
from tests.support.installation import Installation
from tests.support.processes import Look, TeamKey, look
from tests.support.reporters import Conversation, Line, mailbox_body
from uitweg.platform.sealing import code, conversation

UNREADABLE = "\0"


def reckon(
    city: Installation, team: TeamKey, seed: bytes, lives: list[Conversation]
) -> dict[str, int]:
    """Count what was lost, duplicated or left over (all zero is good). Both doors must be up."""
    found: Counter[str] = Counter(lost=0, doubled=0, changed=0, not_wiped=0, trail_missing=0)
    found.update(files_lost=0, files_changed=0)
    line = Line(city.public_port)
    for life in lives:
        _reporter_reads(line, team, life, found)
    with look(city) as rows:
        _team_reads(rows, team, seed, lives, found)
        query = "SELECT key, report_id FROM channel_answer"
        answers = {bytes(key): report for key, report in rows.execute(query)}
    _in_the_audit_log(city, lives, answers, found)
    return dict(found)


def _reporter_reads(line: Line, team: TeamKey, life: Conversation, found: Counter[str]) -> None:
    """Open a mailbox with its words, as the mailbox page does, and compare it with what was sent."""
    secret = life.code
    rows = read_mailbox(line, team, secret)
    if life.wiped:
        found["not_wiped"] += len(rows)
        return
    texts = Counter((key, text) for key, _, text in rows)
    _compare(texts, life, found)
    for file in life.files:
        attached.compare(file, attached.fetched(line.post, secret, file), found)


def read_mailbox(line: Line, team: TeamKey, secret: code.Code) -> list[tuple[bytes, bool, str]]:
    """Return what a mailbox shows whoever has its words: key, whether the team wrote it, text."""
    mailbox_hash, read = code.mailbox_hash(secret.mailbox_id), []
    for row in _mailbox(line, secret):
        key, sealed = b64decode(row["key"]), b64decode(row["envelope"])
        by_team = team if row["from"] == "team" else None
        text = opened_text(by_team, secret.seed, mailbox_hash, key, sealed, "reporter")
        read.append((key, by_team is not None, text))
    return read


def _mailbox(line: Line, secret: code.Code) -> list[dict[str, Any]]:
    whole, length, page = b"", 1, 0
    while len(whole) < length:
        status, raw = line.post("/postvak/verzegeld/", mailbox_body(secret, page))
        assert status == 200, raw[:200]
        length, page = int.from_bytes(raw[:4]), page + 1
        whole += raw[4:]
    read: list[dict[str, Any]] = json.loads(whole[:length] or "[]")
    return read


def _team_reads(
    rows: Look,
    team: TeamKey,
    seed: bytes,
    lives: list[Conversation],
    found: Counter[str],
) -> None:
    """Decrypt every stored row with the team's key and compare it with what was sent."""
    by_mailbox: dict[bytes, Counter[tuple[bytes, str]]] = {}
    query = "SELECT r.mailbox_hash, m.key, m.for_team FROM channel_{} m JOIN channel_report r ON r.id = m.report_id"
    for mailbox, key, sealed in _bytes(rows.execute(query.format("message"))):
        text = opened_text(None, seed, mailbox, key, sealed, "team")
        by_mailbox.setdefault(mailbox, Counter())[key, text] += 1
    for mailbox, key, sealed in _bytes(rows.execute(query.format("answer"))):
        text = opened_text(team, seed, mailbox, key, sealed, "team")
        by_mailbox.setdefault(mailbox, Counter())[key, text] += 1
    for life in lives:
        stored = by_mailbox.get(code.mailbox_hash(life.code.mailbox_id), Counter())
        if life.wiped:
            found["not_wiped"] += stored.total()
            found["not_wiped"] += sum(attached.left(rows, file) for file in life.files)
        else:
            _compare(stored, life, found)
            for file in life.files:
                attached.compare(file, attached.stored(rows, file), found)


def _bytes(rows: list[tuple[Any, ...]]) -> list[tuple[bytes, ...]]:
    return [tuple(map(bytes, row)) for row in rows]


def opened_text(
    team: TeamKey | None,
    seed: bytes,
    mailbox: bytes,
    key: bytes,
    sealed: bytes,
    reader: conversation.Reader,
) -> str:
    """Decrypt a message, or with `team` an answer; UNREADABLE when it does not open."""
    try:
        if team is None:
            return conversation.open_message(seed, mailbox, key, sealed, reader=reader).text
        return conversation.open_answer(
            seed, team.verify_key, mailbox, key, sealed, reader=reader
        ).text
    except (conversation.CannotOpen, conversation.Malformed, conversation.ForgedAnswer):
        return UNREADABLE


def _compare(stored: Counter[tuple[bytes, str]], life: Conversation, found: Counter[str]) -> None:
    sent = {said.key: said.text for said in [*life.said, *life.answered]}
    times = Counter[bytes]()
    for (key, text), count in stored.items():
        times[key] += count
        found["changed"] += key in sent and text != sent[key]
    found["lost"] += sum(key not in times for key in sent)
    found["doubled"] += sum(count - (key in sent) for key, count in times.items())


def _in_the_audit_log(
    city: Installation, lives: list[Conversation], answers: dict[bytes, int], found: Counter[str]
) -> None:
    """Count acknowledged answers without an audit entry, and a broken audit log."""
    with look(city, "staff") as staff:
        listed = staff.execute("SELECT thing FROM audit_auditentry WHERE act = 'report:answer'")
        lines = Counter(thing for (thing,) in listed)
    wanted = Counter(
        f"report:{answers[said.key]}"
        for life in lives
        if not life.wiped
        for said in life.answered
        if said.key in answers
    )
    found["trail_missing"] += (wanted - lines).total() + (city.run("verify-audit").returncode != 0)


def sound(city: Installation) -> bool:
    """Return whether both databases pass their own integrity checks."""
    return all(_whole(city, store) for store in ("channel", "staff"))


def _whole(city: Installation, store: str) -> bool:
    with look(city, store) as rows:
        if rows.mark == "?":
            broken = rows.execute("PRAGMA foreign_key_check")
            return not broken and rows.execute("PRAGMA integrity_check") == [("ok",)]
        tables = rows.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables:  # reads every row, its long values too
            rows.execute(f'SELECT sum(length(t::text)) FROM "{table}" t')
        return bool(tables)
