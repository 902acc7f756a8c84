"""Maintenance is a file: what it says, who can read it, and that damage opens no door."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uitweg.platform.maintenance import (
    LOOK_SECONDS,
    Maintenance,
    PauseSwitch,
    begin,
    end,
    maintenance_in,
)

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "maintenance.json"


@pytest.mark.parametrize("until", [None, NOON])
def test_what_began_is_under_way_until_it_is_ended(file: Path, until: datetime | None) -> None:
    begin(file, Maintenance(until))
    began = maintenance_in(file)
    end(file)
    end(file)

    assert began == Maintenance(until)
    assert maintenance_in(file) is None


def test_the_other_doors_user_can_read_it(file: Path) -> None:
    begin(file, Maintenance())

    assert file.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("text", ["", "{", "[]", '{"until": 3}', '{"until": "2026-12-01T03:30"}'])
def test_a_damaged_file_is_maintenance_without_an_end(file: Path, text: str) -> None:
    file.write_text(text)

    assert maintenance_in(file) == Maintenance()


@pytest.mark.parametrize(
    ("minutes", "seconds"), [(None, 300), (-5, 300), (0, 300), (0.1, 60), (30, 1800)]
)
def test_it_says_after_how_long_to_try_again(minutes: float | None, seconds: int) -> None:
    until = None if minutes is None else NOON + timedelta(minutes=minutes)

    assert Maintenance(until).seconds_left(NOON) == seconds


def test_an_end_that_has_passed_is_said_no_more() -> None:
    maintenance = Maintenance(NOON)

    assert maintenance.expected_end(NOON - timedelta(minutes=1)) == NOON
    assert maintenance.expected_end(NOON + timedelta(minutes=1)) is None


def test_a_door_that_is_asked_a_thousand_times_looks_at_the_file_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, stat = list[Path](), Path.stat

    def counted(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        looks.append(path)
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", counted)
    is_paused = PauseSwitch(file, clock=lambda: 7.0)

    assert [is_paused() for _ in range(1000)] == [False] * 1000
    assert looks == [file]


def test_a_door_knows_within_a_tenth_of_a_second_that_maintenance_began_and_ended(
    file: Path,
) -> None:
    moment = [0.0]
    is_paused = PauseSwitch(file, clock=lambda: moment[0])
    seen = [is_paused()]
    for change in (lambda: begin(file, Maintenance()), lambda: end(file)):
        change()
        moment[0] += LOOK_SECONDS
        seen.append(is_paused())

    assert seen == [False, True, False]
