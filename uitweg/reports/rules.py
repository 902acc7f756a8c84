"""The channel's decisions: when an answer is due, what a report may become, what fits in it."""

from datetime import date, datetime, timedelta
from enum import StrEnum

LONGEST_TEXT = 20_000  # characters; design.md 10
SEALED_STEPS = 24  # of 4 KiB: 20,000 characters of four bytes, and the fields beside them
STEP = 4096


class ReportState(StrEnum):
    """Where a report stands; only the changes in `TRANSITIONS` exist."""

    WAITING = "waiting"
    TAKEN = "taken"
    ADVICE = "advice"
    CASE = "case"
    DELETED = "deleted"


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.WAITING: frozenset(
        {ReportState.TAKEN, ReportState.ADVICE, ReportState.CASE, ReportState.DELETED}
    ),
    ReportState.TAKEN: frozenset({ReportState.ADVICE, ReportState.CASE, ReportState.DELETED}),
    ReportState.ADVICE: frozenset({ReportState.TAKEN, ReportState.CASE, ReportState.DELETED}),
    ReportState.CASE: frozenset({ReportState.DELETED}),
    ReportState.DELETED: frozenset(),
}


class Outcome(StrEnum):
    """What an advice-only report came to; counted, so a short fixed list."""

    ADVISED = "advised"
    POINTED_ON = "pointed-on"
    NO_REPLY = "no-reply"
    NOT_FOR_US = "not-for-us"


ROLES = {
    "youngster": "Jongere zelf",
    "family": "Ouder of familie",
    "friend": "Vriend of buur",
    "school": "School",
    "care": "Zorg of jeugdhulp",
    "police": "Politie of justitie",
    "other": "Anders",
    "unsaid": "Zegt het liever niet",
}

LANGUAGES = {
    "nl": "Nederlands",
    "en": "Engels",
    "ar": "Arabisch",
    "tr": "Turks",
    "pl": "Pools",
    "es": "Spaans",
    "ti": "Tigrinya",
    "other": "Een andere taal",
}


def states_before(then: ReportState) -> list[str]:
    """Name the states from which a report may become `then`."""
    return [state.value for state, after in TRANSITIONS.items() if then in after]


def answer_by(received_on: date, *, danger_now: bool) -> date:
    """Return the last day on which the reporter should have an answer.

    Same day when someone is in danger now, else two working days after
    `received_on`; Saturdays and Sundays do not count, public holidays do.
    Source: service-norm.
    """
    day, left = received_on, 0 if danger_now else 2
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def is_late(received_on: date, *, danger_now: bool, today: date) -> bool:
    return today > answer_by(received_on, danger_now=danger_now)


def to_the_day(moment: datetime) -> datetime:
    """Coarsen a moment to its day (midnight): kept exact only until it is answered."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
