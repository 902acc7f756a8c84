"""From which age who decides on sharing, and what a form proposes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.rules.consents import ConsentGiver, ConsentPurpose
from uitweg.platform.dutch_days import WrittenDay, read_dutch_day

AGE_SOURCES = "Jeugdwet 7.3.11, NVO en Kwadraad, nagekeken 28 november 2026"
OLDEST = 120
AGE = re.compile(r"(?:ongeveer |ca\.? |\+-? )?(\d{1,3})(?: ?jaar)?\.?", re.IGNORECASE)
PARENTS = re.compile(
    r"\b(?:(?:stief|pleeg|schoon|groot)?(?:ouders?|moeder|vader)|mama|mam|papa|pap|pa|ma|thuis)\b",
    re.IGNORECASE,
)
ASKS_A_PARENT = frozenset({ConsentGiver.PARENT, ConsentGiver.SELF_PARENT})


@dataclass(frozen=True)
class AgeRule:
    """Who is proposed to agree, and the rule in words."""

    giver: ConsentGiver
    words: str


UNKNOWN_AGE = AgeRule(
    ConsentGiver.SELF, "De leeftijd is niet bekend. Vanaf 12 jaar vraag je het de jongere zelf."
)
UNDER_12 = AgeRule(ConsentGiver.PARENT, "Jonger dan 12: een ouder of voogd beslist.")
FROM_12 = AgeRule(
    ConsentGiver.SELF_PARENT,
    "12 tot en met 15: vraag het de jongere, en ook een ouder of voogd. "
    "Past een ouder erbij niet bij goede zorg, dan beslist de jongere alleen.",
)
FROM_16 = AgeRule(ConsentGiver.SELF, "16 of ouder: de jongere beslist zelf.")
PARENT_IS_DANGER = (
    "Volgens de veiligheidskaart mag thuis niet alles weten. Vraag het een ouder dan niet"
)
WHO_DECIDES = "overleg met een collega wie er beslist"


def rule_for(age: int | None) -> AgeRule:
    if age is None:
        return UNKNOWN_AGE
    if age < 12:
        return UNDER_12
    return FROM_12 if age < 16 else FROM_16


def proposed_giver(rule: AgeRule, *, parent_is_danger: bool) -> ConsentGiver:
    """Return who to ask; never a parent when a parent may be the danger."""
    if not parent_is_danger or rule.giver is ConsentGiver.SELF:
        return rule.giver
    return ConsentGiver.GUARDIAN if rule is UNDER_12 else ConsentGiver.SELF


def leaves_out_parent(rule: AgeRule, giver: ConsentGiver) -> bool:
    """Return whether this giver answered without a parent where the rule asks one."""
    return rule.giver in ASKS_A_PARENT and giver not in ASKS_A_PARENT


def danger_words(rule: AgeRule) -> str:
    """Return what to do when a parent may be the danger; from 16 nobody else has to decide."""
    return f"{PARENT_IS_DANGER}." if rule is FROM_16 else f"{PARENT_IS_DANGER}: {WHO_DECIDES}."


def age_of(age: str, born: str, *, today: date) -> int | None:
    """Return the age in whole years, from the day of birth if that is known, else as written."""
    day = read_dutch_day(born, today=today)
    birthday = _as_date(day) if day else None
    if birthday:
        return _years(birthday, today)
    written = AGE.fullmatch(age.strip())
    number = int(written[1]) if written else None
    return number if number is not None and number <= OLDEST else None


def _as_date(written: WrittenDay) -> date | None:
    """Return the day; None when its day or year was left out, or when it does not exist."""
    if written.day is None or written.year is None:
        return None
    try:
        return date(written.year, written.month, written.day)
    except ValueError:
        return None


def _years(birthday: date, today: date) -> int | None:
    years = today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))
    return years if 0 <= years <= OLDEST else None


def names_a_parent(secret_from: str) -> bool:
    """Return whether a parent stands in the answer to "Wie mag niets weten?"."""
    return bool(PARENTS.search(secret_from))


USUAL_GROUPS: dict[ConsentPurpose, frozenset[DataGroup]] = {
    ConsentPurpose.SHELTER: frozenset(
        {
            DataGroup.CONTACT,
            DataGroup.SAFETY,
            DataGroup.SITUATION,
            DataGroup.HEALTH,
            DataGroup.SHELTER,
        }
    ),
    ConsentPurpose.CARE: frozenset({DataGroup.CONTACT, DataGroup.SITUATION, DataGroup.HEALTH}),
    ConsentPurpose.LAWYER: frozenset(
        {DataGroup.CONTACT, DataGroup.SAFETY, DataGroup.SITUATION, DataGroup.LAW_POLICE}
    ),
    ConsentPurpose.POLICE_TALK: frozenset({DataGroup.CONTACT, DataGroup.LAW_POLICE}),
    ConsentPurpose.CONFERENCE: frozenset({DataGroup.SAFETY, DataGroup.SITUATION}),
    ConsentPurpose.SCHOOL: frozenset({DataGroup.CONTACT, DataGroup.SCHOOL_WORK}),
    ConsentPurpose.PARENTS: frozenset({DataGroup.CONTACT}),
    ConsentPurpose.STATISTICS: frozenset({DataGroup.SITUATION}),
    ConsentPurpose.SUPPORT: frozenset({DataGroup.CONTACT, DataGroup.SAFETY, DataGroup.SITUATION}),
    ConsentPurpose.APPRAISAL: frozenset({DataGroup.LAW_POLICE}),
    ConsentPurpose.OTHER: frozenset({DataGroup.CONTACT, DataGroup.SITUATION}),
}
"""The groups that are asked about for each purpose, unless a member chooses others."""

PURPOSE_OF_KIND = {
    "shelter": ConsentPurpose.SHELTER,
    "care": ConsentPurpose.CARE,
    "youth-care": ConsentPurpose.CARE,
    "lawyer": ConsentPurpose.LAWYER,
    "police": ConsentPurpose.POLICE_TALK,
    "school": ConsentPurpose.SCHOOL,
    "debt-help": ConsentPurpose.OTHER,
    "advice": ConsentPurpose.OTHER,
    "other": ConsentPurpose.OTHER,
}
"""By the value of a kind of service; the kinds themselves are a higher part's."""


def purpose_for(kinds: Iterable[str]) -> ConsentPurpose:
    """Return what a consent to such services is usually for."""
    return next(
        (PURPOSE_OF_KIND[kind] for kind in kinds if kind in PURPOSE_OF_KIND), ConsentPurpose.SHELTER
    )
