"""The items of content/ as frozen values: facts with their sources, date and wording."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, get_args

from msgspec import Struct, field

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.items import IdOf, Item, Lines, MaybeWords, Text, Words
from uitweg.platform.content.values.opening import Opening

MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")

Asker = Literal["youngster", "family", "friend", "professional"]
Wanted = Literal[
    "advice",
    "place",
    "offender",
    "offender-unknown",
    "child-at-home",
    "typing",
    "other-region",
    "work",
    "life",
    "sex",
]
ROUTE_ASKERS: tuple[str, ...] = get_args(Asker)
ROUTE_WANTS: tuple[str, ...] = get_args(Wanted)
"""The answers that the route map knows to: who asks, and what for."""
COUNTRY_PARTS = ("north", "east", "middle", "west", "south")
"""The parts of the country, in the order of the list of regions; `part_<id>` has their words."""


class StepOwner(Choices):
    """Who usually does a step of a plan."""

    COORDINATOR = "coordinator", "coördinator"
    LAWYER = "lawyer", "advocaat"
    SCHOOL = "school", "school"
    CARE = "care", "zorg"
    POLICE = "police", "politie"


class SignalKind(StrEnum):
    """What a signal points to: harm, being recruited, or circumstances."""

    HARM = "harm"
    RECRUITMENT = "recruitment"
    CIRCUMSTANCE = "circumstance"


class Anonymity(StrEnum):
    """Whether a help line can be used without a name; `ADVICE` only while asking for advice."""

    YES = "yes"
    NO = "no"
    ADVICE = "advice"


class HowChecked(StrEnum):
    """Beside what a fact was held on its `checked_on`; the days are in content/checks.yaml.

    NOTES: only our own notes of the source. COPY: a stored copy of the source's page, often its
    beginning. PAGE: the page itself, opened that day.
    """

    NOTES = "notes"
    COPY = "copy"
    PAGE = "page"


class CallTarget(StrEnum):
    """Whom a red flag calls for."""

    EMERGENCY = "emergency"
    SUICIDE_PREVENTION = "suicide-prevention"
    COORDINATOR = "coordinator"


class Source(Item, frozen=True):
    """Where a fact comes from. `seen` is "V" (seen on that page) or "D" (derived by us)."""

    missing = "the source {} is not in sources.yaml."

    title: Text
    publisher: Text
    where: Text
    seen: Literal["V", "D"]
    checked_on: date


SourceId = Annotated[str, IdOf(Source)]


class CheckDay(Item, frozen=True, kw_only=True):
    """What was done on one day on which facts were checked."""

    day: date
    how: HowChecked


class GroupWords(Item, frozen=True, kw_only=True):
    """The words of one group of signals."""

    missing = "the group {} has no words in groups.yaml."

    title: Words
    title_own: Words
    hint: MaybeWords = ""
    hint_own: MaybeWords = ""
    look: Words


GroupId = Annotated[str, IdOf(GroupWords)]


class Fact(Item, frozen=True, kw_only=True):
    """The fields of every fact: its sources, its owner, and when it was last checked.

    With `checked_on` None it is unverified and never shown; `how_checked` says beside what it was
    held on that day. `ask_whom` is who could verify it, for the team. `lang` is the language of its
    wording ("nl" where a translation is missing).
    """

    counted_as: ClassVar[str] = "facts"
    """What some of these are called in an overview."""

    sources: tuple[Source, ...]
    checked_on: date | None
    owner: Text
    review_months: int
    note: str = ""
    ask_whom: str = ""
    how_checked: HowChecked
    lang: str

    def problem(self) -> str:
        return "it is checked, but names no source." if self.checked_on and not self.sources else ""

    @property
    def shown(self) -> bool:
        """Whether visitors may see this fact: only when it was checked."""
        return self.checked_on is not None

    @property
    def only_noted(self) -> bool:
        """Whether it was never held beside more than our own notes of its source."""
        return self.how_checked is HowChecked.NOTES

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers of its sources, each once."""
        return tuple(dict.fromkeys(source.publisher for source in self.sources))


