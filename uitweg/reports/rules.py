"""The channel's decisions: when an answer is due, what a report may become, what fits in it."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from uitweg.reports.public_holidays import is_working_day

MIB = 1024 * 1024
LONGEST_TEXT = 20_000  # characters; design.md 10
SEALED_STEPS = 40  # of 4 KiB: 20,000 characters of four bytes, and what is said of 100 files
STEP = 4096

LARGEST_FILE = 100 * MIB
MOST_FILES = 100  # in one message or answer
LARGEST_MESSAGE = 250 * MIB  # all its files together
MOST_CHUNKS = 4400  # of 64 KiB: LARGEST_MESSAGE, and the padding of 100 files
LARGEST_PLAIN_FILE = 5 * MIB  # without JavaScript the public door holds it in memory
LARGEST_ANSWER = 25 * MIB  # so does the staff door with the files of an answer
LARGEST_DROP = 30 * MIB  # and with mail and files for a case
CHUNKS_AT_ONCE = 15  # in one body on the way in: under a million bytes
CHUNKS_OUT = 16  # in one answer on the way out
MOST_UNNAMED = 1024 * MIB  # of uploads that no message names yet
LEAST_FREE = 512 * MIB  # on the disk, or a tenth of it if that is less


class ReportState(StrEnum):
    """Where a report stands; only the changes in `TRANSITIONS` exist."""

    WAITING = "waiting"
    TAKEN = "taken"
    ADVICE = "advice"
    CASE = "case"
    FOLDED = "folded"
    DELETED = "deleted"


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.WAITING: frozenset(
        {
            ReportState.TAKEN,
            ReportState.ADVICE,
            ReportState.CASE,
            ReportState.FOLDED,
            ReportState.DELETED,
        }
    ),
    ReportState.TAKEN: frozenset({ReportState.ADVICE, ReportState.CASE, ReportState.DELETED}),
    ReportState.ADVICE: frozenset({ReportState.TAKEN, ReportState.CASE, ReportState.DELETED}),
    ReportState.CASE: frozenset({ReportState.DELETED}),
    ReportState.FOLDED: frozenset({ReportState.WAITING, ReportState.TAKEN, ReportState.DELETED}),
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
        left -= is_working_day(day)
    return day


def is_late(received_on: date, *, danger_now: bool, today: date) -> bool:
    return today > answer_by(received_on, danger_now=danger_now)


def least_free(disk: int) -> int:
    """Return how many bytes of a disk of so many no file may take: reports need room."""
    return min(LEAST_FREE, disk // 10)


def unnamed_before(today: date, kept_days: int) -> date:
    """Return the day before which an upload's newest piece must be to be removed.

    A row keeps a day and no hour, so one day is 24 to 48 hours.
    """
    return today - timedelta(days=kept_days)


def to_the_day(moment: datetime) -> datetime:
    """Coarsen a moment to its day (midnight): kept exact only until it is answered."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
