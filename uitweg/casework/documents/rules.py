"""Documents of a case: the kinds, for whom they are made, and what stays out of them and why."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.cases.sheets.rules import (
    OnPaper,
    ProposedOmission,
    SheetField,
    reason_to_omit_entry,
)
from uitweg.platform.choices import Choices


class DocumentKind(Choices):
    """The values are part of addresses and file names."""

    CHRONOLOGY = "tijdlijn", "Tijdlijn"
    CARD = "veiligheidskaart", "Veiligheidskaart"
    HANDOVER = "overdracht", "Overdracht"
    SUMMARY = "samenvatting", "Samenvatting"


class DocumentRecipient(Choices):
    """Who gets the document; OWN is the member who makes it. The values are in addresses."""

    OWN = "mezelf", "Mezelf"
    LAWYER = "advocaat", "Advocaat"
    POLICE = "politie", "Politie of OM"
    YOUNGSTER = "jongere", "De jongere"
    PARTNER = "partner", "Partner"


DISCLOSED_VIA: dict[DocumentRecipient, DisclosureMethod] = {
    DocumentRecipient.OWN: DisclosureMethod.DOCUMENT,
    DocumentRecipient.LAWYER: DisclosureMethod.LAWYER,
    DocumentRecipient.POLICE: DisclosureMethod.POLICE,
    DocumentRecipient.YOUNGSTER: DisclosureMethod.YOUNGSTER,
    DocumentRecipient.PARTNER: DisclosureMethod.PARTNER,
}
PURPOSES: dict[DocumentRecipient, str] = {
    DocumentRecipient.LAWYER: "Rechtsbijstand",
    DocumentRecipient.POLICE: "Onderzoek naar de uitbuiting",
    DocumentRecipient.YOUNGSTER: "Eigen exemplaar",
    DocumentRecipient.PARTNER: "Hulp aan deze jongere",
}
"""Filled in when the case has no earlier document for this recipient."""
RECIPIENT_NAMES: dict[DocumentRecipient, str] = {DocumentRecipient.YOUNGSTER: "De jongere zelf"}
"""Filled in as whom it goes to."""
IN_SENTENCES: dict[DocumentRecipient, str] = {
    DocumentRecipient.LAWYER: "de advocaat",
    DocumentRecipient.POLICE: "politie of OM",
    DocumentRecipient.YOUNGSTER: "de jongere",
    DocumentRecipient.PARTNER: "de partner",
}

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
"""Ticked at first. Police get nothing about care or whereabouts unless the maker ticks it."""

YOUNGSTERS_TITLES: dict[DocumentKind, str] = {
    DocumentKind.CHRONOLOGY: "Wat er gebeurde",
    DocumentKind.CARD: "Mijn kaart",
    DocumentKind.SUMMARY: "Overzicht",
}
"""Neutral titles, because others may see the youngster's document. Hand-overs are not for them."""


def document_title(kind: DocumentKind, recipient: DocumentRecipient) -> str:
    """Return the title. Raises KeyError for a kind that is not made for this recipient."""
    return YOUNGSTERS_TITLES[kind] if recipient is DocumentRecipient.YOUNGSTER else kind.words


def document_file_name(case_number: str, kind: DocumentKind, recipient: DocumentRecipient) -> str:
    """Return a file name without a person's name; for the youngster one that tells nothing."""
    name = "overzicht" if recipient is DocumentRecipient.YOUNGSTER else kind.value
    return f"{case_number}-{name}.pdf"


class OmissionReason(Choices):
    """Why something stays out of a document.

    The values of SOURCE, SECRET, ORGANISATION, OTHERS and REPLACED are those of `ProposedOmission`.
    """

    SOURCE = "source", "van een melder, die is beschermd"
    SECRET = "secret", "beroepsgeheim"
    ORGANISATION = "organisation", "alleen voor de eigen organisatie"
    TEAM = "team", "geschreven voor “Ons team”"
    OTHERS = "others", "vooral over anderen"
    REPLACED = "replaced", "later verbeterd"
    GROUP = "group", "over iets dat je niet koos"
    PERIOD = "period", "buiten de dagen die je koos"
    ADDRESS = "address", "het adres blijft bij ons"
    UNREADABLE = "unreadable", "gaat niet open met jouw sleutel"
    CHOSEN = "chosen", "door jou weggelaten"


