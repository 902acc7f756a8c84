"""The clock of the tests: where it holds, and that the moments to try are moments here."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from tests.support import clock, moments


@pytest.fixture
def in_2031(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UITWEG_TEST_MOMENT", "2031-06-01T10:00")


@pytest.mark.parametrize("folder", ["unit", "architecture", "integration"])
def test_a_test_begins_at_the_moment_of_the_run(in_2031: None, folder: str) -> None:
    with clock.set_for(Path(f"tests/{folder}/test_something.py")):
        assert timezone.localdate() == date(2031, 6, 1)


@pytest.mark.parametrize("folder", ["browser", "processes"])
def test_a_test_of_a_whole_installation_has_the_real_clock(in_2031: None, folder: str) -> None:
    with clock.set_for(Path(f"tests/{folder}/test_something.py")):
        assert timezone.localdate() != date(2031, 6, 1)


@pytest.mark.parametrize("text", moments.MOMENTS)
def test_each_moment_to_try_exists_in_the_team_s_zone(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("UITWEG_TEST_MOMENT", text)
    here = clock.moment_of_the_run().astimezone(UTC).astimezone(clock.HERE)

    # an hour that the clock skips, or an offset of the other season, comes back changed
    assert here.isoformat()[:16] == text[:16]


@pytest.mark.parametrize(
    ("now", "noon"),
    [
        ("2026-12-02T08:00+01:00", "2026-12-02T12:00:00+01:00"),
        ("2026-12-06T22:00+00:00", "2026-12-04T12:00:00+01:00"),  # a Sunday
        ("2026-12-06T23:30+00:00", "2026-12-07T12:00:00+01:00"),  # Monday here, Sunday in UTC
        ("2027-03-28T12:30+02:00", "2027-03-26T12:00:00+01:00"),  # a Sunday that the clock changed
    ],
)
def test_a_run_begins_at_noon_of_a_weekday(now: str, noon: str) -> None:
    assert clock.weekday_noon(datetime.fromisoformat(now)).isoformat() == noon
