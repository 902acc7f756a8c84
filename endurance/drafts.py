"""kill -9 while a member types: every acknowledged draft must be stored, and none be older."""

import json
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from tests.support.installation import Installation
from tests.support.processes import end_group, launch, strike

LOGIN = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.utils import timezone
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import Member
by = Member.objects.get(login="fatima")
ring = login.keyring_of(by, login.unlock_seed(by, PHRASE))
print(sessions.open_session(by, ring, now=timezone.now()))
"""
PLACES = ("/casus/1/", "/casus/1/persoon/")
A_PAUSE = 0.4
PATIENCE = 60


@dataclass
class Typist:
    """A page in which a member types increasing numbers; `told` is the last one acknowledged."""

    city: Installation
    cookie: str
    place: str
    tab: str
    told: int = 0
    saves: int = 0
    turn: int = 0
    base: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cookies, self.token = f"uitweg={self.cookie}", ""
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.ask("/onverstuurd/"))
        assert found
        self.token = found[1]

    def ask(self, path: str, body: dict[str, object] | None = None, *, accept: str = "*/*") -> str:
        """Get a page of the staff door, or post a form there. Raises HTTPError and OSError."""
        posted = urllib.parse.urlencode(body).encode() if body else None
        headers = {"Cookie": self.cookies, "Origin": self.city.staff, "Accept": accept}
        request = urllib.request.Request(self.city.staff + path, data=posted, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            if not self.token and (given := answer.headers.get("Set-Cookie")):
                self.cookies += f"; {given.partition(';')[0]}"
            return str(answer.read().decode())

    def type(self) -> None:
        """Save the next number, as the autosave script does."""
        self.turn += 1
        words = {"page": self.place, "title": "", "what": "Proef"}
        fields = [["text", f"{self.place} getal {self.turn}.", "Tekst", ""]]
        body: dict[str, object] = {
            "csrfmiddlewaretoken": self.token,
            "place": self.place,
            "key": "ab" * 16,
        }
        body |= {"words": json.dumps({**words, "fields": fields}), "base": self.base}
        try:
            answer = self.ask("/onverstuurd/bewaar/", body | {"tab": self.tab, "turn": self.turn})
            self.base = json.loads(answer)["version"]
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                self.faults.append(f"{self.place}: {error.code}")
        except (OSError, ValueError):
            pass  # the door was killed and acknowledged nothing
        else:
            self.told, self.saves = self.turn, self.saves + 1

    def stored_number(self) -> int:
        """Return the number in the stored draft; 0 when there is none."""
        match = re.search(re.escape(self.place) + r" getal (\d+)\.", self.ask("/onverstuurd/"))
        return int(match[1]) if match else 0


def session_cookie(city: Installation) -> str:
    """Log fatima in; return her session's cookie."""
    phrase = city.members()["fatima"]["phrase"]
    return city.program(LOGIN.replace("PHRASE", repr(phrase))).stdout.strip()


def kills(city: Installation, *, times: int) -> dict[str, object]:
    """Kill the staff door `times` while two pages type; count drafts that were lost or got older."""
    cookie = session_cookie(city)
    city.start("staff")
    pages = [Typist(city, cookie, place, f"{n:016x}") for n, place in enumerate(PLACES)]
    stop, lost, seen = threading.Event(), 0, dict.fromkeys(PLACES, 0)

    def go_on() -> None:
        while not stop.is_set():
            for page in pages:
                page.type()
            stop.wait(random.uniform(0, 2 * A_PAUSE))

    typing = threading.Thread(target=go_on)
    typing.start()
    try:
        for _ in range(times):
            time.sleep(random.uniform(0, 3 * A_PAUSE))
            acknowledged = {page.place: page.told for page in pages}
            strike(city.processes["staff"], whom=random.choice(("worker", "all")))
            staff_up(city)
            for page in pages:
                number = page.stored_number()
                lost += number < max(acknowledged[page.place], seen[page.place])
                seen[page.place] = number
    finally:
        stop.set()
        typing.join()
    staff_up(city)
    lost += sum(page.stored_number() < page.told for page in pages)
    faults = [fault for page in pages for fault in page.faults]
    return {
        "good": not lost and not faults,
        "kills": times,
        "saves_acknowledged": sum(page.saves for page in pages),
        "lost_or_older": lost,
        "faults": faults[:20],
    }


def staff_up(city: Installation) -> None:
    """Restart the door when it has ended, as a supervisor does, and wait until it answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if city.processes["staff"].poll() is not None:
            end_group(city.processes["staff"])
            launch(city, "staff")
        try:
            return city.wait_for("staff")
        except AssertionError:
            if time.monotonic() > deadline:
                raise
