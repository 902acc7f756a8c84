"""All content of one reading level, with look-ups by id."""

from functools import cached_property

from msgspec import Struct

from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.values.appraisal import AppraisalBasis
from uitweg.platform.content.values.check import (
    CheckQuestion,
    Combination,
    Helper,
    KnownReason,
    NextStep,
    Picture,
    SignalCheck,
    UrgentHelp,
)
from uitweg.platform.content.values.figures import FigureBook
from uitweg.platform.content.values.items import Item
from uitweg.platform.content.values.lessons import Course, Lesson
from uitweg.platform.content.values.partners import (
    NationalBody,
    PartnerLetter,
    PartnerRoute,
    RowStandard,
    body_by_consent,
)
from uitweg.platform.content.values.podcast import Episode, NumberFact, PodcastShow, Presentation
from uitweg.platform.content.values.values import (
    AnswerOpening,
    CityQuestion,
    Contact,
    ExamplePlan,
    Explanation,
    Fact,
    Phase,
    Promise,
    Region,
    Route,
    Signal,
    Source,
    Vulnerability,
    WrittenPage,
)


class Content(Struct, frozen=True, eq=False, dict=True):
    """All content of one reading level.

    Only `unverified` and `appraisal` have facts that may not be shown as facts; the latter is for
    the team, and each unverified one there says so.
    """

    level: ReadingLevel
    say: dict[str, str]
    channel: dict[str, str]
    files: dict[str, str]
    training: dict[str, str]
    slides: dict[str, str]
    sources: tuple[Source, ...]
    groups: dict[str, str]
    signals: tuple[Signal, ...]
    phases: tuple[Phase, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    contacts: tuple[Contact, ...]
    regions: tuple[Region, ...]
    explanations: dict[str, tuple[Explanation, ...]]
    pages: tuple[WrittenPage, ...]
    lessons: tuple[Lesson, ...]
    show: PodcastShow
    episodes: tuple[Episode, ...]
    numbers: tuple[NumberFact, ...]
    presentations: tuple[Presentation, ...]
    courses: tuple[Course, ...]
    routes: tuple[Route, ...]
    pictures: tuple[Picture, ...]
    urgent_help: tuple[UrgentHelp, ...]
    combinations: tuple[Combination, ...]
    helpers: tuple[Helper, ...]
    known_reasons: tuple[KnownReason, ...]
    steps: tuple[NextStep, ...]
    check: SignalCheck
    promises: tuple[Promise, ...]
    openings: tuple[AnswerOpening, ...]
    plans: tuple[ExamplePlan, ...]
    partner_routes: tuple[PartnerRoute, ...]
    partner_letters: tuple[PartnerLetter, ...]
    national_bodies: tuple[NationalBody, ...]
    row_standards: tuple[RowStandard, ...]
    appraisal: AppraisalBasis
    city_questions: tuple[CityQuestion, ...]
    figures: FigureBook
    unverified: tuple[Fact, ...]

    @cached_property
    def signal_by_id(self) -> dict[str, Signal]:
        """The shown signals by id."""
        return {signal.id: signal for signal in self.signals}

    def signal(self, id: str) -> Signal:
        """Return a signal; raises KeyError when it is unknown or not shown."""
        return self.signal_by_id[id]

    @cached_property
    def check_answers(self) -> dict[str, Signal | CheckQuestion | KnownReason]:
        """What can be brought from the check to a message.

        Signals, questions as `ask.<id>`, and explanations that the person knows as `known.<id>`.
        """
        questions = {f"ask.{question.id}": question for question in self.check.questions}
        known = {f"known.{reason.id}": reason for reason in self.known_reasons}
        return {**self.signal_by_id, **questions, **known}

    def national_body(self, consent: str) -> NationalBody | None:
        """Return the body that a consent for this purpose is asked for, or None."""
        return body_by_consent(self.national_bodies).get(consent)

    def contact(self, id: str) -> Contact:
        """Return a help line; raises KeyError when it is unknown or not shown."""
        return _item_by_id(self.contacts, id)

    def phase(self, id: str) -> Phase:
        """Return one phase of recruitment; raises KeyError."""
        return _item_by_id(self.phases, id)

    def picture(self, id: str) -> Picture:
        """Return one picture; raises KeyError."""
        return _item_by_id(self.pictures, id)

    def step(self, id: str) -> NextStep:
        """Return one next step; raises KeyError."""
        return _item_by_id(self.steps, id)

    def source(self, id: str) -> Source:
        """Return one source; raises KeyError."""
        return _item_by_id(self.sources, id)

    def page(self, id: str) -> WrittenPage:
        """Return one written page; raises KeyError."""
        return _item_by_id(self.pages, id)

    def lesson(self, id: str) -> Lesson:
        """Return one lesson; raises KeyError."""
        return _item_by_id(self.lessons, id)

    def episode(self, id: str) -> Episode:
        """Return one episode of the podcast; raises KeyError."""
        return _item_by_id(self.episodes, id)

    def promise(self, id: str) -> Promise:
        """Return one promise; raises KeyError."""
        return _item_by_id(self.promises, id)


def _item_by_id[T: Item](items: tuple[T, ...], id: str) -> T:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
