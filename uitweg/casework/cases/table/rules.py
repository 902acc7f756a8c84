"""The columns of the list of cases, and the order of its rows."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.workflow import CaseState, LegalGround
from uitweg.platform.choices import Choices
from uitweg.platform.dutch_days import read_dutch_day

OLDEST_AGE = 120
BEGINNING_LENGTH = 60
"""Characters of the first entry by which a case without a name is recognised."""


class CaseColumn(Choices):
    """A column that can be shown and sorted by; the value stands in the page's address."""

    NAME = "naam", "Roepnaam"
    AGE = "leeftijd", "Leeftijd"
    PLACE = "plek", "School of plek"
    RISK = "gevaar", "Gevaar"
    LAST_CONTACT = "contact", "Laatste contact"
    NEXT_ACTION = "actie", "Volgende actie"
    DUE_ON = "dag", "Dag"
    OWNER = "eigenaar", "Coördinator"
    STATE = "stand", "Stand"
    GROUND = "grondslag", "Grondslag"
    REVIEW_ON = "evaluatie", "Evaluatiedatum"
    OPENED_ON = "begonnen", "Begonnen op"


USUAL_COLUMNS = tuple(CaseColumn)[:8]
"""Shown until a member chooses."""


def chosen_columns(stored: Collection[str]) -> tuple[CaseColumn, ...]:
    """Return these columns in the order of the list; the name is always one of them.

    Names that no longer exist are left out. Without any stored, the usual columns.
    """
    if not stored:
        return USUAL_COLUMNS
    return tuple(column for column in CaseColumn if column in stored or column is CaseColumn.NAME)


@dataclass(frozen=True)
class CaseFacts:
    """What one reader may see of a case, per column; what they may not see is empty."""

    name: str = ""
    age: str = ""
    place: str = ""
    risk: Risk | None = None
    last_contact: date | None = None
    next_action: str = ""
    due_on: date | None = None
    owner: str = ""
    state: CaseState | None = None
    ground: LegalGround | None = None
    review_on: date | None = None
    opened_on: date | None = None


RISK_ORDER = (Risk.ACUTE, Risk.HIGH, Risk.UNKNOWN, Risk.LOW)
SORT_KEYS: dict[CaseColumn, Callable[[CaseFacts], Any]] = {
    CaseColumn.NAME: lambda facts: facts.name.casefold(),
    CaseColumn.AGE: lambda facts: facts.age.rjust(4) if facts.age.isdigit() else facts.age,
    CaseColumn.PLACE: lambda facts: facts.place.casefold(),
    CaseColumn.RISK: lambda facts: RISK_ORDER.index(facts.risk) + 1 if facts.risk else None,
    CaseColumn.LAST_CONTACT: lambda facts: facts.last_contact,
    CaseColumn.NEXT_ACTION: lambda facts: facts.next_action.casefold(),
    CaseColumn.DUE_ON: lambda facts: facts.due_on,
    CaseColumn.OWNER: lambda facts: facts.owner.casefold(),
    CaseColumn.STATE: lambda facts: _place_of(facts.state),
    CaseColumn.GROUND: lambda facts: facts.ground.words if facts.ground else "",
    CaseColumn.REVIEW_ON: lambda facts: facts.review_on,
    CaseColumn.OPENED_ON: lambda facts: facts.opened_on,
}


def _place_of(state: CaseState | None) -> int:
    """Return the place of a state in the work, from 1; 0 when it is not seen."""
    return list(CaseState).index(state) + 1 if state else 0


def urgency(facts: CaseFacts) -> tuple[int, date]:
    """Return what to sort by so that the least safe comes first, then the earliest day."""
    rank = RISK_ORDER.index(facts.risk) if facts.risk else len(RISK_ORDER)
    return rank, facts.due_on or date.max


def sort_rows[Row](
    rows: Iterable[Row],
    column: CaseColumn,
    facts_of: Callable[[Row], CaseFacts],
    *,
    is_descending: bool,
) -> list[Row]:
    """Sort the rows by one column; rows that are empty there come last, in either direction."""
    keyed = [(SORT_KEYS[column](facts_of(row)), row) for row in rows]
    filled = sorted(
        ((key, row) for key, row in keyed if key), key=lambda pair: pair[0], reverse=is_descending
    )
    return [row for _, row in filled] + [row for key, row in keyed if not key]


def age_in_words(*, born: str, age: str, today: date) -> str:
    """Return the age by the day of birth, else the age as a member wrote it, else ""."""
    try:
        written = read_dutch_day(" ".join(born.lower().split()), today=today) if born else None
        if written is None or written.year is None or written.day is None:
            return age
        birthday = date(written.year, written.month, written.day)
    except ValueError:  # no day that exists
        return age
    had_no_birthday = (today.month, today.day) < (birthday.month, birthday.day)
    years = today.year - birthday.year - had_no_birthday
    return str(years) if 0 <= years <= OLDEST_AGE else age


def beginning_of(text: str) -> str:
    """Return the first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= BEGINNING_LENGTH:
        return line
    return line[:BEGINNING_LENGTH].rsplit(" ", 1)[0] + "…"
