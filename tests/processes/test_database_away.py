"""A database that hangs, dies or may only be read: the doors say so, wait, and go on by themselves."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support.doors import ask
from tests.support.installation import PARTS, Installation
from tests.support.own_postgres import OwnPostgres, own_postgres
from tests.support.processes import launch

pytestmark = pytest.mark.long
PATIENCE_SECONDS = 240
CLOSED = {"door": "public", "open": False, "maintenance": False}
PAGES_WITHOUT_STORE = ("/", "/voor-jou/", "/vragen/")


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def city(server: OwnPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("city") / "data"
    city = Installation(folder, {"UITWEG_DATABASE_URL": server.address, "UITWEG_WATCH": "no"})
    assert city.run("init", "--name", "Fatima", "--login", "fatima").returncode == 0
    start(city)
    yield city
    city.stop()


def start(city: Installation) -> None:
    for part in PARTS:
        launch(city, part)
    for door in ("public", "staff"):
        city.wait_for(door, seconds=PATIENCE_SECONDS)


def health(city: Installation, door: str) -> tuple[int, dict[str, Any]]:
    answer = ask((city.public if door == "public" else city.staff) + "/health")
    return answer.status, json.loads(answer.read())


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def both_work(city: Installation) -> bool:
    return health(city, "public")[0] == 200 == health(city, "staff")[0]


def test_a_server_that_is_frozen_hangs_no_answer(city: Installation, server: OwnPostgres) -> None:
    until(lambda: both_work(city))
    server.freeze()
    try:
        until(lambda: not health(city, "public")[1]["open"])
        told = health(city, "staff")
    finally:
        server.thaw()

    assert (told[0], told[1]["staff_store"]) == (503, "silent")
    until(lambda: both_work(city))


def test_a_store_that_may_only_be_read_is_closed(city: Installation, server: OwnPostgres) -> None:
    server.say("ALTER DATABASE uitweg_channel SET default_transaction_read_only = on")
    server.kill()
    server.start()
    try:
        until(lambda: health(city, "staff")[1]["channel_store"] == "read-only")
        assert health(city, "public") == (503, CLOSED)
    finally:
        server.say("ALTER DATABASE uitweg_channel RESET default_transaction_read_only")
        server.kill()
        server.start()
    until(lambda: both_work(city))


def test_killed_and_started_again_under_load_nobody_has_to_start_anything(
    city: Installation, server: OwnPostgres
) -> None:
    stopped = threading.Event()

    def keep_asking() -> None:
        while not stopped.is_set():
            with suppress(OSError):  # a request that waits for a server that was killed
                ask(city.public + "/postvak/nieuws/", method="POST", body=b"{}")
                ask(city.staff + "/inloggen/")

    visitors = [threading.Thread(target=keep_asking) for _ in range(6)]
    for visitor in visitors:
        visitor.start()
    try:
        for _ in range(3):
            server.kill()
            until(lambda: health(city, "staff")[1]["staff_store"] == "silent")
            assert health(city, "public")[1] == CLOSED
            server.start()
            until(lambda: both_work(city))
        until(lambda: (health(city, "staff")[1]["worker_seconds_ago"] or 99) < 15)
    finally:
        stopped.set()
        for visitor in visitors:
            visitor.join()
    assert [process.poll() for process in city.processes.values()] == [None] * 3


def test_an_outage_of_half_a_minute_is_a_few_lines(city: Installation, server: OwnPostgres) -> None:
    lines_before = len(city.log.read_text().splitlines())
    server.kill()
    time.sleep(30)
    server.start()
    until(lambda: both_work(city))
    lines = city.log.read_text().splitlines()[lines_before:]

    assert len(lines) <= 12, lines


def test_without_a_database_everything_starts_waits_and_goes_on(
    city: Installation, server: OwnPostgres
) -> None:
    city.stop()
    server.kill()
    start(city)
    pages = {path: ask(city.public + path).status for path in PAGES_WITHOUT_STORE}
    closed = health(city, "public")
    server.start()
    until(lambda: both_work(city) and ask(city.public + "/schrijven/").status == 200)

    assert pages == dict.fromkeys(PAGES_WITHOUT_STORE, 200)
    assert closed == (503, CLOSED)
    until(lambda: (health(city, "staff")[1]["worker_seconds_ago"] or 99) < 30)
