"""A city on an empty Debian, set up by typing what a document says; then people use it.

`type_steps` types every block of a document that begins with ```sh typed as=root, in order and
as it stands, but for what the document leaves to fill in. Whoever tries an upgrade, a restore or a
way back types other documents on the same machine, and asks afterwards whether it `still_works`.
"""

import json
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support import debian, machine
from tests.support.browsers import Browsers, answer_on, invite, open_mailbox, write
from tests.support.installation import ROOT
from tests.support.people import PHRASE
from uitweg.version import VERSION

PUBLIC, STAFF = "https://uitweg.city.example", "https://team.city.example"
CODE_ADDRESS = "/srv/uitweg.git"
NEXT_VERSION = "0.2.0"
NEXT_MIGRATION = """from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("channel", "{before}")]
    operations = [migrations.AddField("report", "note", models.TextField(null=True))]
"""
HEADING = re.compile(r"^#{1,4} +(?!root$)(.+)$", re.MULTILINE)  # "# root" begins a block
BLOCK = re.compile(r"^```sh typed as=root\n(.*?)^```$", re.MULTILINE | re.DOTALL)
AS_UNIT = (  # its name begins as theirs, so uitweg-.service.d holds for it
    "systemd-run --quiet --unit=uitweg-trial --wait --pipe --property=User=uitweg-staff "
    "--property=EnvironmentFile=/etc/uitweg/staff.env --property=StateDirectory=uitweg-staff "
    "--property=StateDirectoryMode=0700"
)
AS_SUPERUSER = "runuser -u postgres -- psql --no-align --tuples-only --quiet"
PHONE_STEP_SECONDS = 30
PATIENCE_MS = 60_000
"""A machine that boots another one has little left for a browser."""


class PatientBrowsers(Browsers):
    """Browsers that wait longer for a page than those of the stories."""

    def _profile(self, **how: Any) -> BrowserContext:
        profile = super()._profile(**how)
        profile.set_default_timeout(PATIENCE_MS)
        return profile


