"""People who send, lose the answer, send again, go back, edit, and write in two tabs."""

import http.client
import random
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

from tests.support.processes import TeamKey
from tests.support.reporters import Conversation, Line, Said, seal
from uitweg.platform.content import load
from uitweg.platform.sealing import code, tokens

PATIENCE = 180
FORM = "application/x-www-form-urlencoded"
TOLD, REFUSED, UNKNOWN = "told", "refused", "unknown"


@dataclass(frozen=True)
class Words:
    """What a form says; no two are equal, but for the mark of danger."""

    text: str
    danger: bool

    @classmethod
    def new(cls) -> "Words":
        return cls(f"Verzonnen {tokens.token_text(random.randint(8, 1500))}", coin(0.3))


@dataclass
class Book:
    """What one reporter was told of everything they ever sent in one conversation.

    By the key of the form and what it said: the same words from two forms are two messages.
    """

    life: Conversation
    told: dict[tuple[bytes, Words], str] = field(default_factory=dict)

    @property
    def has_begun(self) -> bool:
        """Whether the report is there for the team to answer."""
        return TOLD in list(self.told.values())

    def note(self, key: bytes, words: Words, outcome: str) -> None:
        """Once told, always told; a refusal settles what was unknown."""
        if self.told.get((key, words)) != TOLD:
            self.told[key, words] = outcome


def coin(chance: float) -> bool:
    return random.random() < chance


class Writer:
    """A thread that lives one reporter's life after another, with forms as a browser has them.

    `plain` is the form without scripts, else each message is sealed here. `done` counts what was
    done: sends, retries, edits, tries without an answer and forms in two tabs.
    """

    def __init__(self, team: TeamKey, port: int, *, plain: bool, books: list[Book]) -> None:
        self.books = books
        self.done: Counter[str] = Counter()
        self.faults: list[str] = []
        self.team, self.port, self.plain = team, port, plain
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _go(self) -> None:
        while not self._stop.is_set():
            book = Book(Conversation(code.new_words()))
            if self.plain:  # the door stretches these words itself
                book.life.rounds = code.ITERATIONS
            self.books.append(book)
            self._live(book)

    def _live(self, book: Book) -> None:
        """Report with one form in every way, and sometimes write more with a second form."""
        for first in (True, False)[: 1 + coin(0.4)]:
            form = Form(self, book, first=first)
            words = Words.new()
            if form.insist(words) != TOLD:
                return
            for _ in range(random.randint(1, 4)):
                step = random.choice([form.again, form.edit, form.edit_danger, form.two_tabs])
                words = step(words)
                time.sleep(random.uniform(0, 0.1))


class Form:
    """One form: its key goes along with whatever is sent from it."""

    def __init__(self, writer: Writer, book: Book, *, first: bool) -> None:
        self._writer, self._book, self._first = writer, book, first
        self._key = tokens.new_token(16)
        self._sealed: dict[tuple[bytes, Words], bytes] = {}

    def again(self, words: Words) -> Words:
        """Send the same once more, as after a lost answer."""
        self._writer.done["retries"] += 1
        self.insist(words)
        return words

    def edit(self, _words: Words) -> Words:
        """Go back, write something else, and send."""
        return self._edited(Words.new())

    def edit_danger(self, words: Words) -> Words:
        """Go back and change only the mark of danger."""
        return self._edited(Words(words.text, not words.danger))

    def two_tabs(self, _words: Words) -> Words:
        """Send two texts of one form at the same moment."""
        self._writer.done["two_tabs"] += 1
        one, other = Words.new(), Words.new()
        tab = threading.Thread(target=self.insist, args=(one,))
        tab.start()
        self.insist(other)
        tab.join()
        return other

    def _edited(self, words: Words) -> Words:
        self._writer.done["edits"] += 1
        if self.insist(words) == REFUSED:  # the page keeps the text and sends it from a new form
            self._writer.done["sent_from_a_new_form"] += 1
            self._key, self._first = tokens.new_token(16), False
            self.insist(words)
        return words

    def insist(self, words: Words) -> str:
        """Send until told or refused; sometimes hang up before the answer, sometimes give up."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            hang_up = coin(0.15)
            self._writer.done["hung_up"] += hang_up
            outcome = self._send(words, hang_up=hang_up)
            self._book.note(self._key, words, outcome)
            if outcome != UNKNOWN:
                self._writer.done["settled"] += 1
                return outcome
            self._writer.done["tries_unanswered"] += 1
            time.sleep(random.uniform(0, 0.2))
        self._writer.faults.append("not told within three minutes")
        return UNKNOWN

    def _send(self, words: Words, *, hang_up: bool) -> str:
        self._writer.done["sends"] += 1
        line = Line(self._writer.port, timeout=random.uniform(0, 0.3) if hang_up else 20)
        try:
            if self._writer.plain:
                return self._send_plain(line, words)
            return self._send_sealed(line, words)
        except (OSError, http.client.HTTPException):
            return UNKNOWN
        finally:
            line.close()

    def _send_plain(self, line: Line, words: Words) -> str:
        """Post the form, and believe only what the page itself says."""
        path = "/schrijven/versturen/" if self._first else "/postvak/bericht/"
        form = {"words": " ".join(self._book.life.words), "key": self._key.hex()}
        form |= {"text": words.text} | ({"danger": "on"} if words.danger else {})
        status, raw = line.post(path, urllib.parse.urlencode(form).encode(), kind=FORM)
        page, said = raw.decode(), load().channel
        if status == 200 and self._first and "Je bericht is verstuurd" in page:
            if (said["wrote_danger"] in page) is not words.danger:
                self._writer.faults.append("the page says another danger than was sent")
            return TOLD
        if status == 200 and not self._first and words.text in page:
            return TOLD
        return REFUSED if status == 409 else UNKNOWN

    def _send_sealed(self, line: Line, words: Words) -> str:
        path = "/schrijven/verzegeld/" if self._first else "/postvak/verzegeld/bericht/"
        body = self._sealed.get((self._key, words))
        if body is None:
            said, secret = Said(self._key, words.text), self._book.life.code
            body = seal(self._writer.team, secret, said, first=self._first, danger=words.danger)
            self._sealed[self._key, words] = body
        status, _ = line.post(path, body)
        return {200: TOLD, 409: REFUSED}.get(status, UNKNOWN)
