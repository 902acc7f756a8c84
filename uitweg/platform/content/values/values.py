"""The items of content/ as frozen values: facts with their sources, date and wording."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.opening import Opening

MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")

ROUTE_ASKERS = ("youngster", "family", "friend", "professional")
ROUTE_WANTS = (
    *("advice", "place", "offender", "offender-unknown", "child-at-home", "typing"),
    *("other-region", "work", "life", "sex"),
)
"""The answers that the route map knows to: who asks, and what for."""


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


@dataclass(frozen=True)
class Source:
    """Where a fact comes from. `seen` is "V" (seen on that page) or "D" (derived by us)."""

    id: str
    title: str
    publisher: str
    where: str
    seen: str
    checked_on: date


@dataclass(frozen=True)
class Fact:
    """The fields of every fact: its sources, its owner, and when it was last checked.

    With `checked_on` None it is unverified and never shown; `how_checked` says beside what it was
    held on that day. `ask_whom` is who could verify it, for the team. `lang` is the language of its
    wording ("nl" where a translation is missing).
    """

    counted_as: ClassVar[str] = "facts"
    """What some of these are called in an overview."""

    id: str
    sources: tuple[Source, ...]
    checked_on: date | None
    owner: str
    review_months: int
    note: str
    ask_whom: str
    how_checked: HowChecked
    lang: str

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


@dataclass(frozen=True)
class Signal(Fact):
    """Something a person can notice. `see` describes it; `ask` is a way to bring it up.

    `own` is the description for the youngster; "" when they are not asked, as nobody has to
    confess. `call` says whom to call, on red flags only; `call_own` the same for the youngster.
    """

    counted_as = "signals"

    ref: str
    group: str
    kind: SignalKind
    sudden_matters: bool
    seen_at: tuple[str, ...]
    call: CallTarget | None
    call_own: CallTarget | None
    see: str
    ask: str
    own: str

    @property
    def acute(self) -> bool:
        """Whether this signal alone is a reason to call at once (a red flag)."""
        return self.call is not None

    @property
    def calls_life(self) -> bool:
        """Whether a line about suicide comes first, and 112 after it."""
        return self.call == CallTarget.SUICIDE_PREVENTION


@dataclass(frozen=True)
class Phase(Fact):
    """A phase of recruitment; in a case a dated observation, never a label on a child."""

    counted_as = "phases"

    order: int
    signals: tuple[Signal, ...]
    title: str
    text: str


@dataclass(frozen=True)
class Vulnerability(Fact):
    """What makes a youngster attractive to recruiters; never a signal."""

    counted_as = "vulnerabilities"

    title: str
    text: str


@dataclass(frozen=True)
class Explanation(Fact):
    """A text under a heading. `more` is a second paragraph, or "".

    A law also has its dates, and a status: in-force, past or pending.
    """

    counted_as = "told facts"

    order: int
    title: str
    text: str
    more: str
    valid_from: date | None
    valid_to: date | None
    status: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs, headings, lists and boxes, as Markdown."""

    markdown: str


@dataclass(frozen=True)
class FactList:
    """A list of facts on a page; empty `ids` means all of that kind.

    `shown_as`: "helps" (with pictures, side by side), "later" (closed until it is tapped),
    "breathe" (with a circle that breathes), "write" (with room to type, not sent or kept), or "".
    """

    kind: str
    ids: tuple[str, ...]
    shown_as: str = ""


@dataclass(frozen=True)
class PageText:
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


@dataclass(frozen=True)
class WrittenPage(Fact):
    """A page that editors wrote, with its address and text.

    `preview`: chat programs may show its title when somebody shares a link to it.
    """

    counted_as = "pages"

    order: int
    path: str
    preview: bool
    text: PageText

    @property
    def is_for_oneself(self) -> bool:
        """Whether a youngster reads it of themselves: then Back does not show it afterwards."""
        return self.path.startswith(PATHS_FOR_ONESELF)


@dataclass(frozen=True)
class Contact(Fact):
    """A help line. `number` as people write it, `tel` for a link ("tel:+31…"); both may be "".

    `url` is its chat when `chat` says so; `speaks` names its languages, where a source does.
    """

    counted_as = "help lines"

    order: int
    number: str
    tel: str
    url: str
    chat: bool
    opening: Opening
    anonymous: Anonymity
    free: bool
    offered: bool
    name: str
    short: str
    when: str
    anonymity: str
    speaks: str
    does: tuple[str, ...]
    does_not: tuple[str, ...]
    calling: str

    @property
    def shown(self) -> bool:
        """Whether visitors may see it: it is verified, and not switched off by the editors."""
        return self.offered and self.checked_on is not None


@dataclass(frozen=True)
class Region(Fact):
    """Who coordinates care for victims of human trafficking in one region of the country.

    `part` of the country groups the list. `number`, `tel`, `mail` and `url` are as in `Contact`,
    each "" when no source confirms it; `source_year` is the year of the source, None when it has
    none. `title` names the region, `text` says what kind of place this is ("" for a coordinator).
    """

    counted_as = "regions"

    order: int
    part: str
    organisation: str
    number: str
    tel: str
    mail: str
    url: str
    source_year: int | None
    title: str
    text: str

    @property
    def site(self) -> str:
        """The web address as people read it."""
        return self.url.removeprefix("https://").rstrip("/")

    @property
    def reachable(self) -> bool:
        """Whether a source confirms a way to reach it; else CoMensha knows the way."""
        return bool(self.number or self.mail or self.url)


@dataclass(frozen=True)
class Route(Fact):
    """A row of the route map: for whom it holds, the help line it leads to, and alternatives.

    `danger` None and an empty `who` or `wants` match everybody. `ask` is the question on the map,
    `why` the reason for this help line.
    """

    counted_as = "routes"

    order: int
    danger: bool | None
    who: frozenset[str]
    wants: frozenset[str]
    to: Contact
    also: tuple[Contact, ...]
    ask: str
    why: str


@dataclass(frozen=True)
class Promise:
    """A promise of the team; until the team confirms it, only the careful wording is shown."""

    id: str
    order: int
    confirmed_by: str | None
    confirmed_on: date | None
    title: str
    confirmed: str
    careful: str
    lang: str

    @property
    def text(self) -> str:
        """The wording that may be shown now."""
        return self.confirmed if self.is_confirmed else self.careful

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmed_by and self.confirmed_on)


@dataclass(frozen=True)
class CityQuestion:
    """What only the city, or somebody it knows, can answer before the site opens.

    `ask` says whom, `meanwhile` what the site says as long as nobody answered.
    """

    id: str
    order: int
    question: str
    why: str
    ask: str
    meanwhile: str


@dataclass(frozen=True)
class AnswerOpening:
    """A text that a coordinator can start an answer with; never sent automatically."""

    id: str
    order: int
    title: str
    text: str
    lang: str

    @property
    def is_question(self) -> bool:
        """Whether the title ends with a question mark, so that no full stop follows it."""
        return self.title.endswith("?")


@dataclass(frozen=True)
class ExamplePlanStep:
    """An action of an example plan; due after `days`. `own`: it has no source but ourselves."""

    id: str
    days: int
    usual_owner: StepOwner
    group: str
    goal: str
    text: str
    own: bool


@dataclass(frozen=True)
class ExamplePlan(Fact):
    """An example to start a plan with; `goals` are in a youngster's possible words, by domain."""

    counted_as = "plans"

    order: int
    title: str
    text: str
    goals: dict[str, str] = field(hash=False)
    steps: tuple[ExamplePlanStep, ...]
