"""What content/ holds, as frozen values: each fact with its source, its date and its words."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from uitweg.platform.choices import Choices

MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")

ROUTE_ASKERS = ("youngster", "family", "friend", "professional")
ROUTE_WANTS = (
    *("advice", "place", "offender", "offender-unknown", "child-at-home", "typing"),
    *("other-region", "work"),
)
"""Who asks the way, and what for: the answers the route map knows."""


class StepOwner(Choices):
    """Who usually does a step of a plan."""

    COORDINATOR = "coordinator", "coördinator"
    LAWYER = "lawyer", "advocaat"
    SCHOOL = "school", "school"
    CARE = "care", "zorg"
    POLICE = "police", "politie"


class SignalKind(StrEnum):
    """What a signal tells: somebody is hurt, somebody is being drawn in, or how things are."""

    HARM = "harm"
    RECRUITMENT = "recruitment"
    CIRCUMSTANCE = "circumstance"


class Anonymity(StrEnum):
    """Whether a help line can be used without a name; `ADVICE` only while asking for advice."""

    YES = "yes"
    NO = "no"
    ADVICE = "advice"


class CallTarget(StrEnum):
    """Whom a red flag calls for."""

    EMERGENCY = "emergency"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Source:
    """Where a fact comes from. `seen` is V (seen on the page) or D (our own derivation)."""

    id: str
    title: str
    publisher: str
    where: str
    seen: str
    checked_on: date


@dataclass(frozen=True)
class Fact:
    """What every item carries: who keeps it, when it was last held against its sources.

    `checked_on` None means unverified: the item is never shown. `lang` is the language of its
    words ("nl" where a translation is missing).
    """

    id: str
    sources: tuple[Source, ...]
    checked_on: date | None
    owner: str
    review_months: int
    note: str
    lang: str

    @property
    def shown(self) -> bool:
        """Say whether a visitor may see this as fact."""
        return self.checked_on is not None

    @property
    def publishers(self) -> tuple[str, ...]:
        """Return whose sources it rests on, each once."""
        return tuple(dict.fromkeys(source.publisher for source in self.sources))


@dataclass(frozen=True)
class Signal(Fact):
    """Something a person can see. `see` is the row on the form, `ask` a way to bring it up.

    `own` is the same as the youngster would say it, "" where the youngster is not asked: nobody
    has to confess. `call` is set on red flags only (`acute`); `call_own` when the youngster asks.
    """

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
        """Say whether this alone is a reason to call at once."""
        return self.call is not None


@dataclass(frozen=True)
class Phase(Fact):
    """One phase of recruitment; a dated observation at most, never a label on a child."""

    order: int
    signals: tuple[Signal, ...]
    title: str
    text: str


@dataclass(frozen=True)
class Vulnerability(Fact):
    """What recruiters look for; never a signal."""

    title: str
    text: str


@dataclass(frozen=True)
class Explanation(Fact):
    """One thing told under a heading. `more` is a second paragraph, or "".

    A law also has its days and its status: in-force, past or pending.
    """

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
    """A list of facts; `ids` empty means all of them."""

    kind: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class PageText:
    """One page's words. `step` is the one next step: its words ("" for a number), and where to."""

    title: str
    lead: str
    body: tuple[Prose | FactList, ...]
    step: tuple[str, str]

    @property
    def links(self) -> tuple[str, ...]:
        """Return every address the page leads to."""
        prose = [each.markdown for each in self.body if isinstance(each, Prose)]
        told = [to for text in (self.lead, *prose) for _, to in MARKDOWN_LINK.findall(text)]
        return (*told, self.step[1])


@dataclass(frozen=True)
class WrittenPage(Fact):
    """A page that is written, not made: where it stands, what it rests on, and its words.

    `preview`: a link to it may show its title in somebody's chat.
    """

    order: int
    path: str
    preview: bool
    written: PageText


@dataclass(frozen=True)
class Contact(Fact):
    """One help line. `number` as people write it, `tel` for a link ("tel:+31…"), or "" without."""

    order: int
    number: str
    tel: str
    url: str
    always_open: bool | None
    anonymous: Anonymity
    free: bool
    offered: bool
    name: str
    short: str
    when: str
    hours: str
    anonymity: str
    does: tuple[str, ...]
    does_not: tuple[str, ...]
    calling: str

    @property
    def shown(self) -> bool:
        """Say whether a visitor may see it: verified, and offered by the editors."""
        return self.offered and self.checked_on is not None


@dataclass(frozen=True)
class Route(Fact):
    """One row of the route map: for whom it holds, the line it leads to, and what else fits.

    `danger` None, and an empty `who` or `wants`, hold for everybody. `ask` is the question at
    this turn of the map, `why` says why this line.
    """

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
    """What the team promises; until the team confirmed it, only the careful words are shown."""

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
        """Return the words that may be shown now."""
        return self.confirmed if self.is_confirmed else self.careful

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmed_by and self.confirmed_on)


@dataclass(frozen=True)
class AnswerOpening:
    """Words a coordinator may begin an answer with; never sent by themselves."""

    id: str
    order: int
    title: str
    text: str
    lang: str

    @property
    def is_question(self) -> bool:
        """Say whether the title ends as a question, so that no full stop follows it."""
        return self.title.endswith("?")


@dataclass(frozen=True)
class ExamplePlanStep:
    """One action of an example: who usually does it, in how many days; `own`: no source but us."""

    id: str
    days: int
    usual_owner: StepOwner
    group: str
    goal: str
    text: str
    own: bool


@dataclass(frozen=True)
class ExamplePlan(Fact):
    """An example to begin a plan with; `goals` are words a youngster might use, by domain."""

    order: int
    title: str
    text: str
    goals: dict[str, str] = field(hash=False)
    steps: tuple[ExamplePlanStep, ...]
