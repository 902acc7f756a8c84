"""A flood at a running door, from the address where a hundred honest people are as well."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from endurance import flood
from tests.support import flooders
from tests.support.installation import Installation
from tests.support.processes import channel, team_key
from uitweg.channel.admission.rules import load
from uitweg.platform.sealing import form_age, tokens

FREE = load.LEVEL_THRESHOLDS[load.LoadLevel.BUSY].requests_per_minute  # until then nothing is asked


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Callable[[str], Installation]]:
    """Return what opens a door, held at a level or measuring by itself."""
    city = Installation(tmp_path / "data")

    def start(level: str) -> Installation:
        city.more["UITWEG_LOAD_LEVEL"] = level
        return city.make().start("public")

    yield start
    city.stop()


@pytest.mark.parametrize(
    ("level", "browsers", "forms"),
    [pytest.param("busy", 75, 25, marks=pytest.mark.long), ("measured", 6, 4)],
)
def test_honest_people_get_through_a_flood_from_their_own_address(
    at: Callable[[str], Installation], level: str, browsers: int, forms: int
) -> None:
    city = at(level)
    team, port, before = team_key(city.folder), city.public_port, stored_keys(city)
    bodies = [flooders.a_body(team) for _ in range(browsers)]
    keys = [tokens.new_token(16) for _ in range(forms)]
    typed = [flooders.a_form(key, since=begun_a_minute_ago(city, key)) for key in keys]
    with a_phone_each() as phones, flooders.Flood(port, team) as hostile, crowd() as people:
        until_pressed(hostile)

        def solve(challenge: dict[str, object]) -> str:
            return phones.submit(flooders.solved, challenge).result()

        sent = [people.submit(flooders.as_browser, port, body, solve) for _, body in bodies]
        sent += [people.submit(flooders.as_form, port, form) for form in typed]
        assert [one.result() for one in sent] == [200] * (browsers + forms)
    honest, kept = {*(key for key, _ in bodies), *keys}, stored_keys(city) - before

    assert honest <= kept
    free = FREE if level == "measured" else 0
    assert_junk_worked_for_its_place(hostile, junk=len(kept - honest), free=free)
    assert "Traceback" not in city.log.read_text()
    assert len(city.log.read_text()) < 2000  # a flood fills no log either


@pytest.mark.long
def test_hostile_input_of_every_kind_takes_no_memory_and_nobody_honest_is_refused(
    tmp_path: Path,
) -> None:
    """A few seconds of `./run endure --only flood`, which lasts an hour."""
    city = Installation(tmp_path / "data", {"UITWEG_LOAD_LEVEL": "measured"}).make()
    try:
        found = flood.flood(city, seconds=5, every=0.5)
    finally:
        city.stop()

    assert found["honest_refused"] == {}
    assert all(found["honest_got_in"].values()), found
    assert found["memory_mb_most"] < flood.MOST_MEMORY_MB
    refused = {name for name in found["hostile"] if "malformed" in name or "enormous" in name}
    assert refused == {"malformed 400", "with_an_enormous_key 400"}
    assert found["log_lines"] < 20


def assert_junk_worked_for_its_place(flood: flooders.Flood, *, junk: int, free: int) -> None:
    said = flood.said
    worked = said["with_work", 200] + said["with_work", flooders.CUT_OFF]
    assert junk <= worked + free, said
    for way in ("without_work", "with_forged_work", "with_stolen_work"):
        assert said[way, 429]
        # 409: while it is calm, a copy of their own report under another key is no new one
        assert {status for name, status in said if name == way} <= {200, 409, 429}
        assert said[way, 200] + said[way, 409] <= free
    assert said["without_a_stamp", 200] + said["with_a_forged_stamp", 200] <= free


def crowd() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(12)


def a_phone_each() -> ProcessPoolExecutor:
    """Return where the honest do their work: in this process the flood would hold them up."""
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


def until_pressed(flood: flooders.Flood) -> None:
    ends = time.monotonic() + 10
    while not flood.said["without_work", 429] and time.monotonic() < ends:
        time.sleep(0.05)


def begun_a_minute_ago(city: Installation, key: bytes) -> str:
    """Return the stamp of who got their words a minute ago, and has been writing since."""
    secret = (city.folder / "public.secret").read_text().strip().encode()
    return form_age.stamp(secret, key, at=int(time.time()) - 61)


def stored_keys(city: Installation) -> set[bytes]:
    with closing(channel(city.folder)) as store:
        return {bytes(row[0]) for row in store.execute('SELECT "key" FROM channel_message')}