@dataclass
class Person:
    """A member: login, passphrase and the phone's secret; a code of the phone counts once."""

    login: str
    phrase: str
    secret: str
    last_step: int = 0

    def new_code(self) -> str:
        while (step := int(time.time()) // PHONE_STEP_SECONDS) <= self.last_step:
            time.sleep(0.5)
        self.last_step = step
        return pyotp.TOTP(self.secret).at(step * PHONE_STEP_SECONDS)


@dataclass(frozen=True)
class Conversation:
    """What one reporter keeps: the seven words, and the answer that must be in the mailbox."""

    words: list[str]
    answer: str


@dataclass
class TypedCity:
    """One Debian with what was typed on it, who is in the team, and who reported."""

    debian: debian.Debian
    chromium: Browser
    public: str = PUBLIC
    staff: str = STAFF
    filled_in: dict[str, str] = field(default_factory=lambda: {"ADDRESS": CODE_ADDRESS})
    """What the documents leave to whoever types, and what is typed here."""
    typed: list[tuple[str, float]] = field(default_factory=list)
    members: dict[str, Person] = field(default_factory=dict)
    conversations: list[Conversation] = field(default_factory=list)

    @property
    def minutes(self) -> float:
        return sum(seconds for _, seconds in self.typed) / 60

    def give_code(self, at: str = "HEAD") -> None:
        """Put a commit of this repository where `git clone ADDRESS` and `git pull` find it."""
        place = self.debian.tree / CODE_ADDRESS.lstrip("/")
        if not place.exists():
            _git("init", "--quiet", "--bare", "--initial-branch=main", str(place))
        _git("push", "--quiet", "--force", str(place), f"{at}^{{commit}}:refs/heads/main")

    def give_next_version(self, folder: Path) -> None:
        """Put there a version after this one: another number, and a column more."""
        place = self.debian.tree / CODE_ADDRESS.lstrip("/")
        _git("clone", "--quiet", str(place), str(folder))
        number = folder / "uitweg/version.py"
        number.write_text(number.read_text().replace(VERSION, NEXT_VERSION))
        migrations = folder / "uitweg/channel/migrations"
        before = max(migrations.glob("0*.py")).stem
        (migrations / "0999_note.py").write_text(NEXT_MIGRATION.format(before=before))
        _git("-C", str(folder), "add", "--all")
        who = ("-c", "user.name=Test", "-c", "user.email=test@city.example")
        _git("-C", str(folder), *who, "commit", "--quiet", "--message=The next version")
        _git("-C", str(folder), "push", "--quiet")

    def lose_everything(self) -> None:
        """Empty the channel store, as somebody by mistake or on purpose may."""
        truncate = "truncate channel_report cascade"
        self.type(f"{AS_SUPERUSER} --dbname=uitweg_channel --command='{truncate}'")

    def version(self) -> str:
        """Return what the staff door says of its version."""
        return str(json.loads(self.type("curl --silent http://127.0.0.1:8001/health"))["version"])

    def type_steps(self, document: str, start: str, end: str = "") -> str:
        """Type a document's steps from the heading `start` up to the heading `end`.

        Both are the heading's text, such as "1. The machine"; without `end` it is until the next
        heading. Returns all that was printed.
        """
        steps = steps_in((ROOT / document).read_text(encoding="utf-8"), start, end)
        assert steps, f"{document}: nothing to type between {start!r} and {end!r}"
        return "\n".join(self.type(step) for step in steps)

    def type(self, step: str) -> str:
        """Type one block as root, with what it leaves open filled in; keep how long it took."""
        for left_open, filled_in in self.filled_in.items():
            step = re.sub(rf"\b{left_open}\b", filled_in, step)
        began = time.monotonic()
        printed = self.debian.type(step)
        self.typed.append((step, time.monotonic() - began))
        return printed

    def wait_for_doors(self) -> None:
        """Wait, two minutes at most, until both doors answer."""
        ask = (
            "curl --silent --fail --retry 120 --retry-delay 1 --retry-all-errors --output /dev/null"
        )
        self.type("; ".join(f"{ask} http://127.0.0.1:{port}/health" for port in (8000, 8001)))

    def as_unit(self, command: str) -> str:
        """Return the line that runs a command as the staff door's unit is run, with its limits."""
        return f"{AS_UNIT} {command}"

    def in_python(self, program: str) -> str:
        """Return the line that runs a program with our code, as the staff door's unit is run."""
        code = "PYTHONPATH=/srv/uitweg/code exec /srv/uitweg/code/.venv/bin/python -c"
        return self.as_unit(f"/bin/sh -c {shlex.quote(f'{code} {shlex.quote(program)}')}")

    def first_answered_report(self, printed: str) -> None:
        """From what `uitweg init` printed to the first answer that its writer reads."""
        lead = _first_member(printed)
        self.members[lead.login] = lead
        with self._people() as people:
            desk = people.stranger("/")
            log_in(desk, lead)
            desk.goto(f"{self.staff}/beheer/leden/")
            invitation = invite(desk, "Fatima", "fatima")
            colleague = people.stranger("/welkom/")
            fatima = self.members["fatima"] = join(colleague, "fatima", invitation)
            log_in(colleague, fatima)
            desk.goto(f"{self.staff}/werk/")
            desk.get_by_role("link", name="Geef Fatima de sleutel").click()
            desk.get_by_role("button", name="Ja, geef de sleutel").click()
        assert "Bevestigd: Fatima" in self.type("uitweg confirm fatima")
        self.one_answered_report("fatima")

    def one_answered_report(self, login: str) -> None:
        """Somebody writes, this member answers, and the writer reads it in the mailbox."""
        number = len(self.conversations) + 1
        answer = f"Goed dat je schrijft, dat is nummer {number}. Bel ons gerust."
        with self._people() as people:
            words = write(people.visitor("/schrijven/"), f"Melding nummer {number}, verzonnen.")
            desk = people.stranger("/")
            log_in(desk, self.members[login])
            desk.get_by_role("link", name="Nieuwe melding").first.click()
            answer_on(desk, answer)
            expect(desk.locator("article.msg.us")).to_contain_text(answer)
        self.conversations.append(Conversation(words, answer))
        self.each_mailbox_has_its_answer()

    def each_mailbox_has_its_answer(self) -> None:
        with self._people() as people:
            for conversation in self.conversations:
                mailbox = people.visitor("/postvak/")
                open_mailbox(mailbox, conversation.words)
                expect(mailbox.locator("ol.talk")).to_contain_text(conversation.answer)

    def still_works(self, login: str = "fatima") -> None:
        """Every earlier answer is read, and a new report is answered."""
        self.each_mailbox_has_its_answer()
        self.one_answered_report(login)

    @contextmanager
    def _people(self) -> Iterator[Browsers]:
        people = PatientBrowsers(self.chromium, self, seats={})  # type: ignore[arg-type]
        yield people
        people.close()
        assert people.trouble == []


@contextmanager
def empty_city(folder: Path) -> Iterator[TypedCity]:
    """Boot an empty Debian, with a browser in its municipal network; nothing is typed yet."""
    expect.set_options(timeout=PATIENCE_MS)
    names = ", ".join(f"MAP {_host(url)} {debian.ADDRESS}" for url in (PUBLIC, STAFF))
    flags = [*machine.BROWSER_FLAGS, f"--host-resolver-rules={names}, MAP * ~NOTFOUND"]
    flags.append("--ignore-certificate-errors")  # the certificate is one of its own
    with debian.booted(folder) as box, sync_playwright() as play:
        program = folder / "browser"
        line = " ".join(box.inside_network(machine.browser()))
        program.write_text(f'#!/bin/sh\nexec {line} "$@"\n')
        program.chmod(0o755)
        chromium = play.chromium.launch(executable_path=program, args=flags)
        names = f"{debian.ADDRESS} {_host(PUBLIC)} {_host(STAFF)}"  # what a city has in its DNS
        (box.tree / "etc/hosts").write_text(f"127.0.0.1 localhost\n::1 localhost\n{names}\n")
        yield TypedCity(box, chromium)
        chromium.close()


def steps_in(text: str, start: str, end: str = "") -> list[str]:
    """Return the typed blocks of a Markdown text between two headings."""
    headings = {found[1].strip(): found for found in HEADING.finditer(text)}
    assert start in headings, f"no heading {start!r}"
    begin = headings[start].end()
    after = [place.start() for place in headings.values() if place.start() > begin]
    stop = headings[end].start() if end else min(after, default=len(text))
    return BLOCK.findall(text[begin:stop])


def log_in(page: Page, person: Person) -> None:
    page.get_by_label("Inlognaam").fill(person.login)
    page.get_by_label("Wachtzin").fill(person.phrase)
    page.get_by_label("Code").fill(person.new_code())
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda address: "/inloggen/" not in address)


def join(page: Page, login: str, invitation: str) -> Person:
    """Fill in the page of who was invited; its code is of this moment, for a slow machine."""
    secret = str(page.locator("[name=totp_secret]").get_attribute("value"))
    person = Person(login, PHRASE, secret)
    page.get_by_label("Inlognaam").fill(login)
    page.get_by_label("Woorden van je uitnodiging").fill(invitation)
    page.get_by_label("Wachtzin").fill(PHRASE)
    page.get_by_label("Nog een keer").fill(PHRASE)
    page.get_by_label("Code", exact=True).fill(person.new_code())
    page.get_by_role("button", name="Doe mee").click()
    page.wait_for_url("**/inloggen/**")
    return person


def _first_member(printed: str) -> Person:
    found = {
        name: re.findall(rf"{name}: +(.+)", printed)[-1].strip()
        for name in ("inlognaam", "wachtzin", "telefoon")
    }
    return Person(found["inlognaam"], found["wachtzin"], found["telefoon"])


def _host(url: str) -> str:
    return url.removeprefix("https://")


def _git(*line: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *line], check=True)
