"""For which youngster a line of a route is meant, as far as the person sheet says so."""

import re
from collections.abc import Mapping
from datetime import date

from uitweg.platform.content.partner_values import Situation
from uitweg.platform.dutch_days import read_dutch_day

OF_AGE = 18
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def is_minor(person: Mapping[str, str], *, today: date) -> bool | None:
    """Return whether the youngster is younger than 18, or None when the person sheet does not say.

    The day of birth counts; without a whole day, the age, unless it is on both sides of 18
    ("17 of 18").
    """
    if (birth := _birth_day(person.get("born", ""), today=today)) is not None:
        return _age(birth, today) < OF_AGE
    ages = [int(number) for number in _NUMBER.findall(person.get("age", ""))]
    younger = {age < OF_AGE for age in ages}
    return younger.pop() if len(younger) == 1 else None


def _birth_day(text: str, *, today: date) -> date | None:
    written = read_dutch_day(text, today=today)
    if written is None or written.day is None or written.year is None:
        return None
    try:
        birth = date(written.year, written.month, written.day)
    except ValueError:
        return None
    return birth if birth <= today else None


def _age(birth: date, today: date) -> int:
    had_birthday = (today.month, today.day) >= (birth.month, birth.day)
    return today.year - birth.year - (not had_birthday)


def is_meant_for(situation: Situation | None, *, minor: bool | None) -> bool | None:
    """Return whether a line is meant for this youngster; None when a member has to say so.

    No sheet says whether somebody may stay in the Netherlands, or is a suspect: that is asked.
    """
    if situation is None:
        return True
    if minor is None or situation not in (Situation.MINOR, Situation.ADULT):
        return None
    return minor == (situation is Situation.MINOR)
