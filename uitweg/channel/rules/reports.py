"""The states of a report, and the fixed choices that describe reports and reporters."""

from enum import StrEnum


class ReportState(StrEnum):
    """The state of a report; `TRANSITIONS` lists every allowed change."""

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


class AdviceOutcome(StrEnum):
    """How a report with advice only ended; a short fixed list, because it is counted in figures."""

    ADVISED = "advised"
    POINTED_ON = "pointed-on"
    NO_REPLY = "no-reply"
    NOT_FOR_US = "not-for-us"


REPORTER_ROLES = {
    "youngster": "Jongere zelf",
    "family": "Ouder of familie",
    "friend": "Vriend of buur",
    "school": "School",
    "care": "Zorg of jeugdhulp",
    "police": "Politie of justitie",
    "other": "Anders",
    "unsaid": "Zegt het liever niet",
}

REPORTER_LANGUAGES = {
    "nl": "Nederlands",
    "en": "Engels",
    "ar": "Arabisch",
    "tr": "Turks",
    "pl": "Pools",
    "es": "Spaans",
    "ti": "Tigrinya",
    "other": "Een andere taal",
}


def states_before(target: ReportState) -> list[str]:
    """Return the values of the states from which a report may go to `target`."""
    return [state.value for state, allowed in TRANSITIONS.items() if target in allowed]
