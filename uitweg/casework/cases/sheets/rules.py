"""Sheets: one row a field, when contact is safe, and what is about other people."""

import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import time
from enum import Enum
from functools import partial

from uitweg.casework.cases.case.rules.contents import EntryKind, Risk, SheetKind, YoungsterKnows
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import READ_LEVELS
from uitweg.casework.cases.case.rules.visibility import Audience, Visibility
from uitweg.platform.choices import Choices
from uitweg.platform.identifiers import Identifier, identifiers_of_texts
from uitweg.platform.identifiers.phones import phone_numbers_in

OLD_AFTER_DAYS = 7
"""After so many days a safety card says in bold how long ago somebody looked at it."""
WINDOW = re.compile(
    r"(?:van |tussen )?([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?: uur)?"
    r" ?(?:tot|en|-|–) ?([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?: uur)?\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SafeCall:
    """Whom to call; `number` as it was written, `dialled` as a telephone dials it."""

    name: str
    number: str
    dialled: str


@dataclass(frozen=True)
class SafeHours:
    """Between which times a call is safe; a window may run past midnight."""

    begin: time
    end: time

    def includes(self, moment: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end

    @property
    def words(self) -> str:
        return f"{self.begin:%H:%M} tot {self.end:%H:%M}"


DAYTIME = SafeHours(time(8), time(18))
IN_DAYTIME = re.compile(r"(?:alleen |liefst )?overdag(?:[.!]?$|,(?!.*\bniet\b))", re.IGNORECASE)


def read_safe_call(text: str) -> SafeCall | None:
    """Return whom to call, from "Moeder, 06-555 012 61"; None without a number that can be called.

    The name is what stands before the first number.
    """
    number = next((number for number in phone_numbers_in(text) if number.dialled), None)
    if number is None:
        return None
    name = " ".join(text[: number.start].split()).rstrip(" ,:;(-–")
    return SafeCall(name, number.text, number.dialled)


def read_safe_hours(text: str) -> SafeHours | None:
    """Return the times in "10:00 tot 14:30"; None for any other text, which needs a person."""
    match = WINDOW.fullmatch(text.strip())
    if not match:
        return None
    begin_hour, begin_minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    begin, end = time(begin_hour, begin_minute), time(end_hour, end_minute)
    return SafeHours(begin, end) if begin != end else None


def hours_said_in(text: str) -> SafeHours | None:
    """Return the times that somebody means in their own words; None when that is not certain.

    Besides times, "overdag" or "alleen overdag" means from eight to six, also before a comma.
    """
    return DAYTIME if IN_DAYTIME.match(text.strip()) else read_safe_hours(text)


class ProposedOmission(Choices):
    """Why something is proposed to be left out; a member decides."""

    SOURCE = "source", "woorden van een melder; die is beschermd"
    SECRET = "secret", "beroepsgeheim"
    ORGANISATION = "organisation", "van een andere organisatie"
    OTHERS = "others", "gaat vooral over anderen"
    REPLACED = "replaced", "later rechtgezet"
    UNSEEN = "unseen", "bekijk eerst wie en wat erop staat"
    UNTOLD = "untold", "de jongere weet dit nog niet"


THIRD_PARTY_KINDS = {EntryKind.MAIL, EntryKind.FILE, EntryKind.CALL, EntryKind.HANDOVER}
"""A call names the caller, who is a reporter like one who writes; a handover names colleagues."""


def reason_to_omit_entry(
    kind: EntryKind, audience: Audience, *, replaced: bool
) -> ProposedOmission | None:
    """Return why an entry is proposed to be left out, or None when it is proposed to be included.

    `replaced` is true when a later entry corrects this one.
    """
    if kind is EntryKind.REPORT:
        return ProposedOmission.SOURCE
    if audience is Audience.SECRET:
        return ProposedOmission.SECRET
    if audience is Audience.ORGANISATION or kind is EntryKind.PARTNER:
        return ProposedOmission.ORGANISATION
    if kind in THIRD_PARTY_KINDS:
        return ProposedOmission.OTHERS
    return ProposedOmission.REPLACED if replaced else None


def reason_to_omit_file(entry: ProposedOmission | None) -> ProposedOmission:
    """Return the reason of its entry, or else that a member must first look at what is in it."""
    return entry or ProposedOmission.UNSEEN


class OnCard(Enum):
    """Where the safety card has a field; a grant for the card alone does not show `READERS`."""

    TOP = "with the danger and the telephone"
    FIRST = "beside these"
    REST = "below these"
    READERS = "below these, for those who read the whole case"


class OnPaper(Enum):
    """On which documents a field stands."""

    OWN = "of its sheet, and never for others"
    SHEET = "of its sheet"
    HANDOVER = "of its sheet, and when the case is handed over"


class Searched(Enum):
    """As what the words of a field lead to the case; a telephone number always does."""

    NAME = "name"
    PLATE = "plate"
    AROUND = "street, school, or who is with them"
    PHONE = "only the telephone numbers in it"


@dataclass(frozen=True)
class SharedAs:
    """The piece in which a partner can get a field, and the words around the answer.

    Within its piece a field with a higher `place` comes later. A piece of "" is none.
    """

    piece: str
    before: str = ""
    after: str = ""
    place: int = 0


@dataclass(frozen=True)
class SheetField:
    """A field of a sheet, with every decision on where its answer goes and who sees it.

    `about_others`: it is mostly about somebody else, so that a copy for the youngster leaves it
    out. `on_page`: its answer is listed on the page of the case. `at_night`: its place and words
    among the lines for somebody who may have to act within minutes.

    What is no decision may be left out: a `document_heading` instead of the question; `choices`
    instead of free text; an `example` in the empty field, with `reads` for a text of one form; and
    `wrong`, what the writer reads when the answer cannot be read or is missing.
    """

    sheet: SheetKind
    name: str
    question: str
    _: KW_ONLY
    group: DataGroup
    about_others: bool
    on_page: bool
    on_card: OnCard | None
    on_paper: OnPaper | None
    shared: SharedAs
    searched: Searched | None
    at_night: tuple[int, str] | None
    document_heading: str = ""
    choices: type[Choices] | None = None
    example: str = ""
    reads: Callable[[str], object] | None = None
    wrong: str = ""

    @property
    def heading(self) -> str:
        """Return the heading of the field in a document or a subject access package."""
        return self.document_heading or self.question

    def words(self, answer: str) -> str:
        """Return the answer as a reader gets it."""
        return (self.choices.words_of(answer) if self.choices else "") or answer


NEVER, NEVER_SHARED = None, SharedAs("")
_person = partial(SheetField, SheetKind.PERSON, on_page=True, on_card=NEVER, at_night=NEVER)
_safety = partial(SheetField, SheetKind.SAFETY, on_page=True, searched=NEVER)
_judgement = partial(
    SheetField,
    SheetKind.JUDGEMENT,
    on_card=NEVER,
    shared=NEVER_SHARED,
    searched=NEVER,
    at_night=NEVER,
)
_closing = partial(
    SheetField,
    SheetKind.CLOSING,
    on_page=True,
    on_card=NEVER,
    on_paper=NEVER,
    shared=NEVER_SHARED,
    searched=NEVER,
    at_night=NEVER,
)
ROWS = (
    _person("name", "Naam", group=DataGroup.CONTACT,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.NAME,
            shared=SharedAs("full-name")),
    _person("called", "Roepnaam of bijnaam", group=DataGroup.CONTACT,
            about_others=False, on_paper=OnPaper.HANDOVER, searched=Searched.NAME,
            shared=SharedAs("who")),
    _person("sex", "Jongen, meisje of anders", group=DataGroup.SITUATION,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.PHONE,
            shared=SharedAs("age", place=1)),
    _person("age", "Leeftijd nu", group=DataGroup.SITUATION,
            about_others=False, on_paper=OnPaper.HANDOVER, searched=Searched.PHONE,
            shared=SharedAs("age", after=" jaar")),
    _person("born", "Geboortedatum", group=DataGroup.CONTACT,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.PHONE,
            shared=SharedAs("full-name", "Geboren: ")),
    _person("age_at_start", "Leeftijd toen het begon", group=DataGroup.SITUATION,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.PHONE,
            shared=NEVER_SHARED),
    _person("lvb", "Licht verstandelijke beperking: bekend, vermoed of niet bekend",
            group=DataGroup.HEALTH, about_others=False, on_paper=OnPaper.SHEET,
            searched=Searched.PHONE,
            shared=SharedAs("health", "Licht verstandelijke beperking: ")),
    _person("languages", "Talen", group=DataGroup.CONTACT,
            about_others=False, on_paper=OnPaper.HANDOVER, searched=Searched.PHONE,
            shared=SharedAs("who", "Spreekt: ")),
    _person("phones", "Telefoonnummers", group=DataGroup.CONTACT,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.PHONE,
            shared=SharedAs("phones")),
    _person("lives", "Woont waar en bij wie", group=DataGroup.SHELTER,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.AROUND,
            shared=SharedAs("lives")),
    _person("school", "School of werk", group=DataGroup.SCHOOL_WORK,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.AROUND,
            shared=SharedAs("school")),
    _person("plate", "Kentekens", group=DataGroup.CONTACT,
            about_others=False, on_paper=OnPaper.SHEET, searched=Searched.PLATE,
            shared=SharedAs("plates")),
    _person("guardians", "Ouders, voogd of verzorgers", group=DataGroup.FAMILY,
            about_others=True, on_paper=OnPaper.SHEET, searched=Searched.AROUND,
            shared=SharedAs("family")),
    _safety("alarm", "Wat is het grootste gevaar?", group=DataGroup.SAFETY,
            about_others=False, on_card=OnCard.TOP, on_paper=OnPaper.SHEET,
            shared=SharedAs("why"), at_night=NEVER),
    _safety("contact", "Hoe en wanneer is contact veilig?", group=DataGroup.CONTACT,
            about_others=False, on_card=OnCard.TOP, on_paper=OnPaper.HANDOVER,
            shared=SharedAs("safe-contact"), at_night=(1, "Veilig contact")),
    _safety("call", "Wie bel je dan, op welk nummer?", group=DataGroup.CONTACT,
            about_others=True, on_card=OnCard.TOP, on_paper=OnPaper.HANDOVER,
            shared=SharedAs("call"), at_night=(2, "Bel"),
            example="Moeder, 06-555 012 61", reads=read_safe_call,
            wrong="Zet er een heel nummer bij. Bijvoorbeeld: Moeder, 06-555 012 61."),
    _safety("hours", "Tussen welke tijden is bellen veilig?", group=DataGroup.CONTACT,
            about_others=False, on_card=OnCard.TOP, on_paper=OnPaper.HANDOVER,
            shared=SharedAs("safe-contact", "Bellen is veilig: "), at_night=NEVER,
            example="10:00 tot 14:30", reads=read_safe_hours,
            wrong="Schrijf het zo: 10:00 tot 14:30. Is het anders, zeg het dan hierboven."),
    _safety("where", "Waar is de jongere nu?", group=DataGroup.SHELTER,
            about_others=False, on_card=OnCard.FIRST, on_paper=OnPaper.HANDOVER,
            shared=SharedAs("where"), at_night=NEVER),
    _safety("address", "Het adres", group=DataGroup.SHELTER,
            about_others=False, on_card=OnCard.READERS, on_paper=OnPaper.OWN,
            shared=SharedAs("address"), at_night=NEVER),
    _safety("secret_from", "Wie mag niets weten?", group=DataGroup.SAFETY,
            about_others=True, on_card=OnCard.REST, on_paper=OnPaper.HANDOVER,
            shared=SharedAs("why", "Mag niets weten: "), at_night=(4, "Mag het niet weten")),
    _safety("plan_b", "Wat doen we als het misgaat?", group=DataGroup.SAFETY,
            about_others=False, on_card=OnCard.FIRST, on_paper=OnPaper.HANDOVER,
            shared=SharedAs("plan-b"), at_night=(3, "Als het misgaat")),
    _safety("lawyer", "Wie is de advocaat?", group=DataGroup.LAW_POLICE,
            about_others=False, on_card=OnCard.REST, on_paper=OnPaper.SHEET,
            shared=SharedAs("law", "Advocaat: "), at_night=NEVER),
    _safety("school", "Wat weet school?", group=DataGroup.SCHOOL_WORK,
            about_others=False, on_card=OnCard.REST, on_paper=OnPaper.SHEET,
            shared=SharedAs("school-knows"), at_night=NEVER),
    _safety("no", "Wat mag nooit gebeuren?", group=DataGroup.SAFETY,
            about_others=False, on_card=OnCard.REST, on_paper=OnPaper.HANDOVER,
            shared=SharedAs("why", "Wat mag nooit gebeuren? "), at_night=NEVER),
    _judgement("facts", "Wat weten we zeker?", group=DataGroup.SAFETY,
               about_others=False, on_page=True, on_paper=OnPaper.SHEET),
    _judgement("gaps", "Wat weten we niet?", group=DataGroup.SAFETY,
               about_others=False, on_page=True, on_paper=OnPaper.SHEET),
    _judgement("conclusion", "Wat vind jij, en waarom?", group=DataGroup.SAFETY,
               about_others=False, on_page=True, on_paper=OnPaper.SHEET,
               document_heading="Inschatting van de coördinator, met onderbouwing"),
    # the page and documents have the risk of the case itself
    _judgement("risk", "Hoe veilig is de jongere nu?", group=DataGroup.SAFETY,
               about_others=False, on_page=False, on_paper=NEVER,
               document_heading="Hoe veilig het was",
               choices=Risk, wrong="Kies hoe veilig het nu is."),
    _closing("stays", "Wat blijft er geregeld voor de jongere?", group=DataGroup.SITUATION,
             about_others=False),
    _closing("call", "Wie kan de jongere bellen?", group=DataGroup.CONTACT, about_others=True),
    _closing("told", "Weet de jongere dat we afsluiten?", group=DataGroup.SITUATION,
             about_others=False, choices=YoungsterKnows),
    _closing("why_not", "Zo nee, waarom niet?", group=DataGroup.SITUATION, about_others=False),
    _closing("still_unsafe", "Nog niet veilig: waarom sluit je toch, en wie let er vanaf nu op?",
             group=DataGroup.SAFETY, about_others=False),
)  # fmt: skip
"""Every field of every sheet, in the order of its form."""
SHEET_FIELDS = {
    kind: {field.name: field for field in ROWS if field.sheet is kind} for kind in SheetKind
}


def sees_field(visibility: Visibility, kind: SheetKind, name: str) -> bool:
    """Return whether this reader may see a field of a sheet."""
    field = SHEET_FIELDS[kind][name]
    is_on_card = field.on_card not in (NEVER, OnCard.READERS)
    return any(
        field.group in grant.groups and (is_on_card or grant.level in READ_LEVELS)
        for grant in visibility.grants
    )


def identifiers_of_person(answers: Mapping[str, str]) -> set[Identifier]:
    """Return by what search finds a case with these answers on the person sheet."""
    fields = SHEET_FIELDS[SheetKind.PERSON]

    def texts(*ways: Searched) -> list[str]:
        return [
            answers[name] for name in answers if name in fields and fields[name].searched in ways
        ]

    return identifiers_of_texts(
        names=[answers.get(name, "") for name in fields if fields[name].searched is Searched.NAME],
        plates=texts(Searched.PLATE),
        around=texts(Searched.AROUND),
        phones=texts(*Searched),
    )
