"""The database goes away while somebody sends: stored once, and the reporter is told so."""

import json
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import machine
from tests.support.broken_wire import BrokenWire
from tests.support.doors import ask
from tests.support.installation import Installation
from tests.support.processes import look, team_key
from tests.support.reporters import Line, Said, seal
from uitweg.platform.sealing import code, tokens

TEXT = "Ze willen dat mijn zusje iets wegbrengt."
FORM = {"content-type": "application/x-www-form-urlencoded"}
SEALED = "/schrijven/verzegeld/"


class Wired:
    """A public door whose database is at the other end of a wire."""

    def __init__(self, folder: Path, address: str) -> None:
        self.stored = Installation(folder / "data", {"UITWEG_DATABASE_URL": address})
        assert self.stored.run("init", "--name", "Fatima", "--login", "fatima").returncode == 0
        self.wire = BrokenWire(address)
        more = {"UITWEG_DATABASE_URL": self.wire.address, "UITWEG_LOAD_LEVEL": "calm"}
        self.city = Installation(folder / "data", more).start("public")

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        body = urllib.parse.urlencode(fields).encode()
        answer = ask(self.city.public + path, method="POST", body=body, **FORM)
        return answer.status, answer.read().decode()

    def count(self, table: str, key: bytes) -> int:
        column = "mailbox_hash" if table == "channel_deletionwish" else "key"
        with look(self.stored) as rows:
            return int(
                rows.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", [key])[0][0]
            )


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    with machine.postgres() as address:
        wired = Wired(tmp_path_factory.mktemp("wired"), address)
        yield wired
        wired.city.stop()
        wired.wire.close()


def report(key: bytes, words: list[str]) -> dict[str, str]:
    return {"words": " ".join(words), "key": key.hex(), "text": TEXT}


def test_a_form_whose_commit_is_not_confirmed_is_stored_once_and_told_so(door: Wired) -> None:
    key = tokens.new_token(16)
    door.wire.commits_to_swallow = 1

    status, page = door.send("/schrijven/versturen/", **report(key, code.new_words()))

    assert (status, door.wire.commits_to_swallow) == (200, 0)
    assert "Je bericht is verstuurd" in page
    assert door.count("channel_message", key) == 1


@pytest.mark.long
def test_a_form_waits_for_the_database_that_comes_back(door: Wired) -> None:
    key = tokens.new_token(16)
    door.wire.take_away()
    threading.Timer(2, door.wire.bring_back).start()

    status, page = door.send("/schrijven/versturen/", **report(key, code.new_words()))

    assert (status, "Je bericht is verstuurd" in page) == (200, True)
    assert door.count("channel_message", key) == 1


@pytest.mark.long
def test_a_wish_to_delete_whose_commit_is_not_confirmed_counts_once(door: Wired) -> None:
    words, key = code.new_words(), tokens.new_token(16)
    door.send("/schrijven/versturen/", **report(key, words))
    door.wire.commits_to_swallow = 1

    status, _ = door.send("/postvak/wissen/", words=" ".join(words), sure="yes")

    mailbox_hash = code.mailbox_hash(code.stretch(words).mailbox_id)
    assert (status, door.wire.commits_to_swallow) == (200, 0)
    assert door.count("channel_deletionwish", mailbox_hash) == 1
    assert TEXT not in door.send("/postvak/openen/", words=" ".join(words))[1]


@pytest.mark.long
def test_a_script_is_told_to_send_again_and_then_that_it_is_stored(door: Wired) -> None:
    key = tokens.new_token(16)
    sealed = seal(
        team_key(door.stored), code.stretch(code.new_words()), Said(key, TEXT), first=True
    )
    line = Line(door.city.public_port)
    door.wire.commits_to_swallow = 1

    first, second = line.post(SEALED, sealed), line.post(SEALED, sealed)
    line.close()

    assert (first[0], json.loads(first[1])["error"]) == (503, "away")
    assert second[0] == 200
    assert door.count("channel_message", key) == 1
