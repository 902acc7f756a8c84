"""Upgraded while people write, and back again: nobody's report is lost, and nobody sees a fault."""

import subprocess
import threading
import urllib.error
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support import flooders, machine
from tests.support.doors import ask, report_without_javascript
from tests.support.installation import ROOT, Installation
from tests.support.next_version import NextVersion
from tests.support.processes import TeamKey, look, team_key

pytestmark = pytest.mark.long
NOTE = 'operations.AddField("report", "note", models.TextField(null=True))'
INDEX = 'AddIndexWhileOpen("message", models.Index(fields=["received_at"], name="by_moment"))'
NARROW = 'operations.AddField("report", "extra", models.TextField(default=""))'
EARLIER = "8f5358c8"
"""The version before these steps were written; released ones follow from their tags."""


@dataclass
class Writers:
    """Three people who send one report after the other, each until it is confirmed."""

    city: Installation
    team: TeamKey
    confirmed: set[bytes] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    stopping: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        while not self.stopping.is_set():
            key, body = flooders.a_body(self.team)
            while self._send(body) != 200:
                self.stopping.wait(0.5)
            self.confirmed.add(key)

    def _send(self, body: dict[str, object]) -> int:
        try:
            status = flooders.post(
                self.city.public_port, flooders.SEALED, flooders.json.dumps(body).encode()
            )[0]
        except (OSError, urllib.error.URLError, flooders.http.client.HTTPException):
            status = 0  # no door there
        self.answers[status] += 1
        return status

    def until(self, more: int) -> None:
        """Wait until so many more reports are confirmed."""
        aim = len(self.confirmed) + more
        while len(self.confirmed) < aim:
            self.stopping.wait(0.1)


@contextmanager
def writing(city: Installation) -> Iterator[Writers]:
    people = Writers(city, team_key(city))
    threads = [threading.Thread(target=people.write) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield people
    finally:
        people.stopping.set()
        for thread in threads:
            thread.join()


def stored_keys(city: Installation) -> list[bytes]:
    with look(city) as rows:
        return [bytes(row[0]) for row in rows.execute("SELECT key FROM channel_message")]


def still_works(city: Installation) -> None:
    """A report is written, both doors say that they are up, and the audit log is whole."""
    report_without_javascript(city, "Verzonnen, na de nieuwe versie.")
    assert ask(city.staff + "/health").status == 200
    assert city.run("verify-audit").returncode == 0, city.log.read_text()


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with machine.postgres() if request.param == "postgresql" else nullcontext("") as address:
        settings = {"UITWEG_DATABASE_URL": address, "UITWEG_LOAD_LEVEL": "calm"}
        made = Installation(tmp_path / "data", settings).make().start()
        yield made
        made.stop()


def test_what_can_go_while_open_is_changed_under_reports_and_nobody_sees_a_fault(
    city: Installation, tmp_path: Path
) -> None:
    later = NextVersion(tmp_path / "next").add("channel", "0002_note", NOTE)
    later.add("channel", "0003_index", INDEX, atomic=False)
    with writing(city) as people:
        people.until(20)
        ((code, _),) = later.tell(city, "next migrate")
        people.until(20)  # the doors of the version before, on the store of the next one
    stored = stored_keys(city)

    assert code == 0
    assert set(people.answers) == {200}, people.answers
    assert people.confirmed <= set(stored)
    assert len(stored) == len(set(stored))
    still_works(city)


def test_closed_doors_for_the_rest_then_back_and_every_report_is_there_once(
    city: Installation, tmp_path: Path
) -> None:
    later = NextVersion(tmp_path / "next").add("channel", "0002_extra", NARROW)
    with writing(city) as people:
        people.until(10)
        refused, on, done, back, off = later.tell(
            city, "next migrate", "next maintenance on", "next migrate", "next migrate --back",
            "next maintenance off",
        )  # fmt: skip
        people.until(10)
    stored = stored_keys(city)

    assert refused[0] == 2
    assert [on[0], done[0], back[0], off[0]] == [0, 0, 0, 0], (done, back)
    assert set(people.answers) == {200, 503}, people.answers
    assert people.confirmed <= set(stored)
    assert len(stored) == len(set(stored))
    still_works(city)


def released() -> list[str]:
    done = subprocess.run(
        ["git", "tag", "--list", "v*"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.split() or [EARLIER]


@pytest.mark.parametrize("version", released())
def test_data_of_a_version_before_is_upgraded_and_its_code_goes_on_after_the_way_back(
    version: str, tmp_path: Path
) -> None:
    code = tmp_path / "code"
    code.mkdir()
    archive = subprocess.run(
        ["git", "archive", version, "uitweg", "content", "policy"], cwd=ROOT, capture_output=True,
        check=False,
    )  # fmt: skip
    if archive.returncode:
        pytest.skip("the history is not here: git fetch --unshallow --tags")
    subprocess.run(["tar", "x", "-C", code], input=archive.stdout, check=True)
    before = {"PYTHONPATH": str(code), "PYTHONSAFEPATH": "1", "UITWEG_DATABASE_URL": ""}
    city = Installation(tmp_path / "data", {**before, "UITWEG_LOAD_LEVEL": "calm"})
    city._make_anew()
    city.start()
    report_without_javascript(city, "Verzonnen, bij de versie ervoor.")
    for now in (str(ROOT), str(code)):
        city.stop()
        city.more["PYTHONPATH"] = now
        if now == str(ROOT):
            assert city.run("migrate").returncode == 0
        city.start()
        still_works(city)
    city.stop()