class Signal(Fact, frozen=True, kw_only=True):
    """Something a person can notice. `see` describes it; `ask` is a way to bring it up.

    `own` is the description for the youngster; "" when they are not asked, as nobody has to
    confess. `call` says whom to call, on red flags only; `call_own` the same for the youngster.
    """

    counted_as = "signals"

    ref: Text
    group: GroupId
    kind: SignalKind
    sudden_matters: bool
    seen_at: tuple[Text, ...]
    call: CallTarget | None = None
    call_own: CallTarget | None = None
    see: Words
    ask: MaybeWords = ""
    own: MaybeWords = ""

    @property
    def acute(self) -> bool:
        """Whether this signal alone is a reason to call at once (a red flag)."""
        return self.call is not None

    @property
    def calls_life(self) -> bool:
        """Whether a line about suicide comes first, and 112 after it."""
        return self.call == CallTarget.SUICIDE_PREVENTION


SignalId = Annotated[str, IdOf(Signal)]


class Phase(Fact, frozen=True, kw_only=True):
    """A phase of recruitment; in a case a dated observation, never a label on a child."""

    counted_as = "phases"

    order: int
    signals: tuple[Signal, ...]
    title: Words
    text: Words


class Vulnerability(Fact, frozen=True, kw_only=True):
    """What makes a youngster attractive to recruiters; never a signal."""

    counted_as = "vulnerabilities"

    title: Words
    text: Words


class Explanation(Fact, frozen=True, kw_only=True):
    """A text under a heading. `more` is a second paragraph, or "".

    A law also has its dates, and a status: in-force, past or pending.
    """

    counted_as = "told facts"

    order: int
    title: Words
    text: Words
    more: MaybeWords = ""
    valid_from: date | None = None
    valid_to: date | None = None
    status: Literal["", "in-force", "past", "pending"] = ""


class Prose(Struct, frozen=True, tag=True):
    """Paragraphs, headings, lists and boxes, as Markdown."""

    markdown: str


class FactList(Struct, frozen=True, tag=True):
    """A list of facts on a page; empty `ids` means all of that kind.

    `shown_as`: "helps" (with pictures, side by side), "later" (closed until it is tapped),
    "breathe" (with a circle that breathes), "write" (with room to type, not sent or kept), or "".
    """

    kind: str
    ids: tuple[str, ...]
    shown_as: str = ""


class PageText(Struct, frozen=True):
    """The text of a page. `step` is its next step: link text ("" for a number) and address."""

    title: str
    lead: str
    body: tuple[Prose | FactList, ...]
    step: tuple[str, str]

    @property
    def links(self) -> tuple[str, ...]:
        """The address of every link on the page."""
        prose = [piece.markdown for piece in self.body if isinstance(piece, Prose)]
        addresses = [to for text in (self.lead, *prose) for _, to in MARKDOWN_LINK.findall(text)]
        return (*addresses, self.step[1])


PATHS_FOR_ONESELF = ("/voor-jou/", "/hulp/nu/", "/rust/")


class WrittenPage(Fact, frozen=True, kw_only=True):
    """A page that editors wrote, with its address and text.

    `preview`: chat programs may show its title when somebody shares a link to it.
    """

    counted_as = "pages"

    order: int
    path: Text
    preview: bool = True
    text: PageText

    def problem(self) -> str:
        if not (self.path.startswith("/") and self.path.endswith("/")):
            return "path should be like /wat-is-het/."
        return super().problem()

    @property
    def is_for_oneself(self) -> bool:
        """Whether a youngster reads it of themselves: then Back does not show it afterwards."""
        return self.path.startswith(PATHS_FOR_ONESELF)


OTHER_NUMBER = "tel and number are not the same number."


def _is_other_number(number: str, tel: str) -> bool:
    """Return whether what is dialled is not what people read."""
    dialled_digits = tel.removeprefix("tel:").replace("+31", "0")
    return dialled_digits != "".join(digit for digit in number if digit.isdigit())


PageId = Annotated[str, IdOf(WrittenPage)]


class Contact(Fact, frozen=True, kw_only=True):
    """A help line. `number` as people write it, `tel` for a link ("tel:+31…"); both may be "".

    `url` is its chat when `chat` says so; `speaks` names its languages, where a source does.
    """

    counted_as = "help lines"

    order: int
    number: str = ""
    tel: str = ""
    url: str = ""
    chat: bool = False
    opening: Opening
    anonymous: Anonymity
    free: bool = False
    offered: bool = field(default=True, name="shown")
    name: Words
    short: Words
    when: Words
    anonymity: Words
    speaks: MaybeWords = ""
    does: Lines
    does_not: Lines
    calling: Words

    def problem(self) -> str:
        if _is_other_number(self.number, self.tel):
            return OTHER_NUMBER
        if not (self.tel or self.url):
            return "it has neither a number nor an address."
        if self.chat and not self.url:
            return "a chat needs its address."
        if self.offered and self.checked_on is None:
            return "an unverified help line may not be shown: say shown: false."
        return super().problem()

    @property
    def shown(self) -> bool:
        """Whether visitors may see it: it is verified, and not switched off by the editors."""
        return self.offered and self.checked_on is not None


