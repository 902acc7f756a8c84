"""Papers: which there are, for whom, and why something stays out; decided from plain values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.third_parties import (
    ProposedOmission,
    reason_to_omit_entry,
    reason_to_omit_field,
)
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.platform.choices import Choices


class DocumentKind(Choices):
    """The values stand in addresses and in the names of files."""

    CHRONOLOGY = "tijdlijn", "Tijdlijn"
    CARD = "veiligheidskaart", "Veiligheidskaart"
    HANDOVER = "overdracht", "Overdracht"
    SUMMARY = "samenvatting", "Samenvatting"


class DocumentRecipient(Choices):
    """Who gets it."""

    OWN = "mezelf", "Mezelf"
    LAWYER = "advocaat", "Advocaat"
    POLICE = "politie", "Politie of OM"
    YOUNGSTER = "jongere", "De jongere"
    PARTNER = "partner", "Partner"


PRESET_GROUPS: dict[DocumentRecipient, frozenset[DataGroup]] = {
    DocumentRecipient.OWN: ALL_GROUPS,
    DocumentRecipient.LAWYER: ALL_GROUPS - {DataGroup.HEALTH, DataGroup.SHELTER},
    DocumentRecipient.POLICE: frozenset(
        {DataGroup.SAFETY, DataGroup.LAW_POLICE, DataGroup.NETWORK}
    ),
    DocumentRecipient.YOUNGSTER: ALL_GROUPS - {DataGroup.NETWORK},
    DocumentRecipient.PARTNER: frozenset(
        {DataGroup.CONTACT, DataGroup.SAFETY, DataGroup.SITUATION}
    ),
}
"""What is ticked to begin with. Police get no care and no whereabouts unless somebody ticks it."""

YOUNGSTERS_TITLES: dict[DocumentKind, str] = {
    DocumentKind.CHRONOLOGY: "Wat er gebeurde",
    DocumentKind.CARD: "Mijn kaart",
    DocumentKind.SUMMARY: "Overzicht",
}
"""The words on top when the youngster has it, and somebody may look along; no hand-over there."""


def document_title(paper: DocumentKind, reader: DocumentRecipient) -> str:
    """Return the title. Raises KeyError for a paper that is not made for this reader."""
    return YOUNGSTERS_TITLES[paper] if reader is DocumentRecipient.YOUNGSTER else paper.words


def document_file_name(number: str, paper: DocumentKind, reader: DocumentRecipient) -> str:
    """Name the file: a number, no person, and for the youngster no word that tells."""
    what = "overzicht" if reader is DocumentRecipient.YOUNGSTER else paper.value
    return f"{number}-{what}.pdf"


class OmissionReason(Choices):
    """Why something stays out of a document.

    The values of SOURCE, SECRET, ORGANISATION, OTHERS and REPLACED are those of `ProposedOmission`.
    """

    SOURCE = "source", "van een melder, die is beschermd"
    SECRET = "secret", "beroepsgeheim"
    ORGANISATION = "organisation", "alleen voor de eigen organisatie"
    TEAM = "team", "alleen voor ons team"
    OTHERS = "others", "vooral over anderen"
    REPLACED = "replaced", "later verbeterd"
    GROUP = "group", "over iets dat je niet koos"
    PERIOD = "period", "buiten de dagen die je koos"
    ADDRESS = "address", "het adres blijft bij ons"
    SHUT = "shut", "gaat niet open met jouw sleutel"
    CHOSEN = "chosen", "door jou weggelaten"


@dataclass(frozen=True)
class DocumentChoice:
    """What a paper is to hold; `team` takes along what was written for the team only."""

    paper: DocumentKind = DocumentKind.CHRONOLOGY
    reader: DocumentRecipient = DocumentRecipient.OWN
    groups: frozenset[DataGroup] = ALL_GROUPS
    since: date | None = None
    until: date | None = None
    team: bool = False

    @property
    def leaves(self) -> bool:
        """Say whether somebody else gets it."""
        return self.reader is not DocumentRecipient.OWN

    def holds(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True)
class DocumentItem:
    """One thing that can go along. `out` says why it does not; `at` is when, in words."""

    id: str
    head: str
    text: str
    group: DataGroup
    at: str = ""
    small: str = ""
    out: OmissionReason | None = None


@dataclass(frozen=True)
class DocumentSection:
    """A part of a paper with its items.

    `shape` is how the press sets them, `empty` what it says when there is nothing, `asks` are
    questions of a card that nobody answered yet.
    """

    title: str
    shape: str
    empty: str
    items: tuple[DocumentItem, ...]
    asks: tuple[str, ...] = ()


def omission_of_entry(
    choice: DocumentChoice,
    *,
    kind: EntryKind,
    audience: Audience,
    group: DataGroup,
    on: date,
    replaced: bool,
) -> OmissionReason | None:
    """Say why an entry that its maker sees stays out, or None when it goes along.

    For oneself only what was put right, another subject and another day stay out.
    """
    if choice.leaves and (why := _withheld_from_others(choice, kind, audience)):
        return why
    if replaced:
        return OmissionReason.REPLACED
    if group not in choice.groups:
        return OmissionReason.GROUP
    return None if choice.holds(on) else OmissionReason.PERIOD


def _withheld_from_others(
    choice: DocumentChoice, kind: EntryKind, audience: Audience
) -> OmissionReason | None:
    """Say what insight says too, but for the team's own words: those are the maker's choice.

    A mail about others may go to a lawyer, not to the youngster.
    """
    why = reason_to_omit_entry(kind, audience, replaced=False)
    if why and (why is not ProposedOmission.OTHERS or choice.reader is DocumentRecipient.YOUNGSTER):
        return OmissionReason(why.value)
    return OmissionReason.TEAM if audience is Audience.TEAM and not choice.team else None


def omission_of_fact(
    choice: DocumentChoice, group: DataGroup, *, kind: SheetKind | None = None, name: str = ""
) -> OmissionReason | None:
    """Say why a field, a goal or an action stays out. An address never leaves on paper."""
    if choice.leaves and name == "address":
        return OmissionReason.ADDRESS
    if choice.reader is DocumentRecipient.YOUNGSTER and kind and reason_to_omit_field(kind, name):
        return OmissionReason.OTHERS
    return None if group in choice.groups else OmissionReason.GROUP


def omissions_text(outs: Iterable[OmissionReason]) -> str:
    """Say how many stay out and why: 3 alleen voor ons team, 2 beroepsgeheim."""
    count = Counter(outs)
    return ", ".join(f"{count[one]} {one.words}" for one in OmissionReason if count[one])


def letter_size(signs: int) -> str:
    """Return how large the letters of a card to print are: what is long gets smaller ones."""
    return "" if signs < 1800 else "full" if signs < 3000 else "over"


MOST_LINES, MOST_SIGNS = 1000, 400_000
"""What fits in one paper; a hundred pages and more read nobody through."""


def too_large_because(items: Iterable[DocumentItem]) -> str:
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
