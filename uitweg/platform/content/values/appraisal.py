"""What the weighing (weging) asks, and on which law and lists it rests, as frozen values."""

from datetime import date
from typing import Annotated

from msgspec import Struct, field

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.items import IdOf, SomeLines, Text, Words
from uitweg.platform.content.values.values import Fact, HowChecked

TO_BE_CHECKED = "nog te controleren"


class QuestionGroup(Choices):
    """Under which heading a question of the law stands, in this order."""

    TRAFFICKING = "trafficking", "Mensenhandel: handeling, middel, oogmerk"
    EXPLOITATION = "exploitation", "Is het uitbuiting?"
    OFFENCE = "offence", "Hangt het strafbare feit ermee samen?"
    PERSON = "person", "Wie is de jongere?"
    NON_PUNISHMENT = "non-punishment", "Niet straffen"


class LawTopic(Choices):
    """What texts of the law that followed each other are about."""

    TRAFFICKING = "trafficking", "Mensenhandel, artikel 273f Sr"
    COUNCIL_OF_EUROPE = "council-of-europe", "Niet straffen: verdrag van de Raad van Europa"
    EU = "eu", "Niet straffen: Europese richtlijn"
    PROSECUTION = "prosecution", "Niet straffen: Aanwijzing van het OM"
    DISMISSAL = "dismissal", "Seponeren"
    DURESS = "duress", "Overmacht"
    PARDON = "pardon", "Schuldig zonder straf"
    SENTENCE = "sentence", "Lagere straf"
    YOUTH = "youth", "Jeugdstrafrecht onder de 18"
    ADOLESCENT = "adolescent", "Jeugdstrafrecht vanaf 18"


class LawStatus(Choices):
    IN_FORCE = "in-force", "geldt"
    PAST = "past", "gold"
    PENDING = "pending", "nog geen wet"


class IndicatorStrength(Choices):
    """How strongly an indicator points to its dimension; ABSENT: not in the list for that age."""

    STRONG = "strong", "sterk"
    MEDIUM = "medium", "middel"
    WEAK = "weak", "zwak"
    ABSENT = "absent", "niet op deze lijst"


class CheckableFact(Fact, frozen=True, kw_only=True):
    """A fact that the team also sees unverified, and then as "nog te controleren"."""

    order: int

    @property
    def linkable(self) -> bool:
        return True

    @property
    def is_verified(self) -> bool:
        return self.checked_on is not None and self.how_checked is not HowChecked.NOTES

    @property
    def check_words(self) -> str:
        """The words that stand with it as long as nobody checked it; else ""."""
        return "" if self.is_verified else TO_BE_CHECKED

    @property
    def is_own(self) -> bool:
        """Whether it rests on nothing but our own derivation."""
        return bool(self.sources) and all(source.seen == "D" for source in self.sources)


class LawText(CheckableFact, frozen=True, kw_only=True):
    """A text of the law as it was from `valid_from` to `valid_to`, both days included.

    `valid_from` None: the first day was not found. `valid_to` None: it still was in force on
    `checked_on`. A PENDING one is no law yet.
    """

    counted_as = "texts of the law"

    topic: LawTopic
    status: LawStatus
    valid_from: date | None = None
    valid_to: date | None = None
    title: Words
    text: Words

    def problem(self) -> str:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            return "ends before it begins."
        if (self.status is LawStatus.PAST) != (self.valid_to is not None):
            return "is past when it has a valid_to, and only then."
        if self.status is LawStatus.PENDING and self.valid_from:
            return "is pending, so it has no valid_from."
        return super().problem()


class LawQuestion(CheckableFact, frozen=True, kw_only=True):
    """A question of the law that the two judges answer on the recorded facts (an element).

    A fact *supports* it when it points to the youngster being a victim. `ask_once` are questions
    for professionals and records; none asks a youngster what he or she did. `laws` are all texts
    that it rests on, old and new.
    """

    counted_as = "questions of the law"
    missing = "the question {} does not exist."

    group: QuestionGroup
    laws: tuple[LawText, ...] = field(name="topics")
    title: Words
    question: Words
    counts_for: SomeLines
    counts_against: SomeLines
    ask_once: SomeLines


LawQuestionId = Annotated[str, IdOf(LawQuestion)]


class OutcomeRoute(CheckableFact, frozen=True, kw_only=True):
    """A way in which a prosecutor or court can end a case; theirs to choose, not the team's.

    `rests_on` are ids of the questions whose answers matter for it.
    """

    counted_as = "routes of an outcome"

    laws: tuple[LawText, ...] = field(name="topics")
    rests_on: tuple[LawQuestionId, ...]
    title: Words
    text: Words
    decides: Words
    counts_for: SomeLines
    counts_against: SomeLines
    ask_once: SomeLines


class IndicatorDimension(CheckableFact, frozen=True, kw_only=True):
    """One of the six dimensions of the ILO-EC lists."""

    counted_as = "dimensions"
    missing = "the dimension {} does not exist."

    title: Words
    text: Words


DimensionId = Annotated[str, IdOf(IndicatorDimension)]


class TraffickingIndicator(CheckableFact, frozen=True, kw_only=True):
    """An indicator, put in the words of criminal exploitation: our own adaptation, not validated.

    `adult` and `child` are its strengths on the two lists.
    """

    counted_as = "indicators"

    dimension: DimensionId
    adult: IndicatorStrength
    child: IndicatorStrength
    title: Words

    def strength(self, *, is_child: bool) -> IndicatorStrength:
        return self.child if is_child else self.adult


class ReportPart(CheckableFact, frozen=True, kw_only=True):
    """A part of an expert report, and where the weighing has it. `letters` are those of the rule.

    The weighing is no report of a court expert; it has these parts so that one can work with it.
    """

    counted_as = "parts of a report"

    letters: Text
    title: Words
    text: Words


class FundPointKind(Choices):
    """What a point of the compensation fund is about."""

    CONDITION = "condition", "Wat het fonds vraagt"
    ATTACH = "attach", "Wat je meestuurt"
    WEIGHS = "weighs", "Wat telt, en wat vaak te weinig is"


class FundPoint(CheckableFact, frozen=True, kw_only=True):
    """One thing that the compensation fund (Schadefonds Geweldsmisdrijven) asks or weighs."""

    counted_as = "points of the compensation fund"

    kind: FundPointKind
    title: Words
    text: Words


class AppraisalBasis(Struct, frozen=True):
    """All that the weighing rests on; also what is unverified, which says so."""

    elements: tuple[LawQuestion, ...] = ()
    routes: tuple[OutcomeRoute, ...] = ()
    laws: tuple[LawText, ...] = ()
    dimensions: tuple[IndicatorDimension, ...] = ()
    indicators: tuple[TraffickingIndicator, ...] = ()
    report_parts: tuple[ReportPart, ...] = ()
    fund_points: tuple[FundPoint, ...] = ()

    @property
    def every(self) -> tuple[CheckableFact, ...]:
        return (
            *self.elements,
            *self.routes,
            *self.laws,
            *self.dimensions,
            *self.indicators,
            *self.report_parts,
            *self.fund_points,
        )

    def element(self, id: str) -> LawQuestion:
        """Return a question of the law; raises KeyError."""
        return _by_id(self.elements, id)

    def indicator(self, id: str) -> TraffickingIndicator:
        """Return an indicator; raises KeyError."""
        return _by_id(self.indicators, id)


def _by_id[T: CheckableFact](items: tuple[T, ...], id: str) -> T:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