ContactId = Annotated[str, IdOf(Contact)]


class Region(Fact, frozen=True, kw_only=True):
    """Who coordinates care for victims of human trafficking in one region of the country.

    `part` of the country groups the list. `number`, `tel`, `mail` and `url` are as in `Contact`,
    each "" when no source confirms it; `source_year` is the year of the source, None when it has
    none. `title` names the region, `text` says what kind of place this is ("" for a coordinator).
    """

    counted_as = "regions"

    order: int
    part: Literal["north", "east", "middle", "west", "south"]
    organisation: str = ""
    number: str = ""
    tel: str = ""
    mail: str = ""
    url: str = ""
    source_year: int | None = None
    title: Words
    text: MaybeWords = ""

    def problem(self) -> str:
        if _is_other_number(self.number, self.tel):
            return OTHER_NUMBER
        if self.mail and "@" not in self.mail:
            return "mail is no e-mail address."
        if self.url and not self.url.startswith("https://"):
            return "an address begins with https://."
        if self.shown and not self.organisation:
            return "a region that is shown names its organisation."
        return super().problem()

    @property
    def site(self) -> str:
        """The web address as people read it."""
        return self.url.removeprefix("https://").rstrip("/")

    @property
    def reachable(self) -> bool:
        """Whether a source confirms a way to reach it; else CoMensha knows the way."""
        return bool(self.number or self.mail or self.url)


class Route(Fact, frozen=True, kw_only=True):
    """A row of the route map: for whom it holds, the help line it leads to, and alternatives.

    `danger` None and an empty `who` or `wants` match everybody. `ask` is the question on the map,
    `why` the reason for this help line.
    """

    counted_as = "routes"

    order: int
    danger: bool | None = None
    who: frozenset[Asker] = frozenset()
    wants: frozenset[Wanted] = frozenset()
    to: Contact
    also: tuple[Contact, ...] = ()
    ask: Words
    why: Words


class Promise(Item, frozen=True, kw_only=True):
    """A promise of the team; until the team confirms it, only the careful wording is shown."""

    order: int
    confirmed_by: str | None = None
    confirmed_on: date | None
    title: Words
    confirmed: Words
    careful: Words
    lang: str

    @property
    def text(self) -> str:
        """The wording that may be shown now."""
        return self.confirmed if self.is_confirmed else self.careful

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmed_by and self.confirmed_on)


class CityQuestion(Item, frozen=True, kw_only=True):
    """What only the city, or somebody it knows, can answer before the site opens.

    `ask` says whom, `meanwhile` what the site says as long as nobody answered.
    """

    order: int
    question: Words
    why: Words
    ask: Words
    meanwhile: Words


class AnswerOpening(Item, frozen=True, kw_only=True):
    """A text that a coordinator can start an answer with; never sent automatically."""

    order: int
    title: Words
    text: Words
    lang: str

    @property
    def is_question(self) -> bool:
        """Whether the title ends with a question mark, so that no full stop follows it."""
        return self.title.endswith("?")


class ExamplePlanStep(Item, frozen=True, kw_only=True):
    """An action of an example plan; due after `days`. `own`: it has no source but ourselves."""

    days: int
    usual_owner: StepOwner
    group: Text
    goal: Text
    text: Text
    sources: tuple[SourceId, ...]

    @property
    def own(self) -> bool:
        """Whether it has no source but ourselves."""
        return self.sources == ("uitweg-own",)

    def problem(self) -> str:
        return "" if self.sources else "names no source."


class ExamplePlan(Fact, frozen=True, kw_only=True):
    """An example to start a plan with; `goals` are in a youngster's possible words, by domain."""

    counted_as = "plans"

    order: int
    title: Words
    text: Words
    goals: dict[str, str]
    steps: tuple[ExamplePlanStep, ...]
