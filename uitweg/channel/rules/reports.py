"""The channel's decisions: when an answer is due, what a report may become, what fits in it."""

from enum import StrEnum


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


class AdviceOutcome(StrEnum):
    """What an advice-only report came to; counted, so a short fixed list."""

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


def states_before(then: ReportState) -> list[str]:
    """Name the states from which a report may become `then`."""
    return [state.value for state, after in TRANSITIONS.items() if then in after]
