"""A video of 100 MB through Chromium and the running doors, while somebody else sends reports.

The video is random bytes, so that compression does not help. A reporter chooses it on the page,
where it is encrypted chunk by chunk and sent with a message, and saves it from the mailbox; a
member downloads it as well. Both downloads are compared with the original. Meanwhile somebody else
sends ten reports a second.
"""

import hashlib
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench import doors
from bench.figures import Figure, quantile
from tests.support import machine
from tests.support.doors import Member
from tests.support.installation import Installation
from tests.support.processes import channel, team_key
from tests.support.reporters import Conversation, Line, Said, seal
from uitweg.platform.sealing import code, tokens
from uitweg.platform.sealing.files import LARGEST_FILE_BYTES

SMALL = 10 * 1024 * 1024
PATIENCE_MS = 600_000
PAUSE = 0.1


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Send, save and download the video; all processes must be up."""
    film = city.folder.parent / "film.mp4"
    film.write_bytes(os.urandom(SMALL if small else LARGEST_FILE_BYTES))
    sent_hash, name = _hash(film), f"video of {film.stat().st_size >> 20} MiB"
    before = doors.memory(city, "before a video", "")
    with Watch(lambda: doors.memory(city, "", "").value) as public, Neighbour(city) as neighbour:
        sent, saved, whole = _as_a_reporter(city, film)
    member, address = Member(city), _address(city)
    with Watch(lambda: doors.memory(city, "", "").value) as staff:
        started = time.perf_counter()
        fetched = hashlib.sha256(member.download(address)).hexdigest()
        took = time.perf_counter() - started
    changed = (whole != sent_hash) + (fetched != sent_hash)
    tried, waits = len(neighbour.waits), [1000 * each for each in neighbour.waits]
    return [
        Figure(f"{name}, chosen until all over, in Chromium", round(sent, 1), "s"),
        Figure(f"{name}, fetched, opened and checked in the mailbox", round(saved, 1), "s"),
        Figure(f"{name}, fetched by a member as it is", round(took, 1), "s"),
        Figure(f"{name}, times it arrived as something else", changed, "of 2", "≤ 0"),
        before,
        Figure("memory, all parts, most while it is sent and saved", public.most, "MB PSS", "≤ 500"),
        Figure("memory, all parts, most while a member fetches it", staff.most, "MB PSS", "≤ 500"),
        doors.memory(city, "after a video", ""),
        Figure("a report beside a video, median", round(quantile(waits, 0.5)), "ms"),
        Figure("a report beside a video, p99", round(quantile(waits, 0.99)), "ms", "≤ 2000"),
        Figure("a report beside a video, refused", neighbour.refused, f"of {tried}", "≤ 0"),
    ]  # fmt: skip


def _as_a_reporter(city: Installation, film: Path) -> tuple[float, float, str]:
    """Return the seconds to send and to save the video, and the checksum of what was saved."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=machine.browser(), args=machine.BROWSER_FLAGS
        )
        page = chromium.new_page(locale="nl-NL")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(city.public + "/schrijven/")
        page.get_by_role("button", name="Geef mij zeven woorden").click()
        words = page.locator("ol.note:visible li").all_text_contents()
        page.get_by_role("button", name="Ik heb ze bewaard").click()
        page.get_by_role("button", name="Voeg een foto of bestand toe").click()
        started = time.perf_counter()
        page.locator("input[type=file][multiple]").set_input_files(film)
        expect(page.locator(".files li")).to_contain_text("Staat klaar", timeout=PATIENCE_MS)
        sent = time.perf_counter() - started
        page.locator("#text").fill("Dit filmpje kreeg ik gestuurd.")
        page.get_by_role("button", name="Op slot doen en versturen").click()
        page.get_by_role("heading", name="Je bericht is verstuurd").wait_for()
        saved, found = _saved(page, city, words)
        chromium.close()
    return sent, saved, found


def _saved(page: Page, city: Installation, words: list[str]) -> tuple[float, str]:
    page.goto(city.public + "/postvak/")
    page.get_by_label("Je zeven woorden").fill(" ".join(words))
    page.get_by_role("button", name="Openen").click()
    started = time.perf_counter()
    page.get_by_role("button", name="Bewaar: bijlage-1.mp4").click()
    link = page.get_by_role("link", name="bijlage-1.mp4")
    link.wait_for()
    took = time.perf_counter() - started
    with page.expect_download() as coming:
        link.click()
    return took, _hash(Path(coming.value.path()))


def _address(city: Installation) -> str:
    """Return the address at which a member downloads the newest file."""
    rows = channel(city.folder)
    query = "SELECT report_id, id FROM channel_attachment ORDER BY id DESC LIMIT 1"
    report, number = rows.execute(query).fetchone()
    rows.close()
    return f"/werk/melding/{report}/bestand/{number}/"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Watch:
    """Measures something five times a second, in a thread; `most` is the highest value."""

    def __init__(self, look: Callable[[], float]) -> None:
        self.most, self._look, self._over = 0.0, look, threading.Event()
        self._thread = threading.Thread(target=self._go)

    def _go(self) -> None:
        while not self._over.wait(0.2):
            with suppress(OSError):  # a process that ended meanwhile
                self.most = max(self.most, self._look())

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


class Neighbour:
    """Somebody who sends reports all the time; `waits` are the seconds that each took."""

    def __init__(self, city: Installation) -> None:
        self.waits: list[float] = []
        self.refused = 0
        self._team, self._line = team_key(city.folder), Line(city.public_port)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go)

    def _go(self) -> None:
        while not self._over.wait(PAUSE):
            said = Said(tokens.new_token(16), "Verzonnen")
            body = seal(self._team, Conversation(code.new_words()).code, said, first=True)
            started = time.perf_counter()
            try:
                status, _ = self._line.post("/schrijven/verzegeld/", body)
            except (OSError, HTTPException):
                status = 0
            self.waits.append(time.perf_counter() - started)
            self.refused += status != 200

    def __enter__(self) -> "Neighbour":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._line.close()
