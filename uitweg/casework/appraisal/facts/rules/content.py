"""What an appraisal says, as frozen values: facts, scenarios, answers, doubts, what was not seen.

Nothing here counts, adds up or ranks persons. Each item has a `key` that stays the same through
its versions; other items point at it by that key.
"""

from dataclasses import dataclass, field
from datetime import date

from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate
from uitweg.platform.choices import Choices


class FactLane(Choices):
    """Where a fact stands on the time axis."""

    THREAT = "threat", "dreiging of geweld tegen de jongere"
    DONE_TO = "done-to", "ander deel van de uitbuiting"
    DEBT = "debt", "schuld"
    PHASE = "phase", "begin van een fase"
    PERSON = "person", "over de jongere zelf"
    OFFENCE = "offence", "strafbaar feit"


class SourceKind(Choices):
    """Where a fact comes from."""

    RECORD = "record", "document of registratie"
    DEVICE = "device", "bericht, foto of toestel"
    SEEN = "seen", "zelf gezien door een professional"
    WITNESS = "witness", "iemand anders zei het"
    YOUNGSTER = "youngster", "de jongere zei het"


class Independence(Choices):
    """Whether a fact would be known without what the youngster said."""

    INDEPENDENT = "independent", "los van de jongere"
    FROM_YOUNGSTER = "from-youngster", "komt van de jongere"
    UNKNOWN = "unknown", "weten we niet"


class Weight(Choices):
    """One of three words for how a fact is placed in the order; never a number."""

    HIGH = "high", "veel"
    MIDDLE = "middle", "iets"
    LOW = "low", "weinig"


class FitKind(Choices):
    FITS = "fits", "past"
    DOES_NOT_FIT = "does-not-fit", "past niet"
    SAYS_NOTHING = "says-nothing", "zegt niets"


class DoubtState(Choices):
    """How a doubt stands; an open one is on page 1."""

    OPEN = "open", "open"
    REFUTED = "refuted", "weerlegd"
    ACCEPTED = "accepted", "aanvaard"


class Conclusion(Choices):
    """What a judge concludes of one question of the law, on what is recorded."""

    PLAUSIBLE = "plausible", "aannemelijk"
    POSSIBLE = "possible", "mogelijk"
    NOT_ON_THIS = "not-on-this", "niet aannemelijk op wat er ligt"
    CANNOT_SAY = "cannot-say", "niet te zeggen"


@dataclass(frozen=True)
class AppraisalFact:
    """One fact with its source.

    `at` is when it was so, None when nobody knows; `time` is "HH:MM" or "". `first_heard_by` and
    `first_heard_on` say who heard it first. `supports` and `against` are ids of questions of the
    law (`content/appraisal.yaml`): one fact may stand in both, of different questions. `indicators`
    are ids of the indicator list there. `follows` is the key of the threat that came before an
    offence. `amount` is a debt in whole euros, or None. `entry` is the id of the entry on the
    case's timeline that it cites, with `quote`, the words of that moment. A fact from a care talk
    counts only when the youngster agreed to its use on `use_agreed_on`.
    """

    key: str
    title: str
    text: str
    lane: FactLane
    source: str
    source_kind: SourceKind
    independence: Independence
    first_heard_by: str
    how_obtained: str
    corroboration: str
    at: FuzzyDate | None = None
    time: str = ""
    until: FuzzyDate | None = None
    first_heard_on: FuzzyDate | None = None
    from_care_talk: bool = False
    use_agreed_on: date | None = None
    use_heard_by: str = ""
    relevance: Weight | None = None
    objectivity: Weight | None = None
    biasing: Weight | None = None
    supports: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    follows: str = ""
    amount: int | None = None
    entry: int | None = None
    quote: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether its relevance, objectivity and power to bias were all judged."""
        return None not in (self.relevance, self.objectivity, self.biasing)


@dataclass(frozen=True)
class Scenario:
    """One thing that can have happened, in words of daily life."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Fit:
    """Whether one fact fits one scenario, and why in a few words."""

    scenario: str
    fact: str
    kind: FitKind
    why: str = ""


@dataclass(frozen=True)
class ElementAnswer:
    """What is written with one question of the law, beside the facts that point at it.

    `contra` may say that nothing was found, and how it was looked for.
    """

    element: str
    contra: str = ""
    unknown: str = ""
    why_wrong: str = ""


@dataclass(frozen=True)
class Doubt:
    """A doubt; a refuted one names the `facts` that refute it, an accepted one says why."""

    key: str
    title: str
    text: str
    helps: str = ""
    state: DoubtState = DoubtState.OPEN
    facts: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True)
class Unseen:
    """Something that matters and that the writers did not see, and why not."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class YoungsterPage:
    """What the page for the youngster says, in A2; each line is one short sentence.

    `lawyer` and `lawyer_phone` are whom to call. `mentions_offence` says that an offence is named;
    then the lawyer must have checked these words.
    """

    known: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    lawyer: str = ""
    lawyer_phone: str = ""
    mentions_offence: bool = False


@dataclass(frozen=True)
class AppraisalContent:
    """All that one version says, without the judgements. `born` is the day of birth, if known."""

    facts: tuple[AppraisalFact, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    fits: tuple[Fit, ...] = ()
    elements: tuple[ElementAnswer, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    born: date | None = None
    youngster_page: YoungsterPage = field(default_factory=YoungsterPage)

    def fact(self, key: str) -> AppraisalFact | None:
        return next((fact for fact in self.facts if fact.key == key), None)


@dataclass(frozen=True)
class WrittenJudgement:
    """What one judge wrote: a conclusion for each question, and four texts.

    `conclusions` is (element id, conclusion) for each question of the law that was asked.
    """

    conclusions: tuple[tuple[str, Conclusion], ...]
    text: str
    against: str
    unknown: str
    why_wrong: str
