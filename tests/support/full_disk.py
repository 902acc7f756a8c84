"""`python -m tests.support.full_disk FOLDER WHAT`: fill FOLDER's disk, write, make room, write.

WHAT lies on that small disk: `store` (the channel's SQLite alone, so that the door sees room and
the store has none), `data` (all of it) or `postgresql` (the server). One line of JSON.
"""

import json
import os
import shutil
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from tests.support import attached, machine
from tests.support.doors import ask
from tests.support.installation import Installation
from tests.support.processes import TeamKey, look, team_key
from tests.support.reporters import Conversation, Line, Said, mailbox_body, seal
from uitweg.platform.sealing import code, files, tokens

TEXT = "Verzonnen, op een volle schijf."
FORM = {"content-type": "application/x-www-form-urlencoded"}


@contextmanager
def city_on(small: Path, what: str) -> Iterator[Installation]:
    if what == "postgresql":
        small.chmod(0o755)
        tempfile.tempdir = str(small)  # where the server makes its folder
    with machine.postgres() if what == "postgresql" else nullcontext() as address:
        tempfile.tempdir = None
        more = {"UITWEG_LOAD_LEVEL": "calm"} | ({"UITWEG_DATABASE_URL": address} if address else {})
        with tempfile.TemporaryDirectory(prefix="uitweg-") as elsewhere:
            place = small if what == "data" else Path(elsewhere)
            city = Installation(place / "data", more).make()
            if what == "store":
                for file in city.folder.glob("channel.sqlite*"):
                    shutil.move(file, small / file.name)
                (city.folder / "channel.sqlite").symlink_to(small / "channel.sqlite")
            try:
                yield city.start("public", "worker")
            finally:
                city.stop()


def stored(city: Installation) -> list[int]:
    tables = ("report", "message", "attachment", "chunk")
    with look(city) as rows:
        return [rows.execute(f"SELECT count(*) FROM channel_{one}")[0][0] for one in tables]


def fill(small: Path) -> None:
    for block in (1024 * 1024, 4096, 1):
        with suppress(OSError), (small / "ballast").open("ab", buffering=0) as ballast:
            while ballast.write(bytes(block)):
                pass


def until_refused(line: Line, team: TeamKey) -> tuple[int, list[Any], bytes]:
    """Send reports until one is refused: how many were taken, the answer, and the refused body.

    A store may have some room of its own in a file that was longer before.
    """
    for taken in range(2000):
        said = Said(tokens.new_token(16), TEXT * 20)
        body = seal(team, Conversation(code.new_words()).code, said, first=True)
        status, answer = line.post("/schrijven/verzegeld/", body)
        if status != 200:
            return taken, [status, json.loads(answer)["error"]], body
    raise AssertionError("the disk was never full")


def walk(city: Installation, small: Path) -> dict[str, Any]:
    team, line = team_key(city), Line(city.public_port)
    content = os.urandom(1_900_000)
    file = files.describe(content, name="foto.jpg", kind="image/jpeg")
    sealed = list(files.seal(file, content))
    attached.send(line.insist, file, sealed[:15], at_once=15, whole=False)
    before = stored(city)
    fill(small)
    taken, report, body = until_refused(line, team)
    rest = file.id + (15).to_bytes(4) + b"\1" + b"".join(sealed[15:])
    status, answer = line.post("/bestand/stuk/", rest)
    words = " ".join(code.new_words())
    typed = urllib.parse.urlencode({"words": words, "key": "ab" * 16, "text": TEXT}).encode()
    plain = ask(city.public + "/schrijven/versturen/", method="POST", body=typed, **FORM)
    secret = code.stretch(code.new_words())
    full = {
        "report": report,
        "piece": [status, json.loads(answer)["error"]],
        "plain": [plain.status, TEXT in plain.body.decode()],
        "mailbox": line.post("/postvak/verzegeld/", mailbox_body(secret))[0],
        "page": ask(city.public + "/hulp/").status,
        "new": [now - then for now, then in zip(stored(city), before, strict=True)],
    }
    (small / "ballast").unlink()
    line.insist("/schrijven/verzegeld/", body)
    line.insist("/bestand/stuk/", rest)
    said = Said(tokens.new_token(16), TEXT, (file,))
    line.insist("/schrijven/verzegeld/", seal(team, secret, said, first=True))
    plain = ask(city.public + "/schrijven/versturen/", method="POST", body=typed, **FORM)
    opened = b"".join(files.open_chunks(file, attached.fetched(line.post, secret, file)))
    after = [now - then for now, then in zip(stored(city), before, strict=True)]
    return {"taken": taken, **full, "plain_after": plain.status, "after": after,
            "whole": opened == content}  # fmt: skip


if __name__ == "__main__":
    folder, what = Path(sys.argv[1]), sys.argv[2]
    with city_on(folder, what) as city:
        sys.stdout.write(json.dumps(walk(city, folder)) + "\n")
