"""An installation for tests: both doors and the worker as processes, with a data folder of its own."""

import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.support import schema
from uitweg.platform.content.kinds.own_number import EXAMPLE_NUMBER, dialled

ROOT = Path(__file__).resolve().parents[2]
DEMO_NUMBER, DEMO_TEL = f"{EXAMPLE_NUMBER} (voorbeeld)", dialled(EXAMPLE_NUMBER)
"""The coordinator's number in a demo: nobody's, and marked as an example."""
MAKES_ANOTHER_CITY = {"UITWEG_CITY", "UITWEG_DEMO"}
COMES_IN = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.conf import settings
from django.utils import timezone
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import Member
def comes_in(login_name, phrase):
    member = Member.objects.get(login=login_name)
    keyring = login.keyring_of(member, login.unlock_seed(member, phrase))
    return sessions.open_session(member, keyring, now=timezone.now())
demo = json.loads((settings.DATA / "demo.json").read_text())
logins = json.load(sys.stdin)
cookies = {m["login"]: comes_in(m["login"], m["phrase"]) for m in demo["members"] if m["login"] in logins}
print(json.dumps(cookies))
"""
WORKS_AN_HOUR_AHEAD = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from datetime import timedelta
from functools import partial
from django.utils import timezone
from uitweg.platform.jobs.actions.timers import run_timer
from uitweg.site.operations.declared import all_jobs
now = timezone.now()
for job in all_jobs().values():
    if job.every >= timedelta(hours=1):
        run_timer(job.name, partial(job.work, now=now), every=job.every, now=now)
"""
"""What a worker does each hour, done once: the worker of each copy begins without it."""
PARTS = {
    "public": ["serve", "--door", "public"],
    "staff": ["serve", "--door", "staff"],
    "worker": ["worker"],
}


NOBODY_COPIES_AFTER_SECONDS = 6 * 3600
"""A run that began in an earlier hour still copies the city of that hour."""


@cache
def first_city(more: tuple[tuple[str, str], ...] = ()) -> Path:
    """Return a city on SQLite with everybody logged in; other cities are copies of it.

    It is made once for all processes, and made anew when anything of it changed or the hour did:
    a demo's stories are hours old. A run keeps the city of the hour in which it began.
    """
    made_of = schema.hash_of("uitweg/**/*.py", "uitweg/**/*.typ", "content/**/*", "policy/*")
    hour = os.environ.get("UITWEG_TEST_HOUR", this_hour())
    settings = sha256(repr(more).encode()).hexdigest()[:8]
    folder = schema.KEPT / f"city-{made_of}-{settings}-{hour}"
    with schema.one_at_a_time("city"):
        if not folder.exists():
            for older in schema.KEPT.glob("city-*/"):
                if older.stat().st_mtime < time.time() - NOBODY_COPIES_AFTER_SECONDS:
                    shutil.rmtree(older)
            making = schema.KEPT / "making-a-city"
            shutil.rmtree(making, ignore_errors=True)
            city = Installation(making, {**dict(more), "UITWEG_DATABASE_URL": ""})
            city._make_anew()
            if not more:
                city.seat(*city.members())
                assert city.program(WORKS_AN_HOUR_AHEAD).returncode == 0
            making.rename(folder)
    return folder


def this_hour() -> str:
    """Return the hour now, as in 2026120214."""
    return time.strftime("%Y%m%d%H")


PORTS_OF_A_PROCESS = 1_000
GIVEN_OUT: set[int] = set()


