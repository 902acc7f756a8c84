"""How soon new danger shows on an open Nu, and what the live screens of 20 members cost.

Danger is sent at random moments while somebody else sends ten reports a second; a Chromium with Nu
open notes when its line told of each. The other screens ask as a page does, each at its own moment.
`python -m bench.live` prints it and writes bench/live.json.
"""

import json
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench import machine
from bench.figures import Figure, quantile, table
from bench.flow import cpu_seconds
from bench.video import Neighbour
from tests.support import machine as test_machine
from tests.support.installation import Installation
from tests.support.processes import look, team_key
from tests.support.reporters import Conversation, Line, Said, seal
from uitweg.platform.sealing import code, tokens

RECORD = Path(__file__).with_name("live.json")
SCREENS, EVERY = 20, 8
"""As `EVERY` in live.js, in seconds."""
MEMBERS = ("fatima", "joris", "ruud")
IDLE_SECONDS, DANGERS, PAUSE = 120, 150, 2.0
WATCH = """() => {
    window.told = [];
    const status = document.querySelector("#nieuw [aria-live]");
    const note = () => told.push([Date.now(), JSON.parse(sessionStorage.getItem("gevaar")).said]);
    new MutationObserver(note).observe(status, { childList: true });
}"""


class Screens:
    """The open pages of members who do nothing: each asks what is new, and keeps what it got."""

    def __init__(self, city: Installation, count: int) -> None:
        self.statuses = dict[int, int]()
        self._city, self._over = city, threading.Event()
        self._threads = [threading.Thread(target=self._go, args=(n,)) for n in range(count)]

    def _go(self, nth: int) -> None:
        line, stand = Line(self._city.staff_port), ""
        cookie = f"uitweg={self._city.cookie_of(MEMBERS[nth % len(MEMBERS)])}"
        self._over.wait(random.uniform(0, EVERY))
        while not self._over.is_set():
            try:
                status, body = line.get(
                    f"/werk/gevaar/?stand={stand}", Cookie=cookie, **{"X-By-Itself": "1"}
                )
                stand = json.loads(body)["stand"] if status == 200 else stand
            except (OSError, HTTPException):
                status = 0
            self.statuses[status] = self.statuses.get(status, 0) + 1
            self._over.wait(EVERY)
        line.close()

    def __enter__(self) -> "Screens":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


def figures(city: Installation) -> list[Figure]:
    """Measure; both doors must be up."""
    return [*_idle(city), *_until_told(city)]


def _idle(city: Installation) -> list[Figure]:
    started = cpu_seconds(city, "staff")
    time.sleep(IDLE_SECONDS / 4)
    nobody = 100 * (cpu_seconds(city, "staff") - started) / (IDLE_SECONDS / 4)
    with Screens(city, SCREENS) as screens:
        time.sleep(2 * EVERY)
        started = cpu_seconds(city, "staff")
        time.sleep(IDLE_SECONDS)
        share = 100 * (cpu_seconds(city, "staff") - started) / IDLE_SECONDS
    wrong = sum(count for status, count in screens.statuses.items() if status not in (200, 204))
    name = f"live screens of {SCREENS} members, idle"
    floor = f"nobody there {nobody:.2f} %"
    return [
        Figure(f"{name}, staff door's processor", round(share, 2), "% of a core", "≤ 1", floor),
        Figure(f"{name}, questions without an answer", wrong, "", "≤ 0"),
    ]


def _until_told(city: Installation) -> list[Figure]:
    sent = dict[bytes, float]()
    with _nu(city) as page, Screens(city, SCREENS - 1), Neighbour(city) as neighbour:
        line, team = Line(city.public_port), team_key(city.folder)
        for _ in range(DANGERS):
            said = Said(tokens.new_token(16), "Verzonnen")
            body = json.loads(seal(team, Conversation(code.new_words()).code, said, first=True))
            line.insist("/schrijven/verzegeld/", json.dumps(body | {"danger": True}).encode())
            sent[said.key] = time.time()
            page.wait_for_timeout(random.uniform(0, 2000 * PAUSE))
        page.wait_for_timeout(2000 * EVERY)
        told: list[tuple[float, list[str]]] = page.evaluate("told")
    waits = _waits(city, sent, told)
    name = "danger, from sent to told on an open Nu"
    load = f"beside {len(neighbour.waits)} other reports"
    return [
        Figure(f"{name}, p50", round(quantile(waits, 0.5), 1), "s"),
        Figure(f"{name}, p99", round(quantile(waits, 0.99), 1), "s", "≤ 10", load),
        Figure(f"{name}, never told", len(sent) - len(waits), f"of {len(sent)}", "≤ 0"),
    ]


@contextmanager
def _nu(city: Installation) -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=test_machine.browser(), args=list(test_machine.BROWSER_FLAGS)
        )
        context = browser.new_context(locale="nl-NL")
        cookie: Any = {"name": "uitweg", "value": city.cookie_of("fatima")}
        context.add_cookies([cookie | {"domain": "127.0.0.1", "path": "/"}])
        page = context.new_page()
        page.goto(city.staff + "/werk/")
        page.locator("#nieuw[data-has]").wait_for(state="attached")
        page.evaluate(WATCH)
        yield page
        browser.close()


def _waits(
    city: Installation, sent: dict[bytes, float], told: list[tuple[float, list[str]]]
) -> list[float]:
    """Return the seconds from each acknowledgement to the first moment the page named it."""
    first = dict[str, float]()
    for at, keys in told:
        for key in keys:
            first.setdefault(key, at / 1000)
    with look(city) as store:
        ids = {
            bytes(key): f"m{pk}" for pk, key in store.execute("SELECT id, key FROM channel_message")
        }
    return [first[ids[key]] - at for key, at in sent.items() if ids[key] in first]


def main() -> None:
    head = machine.head("python -m bench.live")
    with tempfile.TemporaryDirectory(prefix="uitweg-live-") as folder:
        city = Installation(Path(folder) / "data", {"UITWEG_LOAD_LEVEL": "calm"}).make().start()
        try:
            measured = figures(city)
        finally:
            city.stop()
    print(" · ".join(f"{name} {value}" for name, value in head.items()))
    print(table(measured))
    rows = [figure.row() for figure in measured]
    RECORD.write_text(
        json.dumps({"head": head, "figures": rows}, indent=1, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    main()
