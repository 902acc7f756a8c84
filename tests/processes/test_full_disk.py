"""A disk that is really full: clear refusals, nothing half stored, and on again when there is room."""

import json
from pathlib import Path

import pytest

from tests.support import machine


@pytest.mark.parametrize(
    ("what", "megabytes"),
    [
        ("store", 16),
        pytest.param("data", 700, marks=pytest.mark.long),
        pytest.param("postgresql", 160, marks=pytest.mark.long),
    ],
)
def test_on_a_full_disk_nothing_is_half_stored_and_it_goes_on_when_there_is_room(
    what: str, megabytes: int, tmp_path: Path
) -> None:
    said = machine.on_a_small_disk(
        tmp_path, megabytes, "tests.support.full_disk", str(tmp_path), what
    )
    found = json.loads(said.splitlines()[-1])
    taken = found["taken"]

    assert found["report"] == [503, "full"]
    assert found["piece"] == [503, "full"]
    assert found["plain"] == [503, True]  # the text stands in the page that says so
    assert (found["mailbox"], found["page"]) == (200, 200)
    assert found["new"] == [taken, taken, 0, 0]
    assert found["plain_after"] == 200
    # fifteen pieces of the file were there before
    assert found["after"] == [taken + 3, taken + 3, 1, 14]
    assert found["whole"]