def free_port() -> int:
    """Return a port of 127.0.0.1 at which nobody listens, and that nobody else takes before it is used.

    Each process of a test run draws from ports of its own, all below those (from 32768) that the
    system gives to connections.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw12").removeprefix("gw"))
    first = 10_000 + PORTS_OF_A_PROCESS * worker
    while True:
        port = first + secrets.randbelow(PORTS_OF_A_PROCESS)
        if port not in GIVEN_OUT and _is_free(port):
            GIVEN_OUT.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass
class Installation:
    """The demo's city. `more` is further environment, such as UITWEG_SMTP_URL."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    public_port: int = field(default_factory=free_port)
    staff_port: int = field(default_factory=free_port)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def public(self) -> str:
        return f"http://127.0.0.1:{self.public_port}"

    @property
    def staff(self) -> str:
        return f"http://127.0.0.1:{self.staff_port}"

    @property
    def log(self) -> Path:
        return self.folder.parent / "log.txt"

    @property
    def seats(self) -> Path:
        return self.folder / "seats.json"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "UITWEG_DATA": str(self.folder),
            "UITWEG_DEMO": "yes",
            "UITWEG_CITY": "Voorbeeldstad",
            "UITWEG_PUBLIC_PORT": str(self.public_port),
            "UITWEG_STAFF_PORT": str(self.staff_port),
            "UITWEG_WATCH": "no",  # to compare, the worker would publish every page once more
            "UITWEG_BUILD_MATERIALS": "no",  # more than a minute of a core, for no test
            **self.more,
        }

    def run(self, *command: str, said: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command of `./run` to its end; `said` is its standard input."""
        return self._python("-m", "uitweg.site", *command, said=said)

    def program(self, text: str) -> "subprocess.CompletedProcess[str]":
        """Run a short Python program in this installation's environment."""
        return self._python("-c", text, said="")

    def _python(self, *line: str, said: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *line],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            input=said,
        )

    def make(self) -> "Installation":
        """Make the demo's city; on SQLite a copy of the first one."""
        if self.environment.get("UITWEG_DATABASE_URL"):
            self._make_anew()
            return self
        settings = {name: value for name, value in self.more.items() if name in MAKES_ANOTHER_CITY}
        original = first_city(tuple(sorted(settings.items())))
        shutil.copytree(original, self.folder, dirs_exist_ok=True)
        self._seat_everybody_now()
        return self

    def put_back(self, as_made: Path) -> None:
        """Make the stores equal to those in this folder, while the doors and the worker run.

        A city of its own for each test file would cost 20 seconds of processor a file, nearly all of
        it for publishing the pages at the public door. The timers stay: the worker goes on as it was,
        and does not do all its work of a minute or an hour anew for each test file.
        """
        with closing(sqlite3.connect(self.folder / "staff.sqlite", timeout=30)) as store:
            timers = store.execute("SELECT * FROM jobs_timer").fetchall()
        for store in ("staff", "channel"):
            with (
                closing(sqlite3.connect(as_made / f"{store}.sqlite")) as kept,
                closing(sqlite3.connect(self.folder / f"{store}.sqlite", timeout=30)) as present,
            ):
                kept.backup(present)
        with closing(sqlite3.connect(self.folder / "staff.sqlite", timeout=30)) as store, store:
            places = ", ".join("?" * len(timers[0])) if timers else ""
            store.execute("DELETE FROM jobs_timer")
            store.executemany(f"INSERT INTO jobs_timer VALUES ({places})", timers)
        self._seat_everybody_now()

    def _seat_everybody_now(self) -> None:
        """Let everybody who logged in while the first city was made have done so this minute."""
        with closing(sqlite3.connect(self.folder / "staff.sqlite", timeout=30)) as store, store:
            store.execute(
                "UPDATE accounts_session SET (started_at, seen_at) = (datetime(), datetime())"
            )

    def _make_anew(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        done = self.run("make-demo")
        assert done.returncode == 0, done.stderr

    def seat(self, *logins: str) -> None:
        """Log these members in; their cookies are copied with the city."""
        done = self._python("-c", COMES_IN, said=json.dumps(logins))
        assert done.returncode == 0, done.stderr
        self.seats.write_text(done.stdout)

    def cookie_of(self, login: str) -> str:
        """Return the session cookie of a member of a city where everybody is in, or ""."""
        seated = json.loads(self.seats.read_text()) if self.seats.exists() else {}
        return str(seated.get(login, ""))

    def start(self, *parts: str) -> "Installation":
        """Start these parts (by default both doors and the worker) and wait until each door answers."""
        with self.log.open("ab") as log:
            for part in parts or PARTS:
                line = [sys.executable, "-m", "uitweg.site", *PARTS[part]]
                self.processes[part] = subprocess.Popen(
                    line, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
        for part in parts or PARTS:
            if part != "worker":
                self.wait_for(part)
        return self

    def wait_for(self, door: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        address = f"{self.public if door == 'public' else self.staff}/health"
        while True:
            try:
                with urllib.request.urlopen(address, timeout=2):
                    return
            except urllib.error.HTTPError:
                return  # it answers; a door before ./run init cannot take reports yet
            except (urllib.error.URLError, OSError):
                assert time.monotonic() < deadline, self.log.read_text()
                assert self.processes[door].poll() is None, self.log.read_text()
                time.sleep(0.05)

    def wait_until_settled(self) -> None:
        """Wait until the public door published all pages and the worker did a round, if they run.

        What both use for that is not a cost of the first test then.
        """
        while not (self._has_published() and self._has_worked()):
            assert all(process.poll() is None for process in self.processes.values())
            time.sleep(0.2)

    def _has_published(self) -> bool:
        if "public" not in self.processes:
            return True
        with urllib.request.urlopen(f"{self.public}/") as page:
            return page.headers["etag"] is not None

    def _has_worked(self) -> bool:
        if "worker" not in self.processes:
            return True
        try:
            health = urllib.request.urlopen(f"{self.staff}/health")
        except urllib.error.HTTPError as not_well_yet:
            health = not_well_yet
        with health:
            return json.load(health)["worker_seconds_ago"] is not None

    def stop(self, *parts: str) -> float:
        """Stop these parts (all by default) as an operator would; return the seconds it took."""
        started = time.monotonic()
        stopping = [self.processes.pop(part) for part in parts or list(self.processes)]
        for process in stopping:
            process.send_signal(signal.SIGTERM)
        for process in stopping:
            try:
                process.wait(timeout=10)
            finally:
                self._kill_group(process)
        return time.monotonic() - started

    def kill(self, part: str) -> None:
        """Kill a part and its children at once, as a power cut would."""
        process = self.processes.pop(part)
        self._kill_group(process)
        process.wait()

    @staticmethod
    def _kill_group(process: "subprocess.Popen[bytes]") -> None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def members(self) -> dict[str, dict[str, str]]:
        demo = json.loads((self.folder / "demo.json").read_text())
        return {member["login"]: member for member in demo["members"]}


if __name__ == "__main__":
    first_city()