@dataclass(frozen=True)
class DocumentChoice:
    """Which document a member asked for.

    `groups` are the subjects to include, `since` and `until` the first and last day (None: no
    limit).
    """

    kind: DocumentKind = DocumentKind.CHRONOLOGY
    recipient: DocumentRecipient = DocumentRecipient.OWN
    groups: frozenset[DataGroup] = ALL_GROUPS
    since: date | None = None
    until: date | None = None

    @property
    def is_for_others(self) -> bool:
        return self.recipient is not DocumentRecipient.OWN

    def covers(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


ENTRY_ID = "stuk-"
"""Before the number of an entry in an item's id."""


@dataclass(frozen=True)
class DocumentItem:
    """One thing that can be in a document; `omission` says why it is not.

    `at` says in words when it happened, `small` is the small print below the text and `source` who
    told it. `is_team` was written for the team, and goes along because a member said so.
    """

    id: str
    head: str
    text: str
    group: DataGroup
    at: str = ""
    small: str = ""
    source: str = ""
    is_team: bool = False
    omission: OmissionReason | None = None

    @property
    def entry_id(self) -> str:
        """Return the number of the entry that this is, or ""."""
        return self.id.removeprefix(ENTRY_ID) if self.id.startswith(ENTRY_ID) else ""

    @property
    def small_print(self) -> str:
        return ", ".join(part for part in (self.small, self.source) if part)


def entry_ids(items: Iterable[DocumentItem]) -> str:
    """Return the numbers of the entries among these items, as the value of a button."""
    return " ".join(item.entry_id for item in items if item.entry_id)


@dataclass(frozen=True)
class DocumentSection:
    """A part of a document with its items.

    `shape` is how the items are set: "lines", "list", "facts" or "card". `empty` is shown when
    there are none; `open_questions` are those of a safety card without an answer.
    """

    title: str
    shape: str
    empty: str
    items: tuple[DocumentItem, ...]
    open_questions: tuple[str, ...] = ()


def omission_of_entry(
    choice: DocumentChoice,
    *,
    kind: EntryKind,
    audience: Audience,
    group: DataGroup,
    on: date,
    replaced: bool,
    paper_for: Collection[str] = (),
) -> OmissionReason | None:
    """Return why an entry that the maker can read stays out, or None when it is included.

    From the maker's own document only corrected entries, other subjects and other days stay out.
    That it was written for the team comes last, so that whatever stays out for that reason alone
    goes along once `paper_for` has this recipient.
    """
    if choice.is_for_others and (reason := _withheld_from_others(choice, kind, audience)):
        return reason
    if replaced:
        return OmissionReason.REPLACED
    if group not in choice.groups:
        return OmissionReason.GROUP
    if not choice.covers(on):
        return OmissionReason.PERIOD
    is_for_team = choice.is_for_others and audience is Audience.TEAM
    return OmissionReason.TEAM if is_for_team and choice.recipient not in paper_for else None


def _withheld_from_others(
    choice: DocumentChoice, kind: EntryKind, audience: Audience
) -> OmissionReason | None:
    """Apply the rules of a subject access package, with one difference.

    Entries about others may go to anyone but the youngster.
    """
    reason = reason_to_omit_entry(kind, audience, replaced=False)
    may_be_about_others = choice.recipient is not DocumentRecipient.YOUNGSTER
    if reason and not (reason is ProposedOmission.OTHERS and may_be_about_others):
        return OmissionReason(reason.value)
    return None


def may_know_source(recipient: DocumentRecipient, kind: EntryKind) -> bool:
    """Return whether a document for this recipient says who told an entry of this kind.

    A caller is a reporter, whom nobody else hears of. To the youngster a source may be somebody
    who would pay for having told it.
    """
    if recipient is DocumentRecipient.OWN:
        return True
    return recipient is not DocumentRecipient.YOUNGSTER and kind is not EntryKind.CALL


def omission_of_fact(
    choice: DocumentChoice, group: DataGroup, field: SheetField | None = None
) -> OmissionReason | None:
    """Return why a field of a sheet, a goal, an action or a period stays out, or None."""
    if field and field.on_paper is OnPaper.OWN and choice.is_for_others:
        return OmissionReason.ADDRESS
    if field and field.about_others and choice.recipient is DocumentRecipient.YOUNGSTER:
        return OmissionReason.OTHERS
    return None if group in choice.groups else OmissionReason.GROUP


def omissions_text(omissions: Iterable[OmissionReason]) -> str:
    """Return how many stay out and why, such as "2 beroepsgeheim, 3 later verbeterd"."""
    counts = Counter(omissions)
    return ", ".join(f"{counts[each]} {each.words}" for each in OmissionReason if counts[each])


def card_font_size(characters: int) -> str:
    """Return the font size for a safety card of this length: "", smaller "full", smallest "over".

    A card should fit on one page.
    """
    return "" if characters < 1800 else "full" if characters < 3000 else "over"


MOST_LINES, MOST_CHARACTERS = 1000, 400_000
"""Of one document; that is over a hundred pages already."""


def too_large_because(items: Iterable[DocumentItem]) -> str:
    """Return a sentence on why this is too much for one document, or ""."""
    included = [item for item in items if item.omission is None]
    if len(included) > MOST_LINES:
        return (
            f"Dit zijn {len(included)} regels. In één papier gaan er {MOST_LINES}. "
            "Kies minder dagen of onderwerpen."
        )
    characters = sum(len(item.head) + len(item.text) + len(item.small_print) for item in included)
    if characters > MOST_CHARACTERS:
        return "Dit is te veel tekst voor één papier. Kies minder dagen of onderwerpen."
    return ""
