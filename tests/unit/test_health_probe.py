"""/health answers whatever the stores do: one look at a time, and never longer than its patience."""

import asyncio
import json
import threading
import time

from uitweg.site.web.health_probe import Health, HealthProbe


def silent() -> Health:
    return Health(False, {"open": False})


OPEN = Health(True, {"open": True})


def test_a_store_that_hangs_hangs_no_answer() -> None:
    thawed = threading.Event()

    def look() -> Health:
        thawed.wait(20)
        return OPEN

    probe = HealthProbe(look, silent, patience=0.05)
    status, headers, body = asyncio.run(probe.answer())
    thawed.set()

    assert (status, json.loads(body)) == (503, {"open": False})
    assert ("content-type", "application/json") in headers
    assert HealthProbe(look, silent).wait() == OPEN


def test_a_look_that_fails_says_so_without_a_word_of_the_error(caplog) -> None:
    def look() -> Health:
        raise RuntimeError("een geheim")

    assert HealthProbe(look, silent).wait() == silent()
    assert "RuntimeError" in caplog.text
    assert "een geheim" not in caplog.text


def test_however_many_ask_the_stores_are_asked_once() -> None:
    looks: list[int] = []

    def look() -> Health:
        looks.append(1)
        time.sleep(0.02)
        return OPEN

    probe = HealthProbe(look, silent)

    async def crowd() -> list[Health]:
        return await asyncio.gather(*(probe.health() for _ in range(50)))

    assert asyncio.run(crowd()) == [OPEN] * 50
    assert looks == [1]
