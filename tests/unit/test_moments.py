"""Times in words say the day when it is not today."""

from datetime import UTC, datetime, timedelta

from uitweg.platform.ui.moments import on_time, until_time

NIGHT = datetime(2026, 11, 27, 22, 50, tzinfo=UTC)
"""Ten to midnight in Amsterdam, on a Friday."""


def test_a_time_of_today_is_a_time_only() -> None:
    assert until_time(NIGHT, NIGHT) == "23:50"
    assert on_time(NIGHT, NIGHT) == "om 23:50"


def test_a_time_of_another_day_says_which() -> None:
    later = NIGHT + timedelta(minutes=15)

    assert (until_time(later, NIGHT), on_time(later, NIGHT)) == ("morgen 00:05", "morgen om 00:05")
    assert on_time(NIGHT, later) == "gisteren om 23:50"
    assert until_time(NIGHT + timedelta(days=3), NIGHT) == "ma 30 nov 23:50"


def test_midnight_is_a_time_here() -> None:
    assert until_time(NIGHT + timedelta(minutes=10), NIGHT) == "morgen 00:00"
