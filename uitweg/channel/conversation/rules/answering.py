"""By when a reporter should have an answer, and which days count as working days."""

from datetime import date, datetime, timedelta

from uitweg.platform.days import public_holidays


def answer_by(received_on: date, *, danger_now: bool) -> date:
    """Return the last day on which the reporter should have an answer.

    Same day when someone is in danger now, else two working days after
    `received_on`; Saturdays and Sundays do not count, public holidays do.
    Source: service-norm.
    """
    day, days_left = received_on, 0 if danger_now else 2
    while days_left:
        day += timedelta(days=1)
        days_left -= is_working_day(day)
    return day


def is_late(received_on: date, *, danger_now: bool, today: date) -> bool:
    return today > answer_by(received_on, danger_now=danger_now)


def start_of_day(moment: datetime) -> datetime:
    """Coarsen a moment to midnight of its day, in the moment's own time zone."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year)
