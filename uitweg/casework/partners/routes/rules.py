"""For which youngster a line of a route is meant, as far as the person sheet says so."""

from collections.abc import Mapping
from datetime import date

from uitweg.casework.cases.consents.rules.consent_age import age_of
from uitweg.platform.content.values.partners import Situation

OF_AGE = 18
OF_AN_AGE = (Situation.MINOR, Situation.ADULT)


def is_minor(person: Mapping[str, str], *, today: date) -> bool | None:
    """Return whether the youngster is younger than 18, or None when the person sheet does not say.

    The day of birth counts; without a whole day, the age.
    """
    age = age_of(person.get("age", ""), person.get("born", ""), today=today)
    return None if age is None else age < OF_AGE


def is_meant_for(situation: Situation | None, *, minor: bool | None) -> bool | None:
    """Return whether a line is meant for this youngster; None when a member has to say so.

    No sheet says whether somebody may stay in the Netherlands, is a suspect, or was hurt: that is
    asked.
    """
    if situation is None:
        return True
    if minor is None or situation not in OF_AN_AGE:
        return None
    return minor == (situation is Situation.MINOR)
