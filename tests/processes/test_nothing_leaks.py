"""What was written, the names and bytes of files and the seven words: nowhere, on either store.

Not on disk, in a log, in mail, among the processes, or in any address's answer to who lacks the
words; also not when the store refuses in every way it can.
"""

import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller

from tests.support import addresses, machine
from tests.support.doors import Answered, ask, post
from tests.support.installation import Installation, free_port
from tests.support.processes import look

TEXT, NAME, BYTES = "zeepaardje-onder-de-trap", "kapstok-met-vlaggen", "lantaarn-vol-knikkers"
BODIES = (None, b"", b"words=wrong&mailbox_id=AAAA&file=00")
"""What an address is posted; None: it is read."""
BOUNDARY = "grens-van-dit-formulier"
WANTS_MAIL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from uitweg.platform.accounts.models import Member
Member.objects.filter(login="fatima").update(mail="fatima@stad.example", wants_mail=True)
"""
REFUSALS = {
    "sqlite": (
        "ALTER TABLE channel_message RENAME TO elsewhere",
        "ALTER TABLE elsewhere RENAME TO channel_message",
        "CREATE TRIGGER refuses BEFORE INSERT ON channel_message"
        " BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed'); END",
        "DROP TRIGGER refuses",
        "ALTER TABLE channel_report RENAME COLUMN reporter_key TO other",
        "ALTER TABLE channel_report RENAME COLUMN other TO reporter_key",
    ),
    "postgresql": (
        "ALTER TABLE channel_message RENAME TO elsewhere",
        "ALTER TABLE elsewhere RENAME TO channel_message",
        "ALTER TABLE channel_message ADD CONSTRAINT refuses CHECK (false) NOT VALID",
        "ALTER TABLE channel_message DROP CONSTRAINT refuses",
        "ALTER TABLE channel_report RENAME COLUMN reporter_key TO other",
        "ALTER TABLE channel_report RENAME COLUMN other TO reporter_key",
        "REVOKE ALL ON channel_report FROM uitweg_public",
        "GRANT SELECT, INSERT ON channel_report TO uitweg_public",
    ),
}
"""In pairs: how the store is made to refuse, and how it is mended."""


@dataclass
class Place:
    """An installation on one of the stores, and the letters that left it."""

    city: Installation
    store: str
    letters: list[str]

    def admin(self, line: str) -> None:
        """Change the channel's store behind the doors' back."""
        if self.store == "sqlite":
            with closing(sqlite3.connect(self.city.folder / "channel.sqlite", timeout=20)) as rows:
                rows.execute(line)
                return
        import psycopg

        address = self.city.more["UITWEG_DATABASE_URL"].replace("/uitweg?", "/uitweg_channel?")
        with psycopg.connect(address, autocommit=True) as rows:
            rows.execute(line)  # type: ignore[arg-type]

    def everything(self) -> dict[str, bytes]:
        """Return what stands on disk, in the logs (PostgreSQL's too), in mail and among processes."""
        server = parse_qs(urlsplit(self.city.more["UITWEG_DATABASE_URL"]).query).get("host", [])
        folders = [self.city.folder.parent, *map(Path, server)]
        found = {str(p): _bytes(p) for one in folders for p in one.rglob("*") if p.is_file()}
        found["processes"] = subprocess.run(["ps", "axeww"], capture_output=True, check=True).stdout
        return found | {"letters": "\n".join(self.letters).encode()}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # a journal that was folded in meanwhile
        return b""


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], scope="module"
)
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    letters: list[str] = []

    class Box:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            letters.append(f"{envelope.rcpt_tos} {envelope.content.decode()}")
            return "250 OK"

    server = Controller(Box(), hostname="127.0.0.1", port=free_port())
    server.start()
    with machine.postgres() if request.param == "postgresql" else nullcontext("") as address:
        more = {"UITWEG_DATABASE_URL": address, "UITWEG_LOAD_LEVEL": "calm"}
        mail = f"smtp://127.0.0.1:{server.port}?from=uitweg@stad.example"
        folder = tmp_path_factory.mktemp("leaks") / "data"
        city = Installation(folder, {**more, "UITWEG_SMTP_URL": mail}).make()
        assert city.program(WANTS_MAIL).returncode == 0
        city.start()
        try:
            yield Place(city, request.param, letters)
        finally:
            city.stop()
            server.stop()


