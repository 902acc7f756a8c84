"""Both doors closed for maintenance by a file, and opened again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.doors import ask, switch_maintenance
from tests.support.installation import Installation


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("closed") / "data"
    city = Installation(folder, {"UITWEG_LOAD_LEVEL": "calm"}).make().start("public", "staff")
    yield city
    city.stop()


def test_both_doors_are_closed_but_for_their_health_also_after_a_restart(
    city: Installation,
) -> None:
    assert "until about 03:30" in switch_maintenance(city, "on", "--until", "03:30")
    city.stop("public")
    city.start("public")
    closed = [ask(door + path) for door in (city.public, city.staff) for path in ("/", "/x/")]
    health = [json.loads(ask(door + "/health").body) for door in (city.public, city.staff)]
    switch_maintenance(city, "off")

    assert [answer.status for answer in closed] == [503] * 4
    assert all(answer.headers["retry-after"] for answer in closed)
    assert [state["maintenance"] for state in health] == [True, True]
    assert health[0]["open"] is False
    assert ask(city.public + "/").status == 200


def test_a_door_that_looks_at_another_file_is_named(city: Installation, tmp_path: Path) -> None:
    city.more["UITWEG_MAINTENANCE"] = str(tmp_path / "elsewhere.json")
    done = city.run("maintenance", "on")
    del city.more["UITWEG_MAINTENANCE"]

    assert done.returncode == 1
    assert done.stdout.count("does not see this: set UITWEG_MAINTENANCE to the same file") == 2
