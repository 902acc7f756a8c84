"""The states of a report, and the fixed choices that describe reports and reporters."""

from uitweg.platform.choices import Choices


class ReportState(Choices):
    """The state of a report; `TRANSITIONS` lists every allowed change."""

    WAITING = "waiting", "Nieuw"
    TAKEN = "taken", "Opgepakt"
    ADVICE = "advice", "Alleen advies"
    CASE = "case", "Casus"
    JUNK = "junk", "Opzij gelegd"
    DELETED = "deleted", "Gewist"


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.WAITING: frozenset(
        {
            ReportState.TAKEN,
            ReportState.ADVICE,
            ReportState.CASE,
            ReportState.JUNK,
            ReportState.DELETED,
        }
    ),
    ReportState.TAKEN: frozenset({ReportState.ADVICE, ReportState.CASE, ReportState.DELETED}),
    ReportState.ADVICE: frozenset({ReportState.TAKEN, ReportState.CASE, ReportState.DELETED}),
    ReportState.CASE: frozenset({ReportState.DELETED}),
    ReportState.JUNK: frozenset({ReportState.WAITING, ReportState.TAKEN, ReportState.DELETED}),
    ReportState.DELETED: frozenset(),
}


class AdviceOutcome(Choices):
    """How a report with advice only ended; a short fixed list, because it is counted in figures."""

    ADVISED = "advised", "Advies gegeven"
    POINTED_ON = "pointed-on", "Verwezen naar een andere lijn"
    NO_REPLY = "no-reply", "Geen reactie meer"
    NOT_FOR_US = "not-for-us", "Hoort hier niet"


class DangerEnd(Choices):
    """How the danger that a reporter told of ended, as a member says; a short fixed list."""

    SAID_SAFE = "said-safe", "De jongere zegt dat het veilig is"
    SEEN_SAFE = "seen-safe", "Een ander zag dat het veilig is"
    POLICE = "police", "Politie of 112 heeft het overgenomen"
    IN_CASE = "in-case", "We gaan verder in de casus"
    NO_DANGER = "no-danger", "Er was geen gevaar"


class LateReason(Choices):
    """Why a report got its first answer too late, as the member who answers says it."""

    NO_DUTY = "no-duty", "Niemand had dienst"
    NOT_REACHED = "not-reached", "De oproep kwam niet aan"
    WAITED = "waited", "Wachtte op een ander"
    SEEN_LATE = "seen-late", "Zag het te laat"
    OTHER = "other", "Anders"


def possible_danger_ends(state: ReportState) -> list[DangerEnd]:
    """Return how danger in a report in this state can end; "in the case" needs a case."""
    return [end for end in DangerEnd if end is not DangerEnd.IN_CASE or state is ReportState.CASE]


class ReporterRole(Choices):
    """Who the reporter says to be, as the team reads it; reporters read the words of content/."""

    YOUNGSTER = "youngster", "Jongere zelf"
    FAMILY = "family", "Ouder of familie"
    FRIEND = "friend", "Vriend of buur"
    SCHOOL = "school", "School"
    CARE = "care", "Zorg of jeugdhulp"
    POLICE = "police", "Politie of justitie"
    PROFESSIONAL = "professional", "Werkt met jongeren"
    OTHER = "other", "Anders"
    UNSAID = "unsaid", "Zegt het liever niet"


class ReporterNeed(Choices):
    """When the reporter needs somebody, as the team reads it. `NOW` counts as danger."""

    NOW = "now", "nu"
    TODAY = "today", "vandaag"
    WEEK = "week", "deze week"
    UNSAID = "unsaid", "weet het niet"


class ReporterLanguage(Choices):
    """The language the reporter asks an answer in, as the team reads it."""

    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "Engels"
    ARABIC = "ar", "Arabisch"
    TURKISH = "tr", "Turks"
    POLISH = "pl", "Pools"
    SPANISH = "es", "Spaans"
    TIGRINYA = "ti", "Tigrinya"
    OTHER = "other", "Een andere taal"


def states_before(target: ReportState) -> list[str]:
    """Return the values of the states from which a report may go to `target`."""
    return [state.value for state, allowed in TRANSITIONS.items() if target in allowed]
