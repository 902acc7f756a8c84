"""A call note in two tabs while the staff door is killed: what a tab was told is stored, and no more."""

import json
import random
import threading
import time
import urllib.error
from collections import Counter

from endurance.drafts import Typist
from tests.support.installation import Installation
from uitweg.platform.sealing import tokens

JSON = "application/json"


class Tab:
    """One open page of a note, as its script keeps it."""

    def __init__(self, base: int) -> None:
        self.name, self.version, self.base = tokens.new_token(8).hex(), base, base


class NoteWriter:
    """A member who writes notes in two tabs. `lost` counts what was told and is not stored."""

    def __init__(self, city: Installation, cookie: str) -> None:
        self.done: Counter[str] = Counter()
        self.lost = 0
        self.faults: list[str] = []
        self._city, self._cookie = city, cookie
        self._page: Typist | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _go(self) -> None:
        while not self._stop.is_set():
            try:
                self._page = self._page or Typist(self._city, self._cookie, "/", "")
                self._write_a_note(self._page)
            except (OSError, ValueError):  # the door was killed while it was read
                time.sleep(0.2)

    def _write_a_note(self, page: Typist) -> None:
        """Save from two tabs in turn, and look now and then what the page shows."""
        key, tabs, number = tokens.new_token(16).hex(), [Tab(0), Tab(0)], 0
        possible, refused = {""}, set[str]()
        for _ in range(random.randint(4, 12)):
            tab, text = random.choice(tabs), f"Verzonnen {tokens.token_text(12)}"
            tab.version += 1
            body: dict[str, object] = {"csrfmiddlewaretoken": page.token, "key": key, "text": text}
            body |= {"version": tab.version - 1, "base": tab.base, "tab": tab.name}
            try:
                answer = json.loads(page.ask("/belnotitie/", body, accept=JSON))
            except urllib.error.HTTPError as error:
                if error.code != 409:
                    possible.add(text)
                    time.sleep(0.3)
                    continue
                refused.add(text)
                self.done["refused"] += 1
                tabs[tabs.index(tab)] = self._opened_anew(page, number) if number else tab
                continue
            except (OSError, ValueError):
                possible.add(text)
                self.done["answers_lost"] += 1
                time.sleep(0.3)
                continue
            tab.base = max(tab.base, answer["version"])
            number, possible = int(answer["number"][2:]), {text}
            self.done["saves"] += 1
            time.sleep(random.uniform(0, 0.2))
            if random.random() < 0.5:
                self._look(page, number, possible, refused)
        if number:
            self._look(page, number, possible, refused)

    def _opened_anew(self, page: Typist, number: int) -> Tab:
        """Load the page again, as somebody does whose text was refused."""
        html = page.ask(f"/belnotitie/{number}/")
        return Tab(int(html.partition('name="version" value="')[2].partition('"')[0]))

    def _look(self, page: Typist, number: int, possible: set[str], refused: set[str]) -> None:
        html = page.ask(f"/belnotitie/{number}/")
        shown = html.partition('data-says="Schrijf in de notitie"')[2]
        shown = shown.partition(">")[2].partition("</textarea>")[0].strip()
        self.done["looks"] += 1
        if shown not in possible or shown in refused:
            self.lost += 1
            self.faults.append(f"note {number} shows another text than the page said")
