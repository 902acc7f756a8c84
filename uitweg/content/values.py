"""What content/ holds, as frozen values: each fact with its source, its date and its words."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from uitweg.content.levels import Level

LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")

OWNERS = ("coordinator", "lawyer", "school", "care", "police")
"""Who usually does a step of a plan."""
WHO = ("youngster", "family", "friend", "professional")
WANTS = (
    *("advice", "place", "offender", "offender-unknown", "child-at-home", "typing"),
    *("other-region", "work"),
)
"""Who asks the way, and what for: the answers the route map knows."""


class Kind(StrEnum):
    """What a signal tells: somebody is hurt, somebody is being drawn in, or how things are."""

    HARM = "harm"
    RECRUITMENT = "recruitment"
    CIRCUMSTANCE = "circumstance"


class Anonymous(StrEnum):
    """Whether a help line can be used without a name; `ADVICE` only while asking for advice."""

    YES = "yes"
    NO = "no"
    ADVICE = "advice"


class Call(StrEnum):
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


@dataclass(frozen=True)
class Signal(Fact):
    """Something a person can see. `see` is the row on the form, `ask` a way to bring it up.

    `own` is the same as the youngster would say it, "" where the youngster is not asked: nobody
    has to confess. `call` is set on red flags only (`acute`); `call_own` when the youngster asks.
    """

    ref: str
    group: str
    kind: Kind
    sudden_matters: bool
    seen_at: tuple[str, ...]
    call: Call | None
    call_own: Call | None
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
class Told(Fact):
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
class Listed:
    """A list of facts; `ids` empty means all of them."""

    kind: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """One page's words. `step` is the one next step: its words ("" for a number), and where to."""

    title: str
    lead: str
    body: tuple[Prose | Listed, ...]
    step: tuple[str, str]

    @property
    def links(self) -> tuple[str, ...]:
        """Return every address the page leads to."""
        prose = [each.markdown for each in self.body if isinstance(each, Prose)]
        told = [to for text in (self.lead, *prose) for _, to in LINK.findall(text)]
        return (*told, self.step[1])


@dataclass(frozen=True)
class Page(Fact):
    """A page that is written, not made: where it stands, what it rests on, and its words.

    `preview`: a link to it may show its title in somebody's chat.
    """

    order: int
    path: str
    preview: bool
    written: Written


@dataclass(frozen=True)
class Contact(Fact):
    """One help line. `number` as people write it, `tel` for a link ("tel:+31…"), or "" without."""

    order: int
    number: str
    tel: str
    url: str
    always_open: bool | None
    anonymous: Anonymous
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
class Reason:
    """Why a picture fits, and the signals it rests on; `text_own` to the youngster, or ""."""

    id: str
    signals: tuple[Signal, ...]
    text: str
    text_own: str


@dataclass(frozen=True)
class Picture(Fact):
    """A pattern that the check can answer with; never a number, never a verdict.

    It fits from `least` signals out of `core` and `fits`, of which one in `core`; `alone`: only
    when no other picture fits. `also`: what else it can be; `say`, `leave`: words to say and what
    to leave; `say_professional`: words for at work; `own`: what the youngster can do.
    """

    order: int
    alone: bool
    core: frozenset[str]
    fits: frozenset[str]
    least: int
    reasons: tuple[Reason, ...]
    title: str
    title_own: str
    intro: str
    intro_own: str
    also: tuple[str, ...]
    say: tuple[str, ...]
    say_professional: tuple[str, ...]
    leave: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """The one next step: whom to call, and the words around it."""

    id: str
    contact: Contact
    title: str
    text: str
    lang: str


@dataclass(frozen=True)
class Group:
    """One group of the check, in the order it is asked."""

    id: str
    title: str
    title_own: str
    signals: tuple[Signal, ...]
    look: str

    @property
    def own_signals(self) -> tuple[Signal, ...]:
        """Return the signals a youngster is asked about."""
        return tuple(signal for signal in self.signals if signal.own)


@dataclass(frozen=True)
class Question:
    """One question of the walk through the check: a yes (`on_no`: a no) says one of `signals`.

    `ask` with `help` asks, `see` is what was said; `…own` to and by the youngster. Who has no
    `ask` is not asked.
    """

    id: str
    icon: str
    signals: tuple[Signal, ...]
    on_no: bool
    ask: str
    help: str
    see: str
    ask_own: str
    help_own: str
    own: str
    lang: str


@dataclass(frozen=True)
class Check:
    """The check: the red flags, the groups in their order, and the words around them.

    `questions` ask the same one by one; `questions_first` are the levels that start with them.
    """

    red_flags: tuple[Signal, ...]
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    questions_first: tuple[str, ...]
    words: dict[str, str] = field(hash=False)


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
class Opening:
    """Words a coordinator may begin an answer with; never sent by themselves."""

    id: str
    order: int
    title: str
    text: str
    lang: str


@dataclass(frozen=True)
class PlanStep:
    """One action of an example: who usually does it, in how many days; `own`: no source but us."""

    id: str
    days: int
    usual_owner: str
    group: str
    goal: str
    text: str
    own: bool


@dataclass(frozen=True)
class Plan(Fact):
    """An example to begin a plan with; `goals` are words a youngster might use, by domain."""

    order: int
    title: str
    text: str
    goals: dict[str, str] = field(hash=False)
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, eq=False)
class Content:
    """Everything content/ holds at one reading level; the tuples hold only what may be shown."""

    level: Level
    say: dict[str, str]
    channel: dict[str, str]
    sources: tuple[Source, ...]
    groups: dict[str, str]
    signals: tuple[Signal, ...]
    phases: tuple[Phase, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    contacts: tuple[Contact, ...]
    told: dict[str, tuple[Told, ...]]
    pages: tuple[Page, ...]
    routes: tuple[Route, ...]
    pictures: tuple[Picture, ...]
    steps: tuple[Step, ...]
    check: Check
    promises: tuple[Promise, ...]
    openings: tuple[Opening, ...]
    plans: tuple[Plan, ...]
    unverified: tuple[Fact, ...]

    @cached_property
    def signal_by_id(self) -> dict[str, Signal]:
        """Return the shown signals by their id."""
        return {signal.id: signal for signal in self.signals}

    def signal(self, id: str) -> Signal:
        """Return one signal; raises KeyError when it is unknown or may not be shown."""
        return self.signal_by_id[id]

    def contact(self, id: str) -> Contact:
        """Return one help line; raises KeyError when it is unknown or may not be shown."""
        return _the(self.contacts, id)

    def phase(self, id: str) -> Phase:
        """Return one phase of recruitment; raises KeyError."""
        return _the(self.phases, id)

    def picture(self, id: str) -> Picture:
        """Return one picture; raises KeyError."""
        return _the(self.pictures, id)

    def step(self, id: str) -> Step:
        """Return one next step; raises KeyError."""
        return _the(self.steps, id)

    def source(self, id: str) -> Source:
        """Return one source; raises KeyError."""
        return _the(self.sources, id)

    def page(self, id: str) -> Page:
        """Return one written page; raises KeyError."""
        return _the(self.pages, id)

    def promise(self, id: str) -> Promise:
        """Return one promise; raises KeyError."""
        return _the(self.promises, id)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _the[T: _Named](items: tuple[T, ...], id: str) -> T:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
