"""Whether two people in lists and cases may be the same: by number, name, initials, age, place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.rules.columns import comparable_text
from uitweg.platform.identifiers import comparable_phones

MAX_INITIALS = 4
MAX_COMPARED = 50
"""So many people with one name are compared, or a list of nothing but "YB" would take minutes."""
Person = Mapping[str, str]
"""The fields of a person sheet."""


@dataclass(frozen=True)
class PersonTraits:
    """What is compared of a person; `number` is that of a case or a row, "" when there is none.

    `called` is the first name, "" when only one name is known.
    """

    phones: frozenset[str]
    names: frozenset[str]
    initials: frozenset[str]
    age: str
    places: frozenset[str]
    number: str = ""
    called: str = ""

    @classmethod
    def of(cls, person: Person, *, number: str = "") -> "PersonTraits":
        names = [person.get(field, "") for field in ("name", "called")]
        places = (comparable_text(person.get(field, "")) for field in ("school", "lives"))
        return cls(
            phones=frozenset(comparable_phones(person.get("phones", ""))),
            names=frozenset(map(comparable_text, names)) - {""},
            initials=frozenset(map(initials_of, names)) - {""},
            age=person.get("age", ""),
            places=frozenset(places) - {""},
            number=comparable_text(number),
            called=comparable_text(person.get("called", "")),
        )


def initials_of(name: str) -> str:
    """Return the initials of a name, in lower case: of "Yara Bos", "Y.B." and "YB" it is yb.

    What stands in brackets or after a comma is no name. '' for a name of one word.
    """
    plain = re.split(r"[(,]", name)[0].strip()
    if re.fullmatch(rf"[^\W\d_]{{2,{MAX_INITIALS}}}", plain) and plain.isupper():
        return comparable_text(plain)
    words = re.findall(r"[^\W\d_]+", plain)
    return comparable_text("".join(word[0] for word in words)) if len(words) > 1 else ""


def likeness(one: PersonTraits, other: PersonTraits) -> MatchedBy | None:
    """Return what makes two people look like one, or None.

    The same initials alone say too little: the age or the place has to be the same as well. Two
    with other first names are never the same by name and number: brothers and sisters share a
    surname, and the number of a parent.
    """
    same_number = bool(one.phones & other.phones or (one.number and one.number == other.number))
    other_first_name = bool(one.called and other.called and one.called != other.called)
    same_name = bool(one.names & other.names) and not other_first_name
    if same_number and (same_name or not one.names):  # without a name nothing differs
        return MatchedBy.BOTH
    if same_number:
        return MatchedBy.PHONE
    if same_name:
        return MatchedBy.NAME
    same_initials = bool(one.initials & other.initials) and _same_around(one, other)
    return MatchedBy.INITIALS if same_initials else None


def _same_around(one: PersonTraits, other: PersonTraits) -> bool:
    return bool(one.age and one.age == other.age) or bool(one.places & other.places)


class People:
    """People by number (of a case or a row), to look up who may be the same as somebody."""

    def __init__(self) -> None:
        self.traits: dict[int, PersonTraits] = {}
        self._by_trait: defaultdict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, key: int, traits: PersonTraits) -> None:
        self.traits[key] = traits
        for trait in _traits(traits):
            if len(self._by_trait[trait]) < MAX_COMPARED:
                self._by_trait[trait].append(key)

    def most_alike(self, traits: PersonTraits) -> tuple[int, MatchedBy] | None:
        """Return who is most like this person and by what; of equals the first that was added."""
        found = dict.fromkeys(key for trait in _traits(traits) for key in self._by_trait[trait])
        alike = ((key, likeness(traits, self.traits[key])) for key in found)
        matches = [(key, by) for key, by in alike if by is not None]
        return min(matches, key=lambda match: self._rank(traits, *match), default=None)

    def _rank(self, traits: PersonTraits, key: int, by: MatchedBy) -> tuple[int, bool, int]:
        return list(MatchedBy).index(by), not _same_around(traits, self.traits[key]), key


def _traits(traits: PersonTraits) -> Iterable[tuple[str, str]]:
    """Yield what a person can be looked up by."""
    yield from (("phone", phone) for phone in traits.phones)
    yield from (("name", name) for name in traits.names)
    yield from (("initials", initials) for initials in traits.initials)
    if traits.number:
        yield "number", traits.number
