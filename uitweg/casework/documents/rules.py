"""Papers: which there are, for whom, and why something stays out; decided from plain values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uitweg.casework.cases.rules import third_parties
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import ALL_GROUPS, Audience, DataGroup


class Paper(StrEnum):
    """The values stand in addresses and in the names of files."""

    CHRONOLOGY = "tijdlijn"
    CARD = "veiligheidskaart"
    HANDOVER = "overdracht"
    SUMMARY = "samenvatting"


PAPER_WORDS = {
    Paper.CHRONOLOGY: "Tijdlijn",
    Paper.CARD: "Veiligheidskaart",
    Paper.HANDOVER: "Overdracht",
    Paper.SUMMARY: "Samenvatting",
}


class Reader(StrEnum):
    """Who gets it."""

    OWN = "mezelf"
    LAWYER = "advocaat"
    POLICE = "politie"
    YOUNGSTER = "jongere"
    PARTNER = "partner"


READER_WORDS = {
    Reader.OWN: "Mezelf",
    Reader.LAWYER: "Advocaat",
    Reader.POLICE: "Politie of OM",
    Reader.YOUNGSTER: "De jongere",
    Reader.PARTNER: "Partner",
}
PRESET: dict[Reader, frozenset[DataGroup]] = {
    Reader.OWN: ALL_GROUPS,
    Reader.LAWYER: ALL_GROUPS - {DataGroup.HEALTH, DataGroup.SHELTER},
    Reader.POLICE: frozenset({DataGroup.SAFETY, DataGroup.LAW_POLICE, DataGroup.NETWORK}),
    Reader.YOUNGSTER: ALL_GROUPS - {DataGroup.NETWORK},
    Reader.PARTNER: frozenset({DataGroup.CONTACT, DataGroup.SAFETY, DataGroup.SITUATION}),
}
"""What is ticked to begin with. Police get no care and no whereabouts unless somebody ticks it."""

YOUNGSTERS_TITLES = {
    Paper.CHRONOLOGY: "Wat er gebeurde",
    Paper.CARD: "Mijn kaart",
    Paper.SUMMARY: "Overzicht",
}
"""The words on top when the youngster has it, and somebody may look along; no hand-over there."""


def title_of(paper: Paper, reader: Reader) -> str:
    """Return the title. Raises KeyError for a paper that is not made for this reader."""
    return (YOUNGSTERS_TITLES if reader is Reader.YOUNGSTER else PAPER_WORDS)[paper]


def file_name(number: str, paper: Paper, reader: Reader) -> str:
    """Name the file: a number, no person, and for the youngster no word that tells."""
    what = "overzicht" if reader is Reader.YOUNGSTER else paper.value
    return f"{number}-{what}.pdf"


class Out(StrEnum):
    """Why something stays out; the first four as in insight (cases/others.py)."""

    SOURCE = "source"
    SECRET = "secret"  # noqa: S105  a secret of profession, no password
    ORGANISATION = "organisation"
    TEAM = "team"
    OTHERS = "others"
    REPLACED = "replaced"
    GROUP = "group"
    PERIOD = "period"
    ADDRESS = "address"
    SHUT = "shut"
    CHOSEN = "chosen"


OUT_WORDS = {
    Out.SOURCE: "van een melder, die is beschermd",
    Out.SECRET: "beroepsgeheim",
    Out.ORGANISATION: "alleen voor de eigen organisatie",
    Out.TEAM: "alleen voor ons team",
    Out.OTHERS: "vooral over anderen",
    Out.REPLACED: "later verbeterd",
    Out.GROUP: "over iets dat je niet koos",
    Out.PERIOD: "buiten de dagen die je koos",
    Out.ADDRESS: "het adres blijft bij ons",
    Out.SHUT: "gaat niet open met jouw sleutel",
    Out.CHOSEN: "door jou weggelaten",
}


@dataclass(frozen=True)
class Choice:
    """What a paper is to hold; `team` takes along what was written for the team only."""

    paper: Paper = Paper.CHRONOLOGY
    reader: Reader = Reader.OWN
    groups: frozenset[DataGroup] = ALL_GROUPS
    since: date | None = None
    until: date | None = None
    team: bool = False

    @property
    def leaves(self) -> bool:
        """Say whether somebody else gets it."""
        return self.reader is not Reader.OWN

    def holds(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True)
class Item:
    """One thing that can go along. `out` says why it does not; `at` is when, in words."""

    id: str
    head: str
    text: str
    group: DataGroup
    at: str = ""
    small: str = ""
    out: Out | None = None


@dataclass(frozen=True)
class Section:
    """A part of a paper with its items.

    `shape` is how the press sets them, `empty` what it says when there is nothing, `asks` are
    questions of a card that nobody answered yet.
    """

    title: str
    shape: str
    empty: str
    items: tuple[Item, ...]
    asks: tuple[str, ...] = ()


def out_of_entry(
    choice: Choice,
    *,
    kind: EntryKind,
    audience: Audience,
    group: DataGroup,
    on: date,
    replaced: bool,
) -> Out | None:
    """Say why an entry that its maker sees stays out, or None when it goes along.

    For oneself only what was put right, another subject and another day stay out.
    """
    if choice.leaves and (why := _not_for_others(choice, kind, audience)):
        return why
    if replaced:
        return Out.REPLACED
    if group not in choice.groups:
        return Out.GROUP
    return None if choice.holds(on) else Out.PERIOD


def _not_for_others(choice: Choice, kind: EntryKind, audience: Audience) -> Out | None:
    """Say what insight says too, but for the team's own words: those are the maker's choice.

    A mail about others may go to a lawyer, not to the youngster.
    """
    why = third_parties.out_of_entry(kind, audience, replaced=False)
    if why and (why is not third_parties.Out.OTHERS or choice.reader is Reader.YOUNGSTER):
        return Out(why.value)
    return Out.TEAM if audience is Audience.TEAM and not choice.team else None


def out_of_known(
    choice: Choice, group: DataGroup, *, kind: SheetKind | None = None, name: str = ""
) -> Out | None:
    """Say why a field, a goal or an action stays out. An address never leaves on paper."""
    if choice.leaves and name == "address":
        return Out.ADDRESS
    if choice.reader is Reader.YOUNGSTER and kind and third_parties.out_of_field(kind, name):
        return Out.OTHERS
    return None if group in choice.groups else Out.GROUP


def told(outs: Iterable[Out]) -> str:
    """Say how many stay out and why: 3 alleen voor ons team, 2 beroepsgeheim."""
    count = Counter(outs)
    return ", ".join(f"{count[one]} {OUT_WORDS[one]}" for one in Out if count[one])


def size_of(signs: int) -> str:
    """Return how large the letters of a card to print are: what is long gets smaller ones."""
    return "" if signs < 1800 else "full" if signs < 3000 else "over"


MOST_LINES, MOST_SIGNS = 1000, 400_000
"""What fits in one paper; a hundred pages and more read nobody through."""


def too_much(items: Iterable[Item]) -> str:
    """Say why this is too much for one paper, or ''."""
    taken = [one for one in items if one.out is None]
    if len(taken) > MOST_LINES:
        return (
            f"Dit zijn {len(taken)} regels. In één papier gaan er {MOST_LINES}. "
            "Kies minder dagen of onderwerpen."
        )
    if sum(len(one.head) + len(one.text) + len(one.small) for one in taken) > MOST_SIGNS:
        return "Dit is te veel tekst voor één papier. Kies minder dagen of onderwerpen."
    return ""
