"""A state machine under kills: whoever sends, retries, goes back, edits or writes in two tabs.

What a page said is sent is what the desk and the mailbox show, no more and no less. Reporters use
the form without scripts and the sealed one; a member answers and answers again with another text;
another writes call notes in two tabs. Meanwhile processes are killed at random moments.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass

from endurance import reckoning, storm
from endurance.desk import Desk
from endurance.drafts import session_cookie
from endurance.notes import NoteWriter
from endurance.reckoning import opened_text, sound
from endurance.writers import REFUSED, TOLD, Book, Writer
from tests.support.installation import Installation
from tests.support.processes import Look, TeamKey, look, strike, team_key
from tests.support.reporters import Conversation, Line, Said
from uitweg.platform.sealing import code, tokens

TARGETS = [("public", "worker"), ("public", "parent"), ("public", "all"), ("staff", "worker")]
TARGETS += [("staff", "all"), ("desk", "all"), ("store", "backend")]
WEIGHTS = [4, 2, 2, 2, 2, 3, 3]
SETTLED_PER_KILL = 1.5


class EditingDesk(Desk):
    """A member who sends each answer again, with the same text and with another one."""

    def __init__(self, *given: object) -> None:
        self.done: Counter[str] = Counter()
        super().__init__(*given)  # type: ignore[arg-type]

    def _go(self) -> None:
        while not self._stop.is_set():
            lives = [life for life in self._lives() if len(life.answered) < 2]
            if lives:
                self._answer(random.choice(lives))
            time.sleep(random.uniform(0, 0.2))

    def _answer(self, life: Conversation) -> None:
        key, text = tokens.new_token(16), f"Antwoord {tokens.token_text(40)}"
        if self._send_until_answered(life, Said(key, text)):
            self.done["answers"] += 1
            for said in (Said(key, text), Said(key, f"Anders {tokens.token_text(40)}")):
                if self._send_until_answered(life, said) is (said.text != text):
                    self.faults.append("an answer that came back was told wrongly")
                self.done["answers_sent_again"] += 1


@dataclass
class AtWork:
    """Everybody who works while processes are killed."""

    city: Installation
    writers: list[Writer]
    desk: EditingDesk
    notes: NoteWriter

    def stop(self) -> None:
        for writer in self.writers:
            writer.stop()
        self.desk.stop()
        self.notes.stop()

    def done(self) -> Counter[str]:
        counted = sum((writer.done for writer in self.writers), Counter[str]()) + self.desk.done
        return counted + Counter({f"notes_{k}": v for k, v in self.notes.done.items()})

    def faults(self) -> list[str]:
        from_writers = [fault for writer in self.writers for fault in writer.faults]
        return [*from_writers, *self.desk.faults, *self.notes.faults]


def kills(city: Installation, *, times: int) -> dict[str, object]:
    """Kill `times` while everybody works; count what was lost, doubled, swapped or not refused."""
    started = time.monotonic()
    cookie = session_cookie(city)
    city.start()
    team, books = team_key(city), list[Book]()
    plain = (True, False, False)
    writers = [Writer(team, city.public_port, plain=each, books=books) for each in plain]
    desk = EditingDesk(city, lambda: [book.life for book in list(books) if book.has_begun])
    at_work = AtWork(city, writers, desk, NoteWriter(city, cookie))
    try:
        by_target = _kill(at_work, times)
        storm.calm(city)
    finally:
        at_work.stop()
    storm.calm(city)
    counted, done = _reckon(city, team, desk.seed, books), at_work.done()
    city.stop()
    whole, faults = sound(city), at_work.faults()
    return {
        "good": whole and not faults and not at_work.notes.lost and not any(counted.values()),
        "kills": times,
        "by_target": by_target,
        "conversations": len(books),
        "told_as_sent": sum(o == TOLD for book in books for o in book.told.values()),
        "refused": sum(o == REFUSED for book in books for o in book.told.values()),
        **dict(sorted(done.items())),
        **counted,
        "notes_lost_or_swapped": at_work.notes.lost,
        "store_whole": whole,
        "faults": faults[:20],
        "seconds": round(time.monotonic() - started),
    }


def _kill(at_work: AtWork, times: int) -> dict[str, int]:
    """Kill so many times, each after some more forms were sent."""
    city, by_target = at_work.city, Counter[str]()
    count = len(TARGETS) if city.environment.get("UITWEG_DATABASE_URL") else len(TARGETS) - 1
    for nth in range(1, times + 1):
        deadline = time.monotonic() + storm.PATIENCE_SECONDS
        while at_work.done()["settled"] < nth * SETTLED_PER_KILL and time.monotonic() < deadline:
            storm.revive(city)
            time.sleep(0.05)
        time.sleep(random.uniform(0, 0.5))
        part, whom = random.choices(TARGETS[:count], WEIGHTS[:count])[0]
        by_target[f"{part} {whom}"] += 1
        if random.random() < storm.OFTEN_CALM:
            storm.calm(city)
        if part == "desk":
            at_work.desk.process.kill()
        elif part == "store":
            storm.strike_the_store(city)
        else:
            strike(city.processes[part], whom=whom)
        storm.revive(city)
    return dict(sorted(by_target.items()))


def _reckon(city: Installation, team: TeamKey, seed: bytes, books: list[Book]) -> dict[str, int]:
    """Compare what was told with what the team and each reporter read (all zero is good).

    A text that does not open counts as swapped: nobody sent it.
    """
    found: Counter[str] = Counter(lost=0, doubled=0, swapped=0, never_told=0, answers_wrong=0)
    line = Line(city.public_port)
    with look(city) as rows:
        by_mailbox = _team_reads(rows, seed)
    for book in books:
        mailbox_hash = code.mailbox_hash(book.life.code.mailbox_id)
        texts = by_mailbox.get(mailbox_hash, Counter())
        stored = Counter({(w.text, w.danger): 0 for w in book.told}) + texts
        for words, outcome in book.told.items():
            count = stored[words.text, words.danger]
            found["lost"] += outcome == TOLD and not count
            found["doubled"] += count > 1
            found["never_told"] += outcome == REFUSED and count > 0
        sent = {(words.text, words.danger) for words in book.told}
        found["swapped"] += sum(n for content, n in texts.items() if content not in sent)
        mine, answers = _reporter_reads(line, team, book)
        found["swapped"] += mine != Counter(text for text, _ in texts.elements())
        told = Counter(said.text for said in book.life.answered)
        found["answers_wrong"] += answers != told
    return dict(found)


def _team_reads(rows: Look, seed: bytes) -> dict[bytes, Counter[tuple[str, bool]]]:
    """Decrypt every message with the team's key: text and mark of danger, by mailbox."""
    query = (
        "SELECT r.mailbox_hash, m.key, m.for_team, m.danger_now FROM channel_message m "
        "JOIN channel_report r ON r.id = m.report_id"
    )
    read: dict[bytes, Counter[tuple[str, bool]]] = {}
    for mailbox, key, sealed, danger in rows.execute(query):
        text = opened_text(None, seed, bytes(mailbox), bytes(key), bytes(sealed), "team")
        read.setdefault(bytes(mailbox), Counter())[text, bool(danger)] += 1
    return read


def _reporter_reads(line: Line, team: TeamKey, book: Book) -> tuple[Counter[str], Counter[str]]:
    """Open the mailbox with its words: the reporter's own messages, and the answers."""
    secret, mine, answers = book.life.code, Counter[str](), Counter[str]()
    for _, from_team, text in reckoning.read_mailbox(line, team, secret):
        (answers if from_team else mine)[text] += 1
    return mine, answers