def form(fields: dict[str, str]) -> dict[str, Any]:
    """Return a form as a browser without JavaScript posts it, with a file.

    Files that were sealed in the browser: test_files_at_the_doors.py.
    """
    parts = [f'form-data; name="{n}"\r\n\r\n{v}' for n, v in fields.items()]
    kind = "Content-Type: text/plain\r\n\r\n"
    parts.append(f'form-data; name="file"; filename="{NAME}.txt"\r\n{kind}{BYTES * 900}')
    lines = [f"--{BOUNDARY}\r\nContent-Disposition: {part}\r\n" for part in parts]
    return {
        "body": ("".join(lines) + f"--{BOUNDARY}--\r\n").encode(),
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
    }


def send(city: Installation) -> tuple[list[str], Answered]:
    """Report without JavaScript, so that the door itself sees it all; return the words too."""
    page = ask(city.public + "/schrijven/", method="POST", body=b"").body.decode()
    fields = dict(re.findall(r'name="(words|key)" value="([^"]+)"', page))
    given = form({**fields, "text": f"Ik zag een {TEXT}.", "role": "family"})
    answer = ask(city.public + "/schrijven/versturen/", method="POST", **given)
    return fields["words"].split(), answer


def forms_of(words: list[str]) -> list[bytes]:
    return [sign.join(words).encode() for sign in (" ", "+", "%20", "-", ",", "\n", '", "')]


@pytest.mark.parametrize("bodies", [1, pytest.param(3, marks=pytest.mark.long)])
def test_it_stands_nowhere_and_no_address_tells_it_without_the_words(
    place: Place, bodies: int
) -> None:
    """Each address is asked with one of the bodies in turn, before a release with each."""
    city = place.city
    words, answer = send(city)
    assert answer.status == 200, answer.body.decode()[:2000]
    mine = post(city.public + "/postvak/openen/", words=" ".join(words))
    assert TEXT in mine  # it is there, for who has the words
    with look(city) as rows:
        assert rows.execute("SELECT count(*) FROM channel_attachment") >= [(1,)]
    deadline = time.monotonic() + 30
    while not place.letters and time.monotonic() < deadline:
        time.sleep(0.2)  # the worker tells the team that something waits
    assert place.letters
    told = place.everything()
    for door, base in (("public", city.public), ("staff", city.staff)):
        for nth, address in enumerate(addresses.of(door)):
            for given in [BODIES[(nth + more) % len(BODIES)] for more in range(bodies)]:
                method = "GET" if given is None else "POST"
                answer = ask(base + address.path, method=method, body=given)
                told[f"{method} {address.path} {given!r}"] = answer.body

    for secret in (TEXT.encode(), NAME.encode(), BYTES.encode(), *forms_of(words)):
        assert [where for where, what in told.items() if secret in what] == []


@pytest.mark.long
def test_a_store_that_refuses_tells_nobody_what_it_was_asked(place: Place) -> None:
    city, answers, secrets = place.city, dict[str, bytes](), list[bytes]()
    words, _ = send(city)
    lines = REFUSALS[place.store]
    for refuse, mend in zip(lines[::2], lines[1::2], strict=True):
        place.admin(refuse)
        others, answer = send(city)
        opened = ask(
            city.public + "/postvak/openen/",
            method="POST",
            body=f"words={'+'.join(words)}".encode(),
            **{"content-type": "application/x-www-form-urlencoded"},
        )
        place.admin(mend)
        assert answer.status >= 400, refuse
        secrets += forms_of(others)
        answers |= {f"opened: {refuse}": opened.body.replace(TEXT.encode(), b"")}
        for tell_tale in (b"Traceback", b"reports_", b"constraint", b"SQL", b"psycopg"):
            assert tell_tale not in answer.body + opened.body, refuse
    city.stop()
    told = place.everything()

    assert b"Error" in told[str(city.log)] or answers  # it was noticed, by its kind alone
    for secret in (TEXT.encode(), NAME.encode(), BYTES.encode(), *forms_of(words), *secrets):
        assert [where for where, what in told.items() if secret in what] == []
    for said in (b"Failing row", b"DETAIL", b"STATEMENT", b"VALUES"):
        assert said not in told[str(city.log)]
