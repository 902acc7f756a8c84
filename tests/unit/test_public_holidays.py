"""No answer is due on a public holiday."""

from datetime import date

import pytest

from uitweg.channel.conversation.rules.answering import answer_by, is_working_day


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (
            date(2026, 12, 23),
            date(2026, 12, 28),
        ),  # Wednesday; Thursday, then Christmas, then Monday
        (date(2026, 4, 2), date(2026, 4, 8)),  # Maundy Thursday; Good Friday and Easter Monday
        (date(2026, 4, 24), date(2026, 4, 29)),  # Friday; Monday is the king's day
        (date(2025, 5, 2), date(2025, 5, 7)),  # Friday; Monday is freedom's fifth year
        (date(2026, 5, 4), date(2026, 5, 6)),  # the fifth of May of an ordinary year
    ],
)
def test_a_holiday_does_not_count(received: date, due: date) -> None:
    assert answer_by(received, danger_now=False) == due


def test_danger_is_answered_on_christmas_day() -> None:
    assert answer_by(date(2026, 12, 25), danger_now=True) == date(2026, 12, 25)


def test_a_weekend_is_no_working_day() -> None:
    assert [is_working_day(date(2026, 11, day)) for day in (20, 21, 22, 23)] == [
        True,
        False,
        False,
        True,
    ]
