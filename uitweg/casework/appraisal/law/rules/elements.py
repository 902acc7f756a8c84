"""What the rule says of one question of the law on the recorded facts, and why.

A fact supports a question when it points to the youngster being a victim. The rule counts no
points: it asks whether there is enough support, and whether anything speaks against. What the two
judges conclude is stored apart and may differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.facts.rules.content import AppraisalFact, FactLane, Independence
from uitweg.platform.choices import Choices


class RuleResult(Choices):
    """What a rule says; the weakest says nothing of the youngster, only of what is recorded."""

    ESTABLISHED = "established", "staat vast op wat is opgeschreven"
    UNKNOWN = "unknown", "onbekend"
    NOT_ESTABLISHED = "not-established", "staat niet vast op wat is opgeschreven"


AGE = "age"
BIRTH_RECORDED = "geboortedag opgeschreven, zonder feit dat hem bewijst"
NO_FACTS = "Er is nog geen feit dat steunt of tegenspreekt."
MORE_SUPPORT = (
    "Een feit dat los van de jongere vaststaat, of een tweede feit uit een ander soort bron, dat "
    "niet ook van de jongere komt."
)
EXPLAIN_CONTRA = "Wat de feiten die tegenspreken verklaart of weerlegt."
ASK_ABOUT_USE = "De vraag of het feit uit een zorggesprek gebruikt mag worden."


@dataclass(frozen=True)
class Reason:
    """A sentence of the rule with the keys of the facts it rests on; never without a fact."""

    words: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class RuleOutcome:
    """What the rule says of one question, which facts made it so, and what is missing in words."""

    element: str
    result: RuleResult
    because: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The keys of all facts that it names, each once."""
        return tuple(dict.fromkeys(key for reason in self.because for key in reason.facts))


def result_words(outcome: RuleOutcome, born: date | None) -> str:
    """Return what the rule says, in words; of the age also that the day of birth is recorded."""
    if outcome.element == AGE and born and not outcome.because:
        return BIRTH_RECORDED
    return outcome.result.words


def may_be_used(fact: AppraisalFact) -> bool:
    """Whether a fact counts: one from a care talk only when the youngster agreed to its use."""
    return not fact.from_care_talk or fact.use_agreed_on is not None


def rule_outcome(element_id: str, facts: Iterable[AppraisalFact]) -> RuleOutcome:
    """Return what the rule says of a question of the law on these facts, in whatever order.

    Enough support is one fact independent of the youngster, or two of different kinds of source
    that do not both come from the youngster. An offence is no proof of what led to it: with it
    alone there is not enough.
    Enough and nothing against: established. Enough and something against, or too little and
    nothing against: unknown. Too little and something against: not established on what is
    recorded. No facts: unknown.
    """
    about = [fact for fact in facts if element_id in fact.supports | fact.against]
    support = _keyed(fact for fact in about if element_id in fact.supports and may_be_used(fact))
    against = _keyed(fact for fact in about if element_id in fact.against and may_be_used(fact))
    unused = _keyed(fact for fact in about if not may_be_used(fact))
    enough = is_enough(support)
    return RuleOutcome(
        element=element_id,
        result=_result(enough=enough, has_contra=bool(against)),
        because=tuple(_reasons(support, against, unused)),
        missing=tuple(_missing(support, against, unused, enough=enough)),
    )


def is_enough(support: Iterable[AppraisalFact]) -> bool:
    """Whether these facts support a question enough.

    What the youngster said stays one source, also where a witness or a record repeats it.
    """
    facts = [fact for fact in support if fact.lane is not FactLane.OFFENCE]
    if any(fact.independence is Independence.INDEPENDENT for fact in facts):
        return True
    has_other = any(fact.independence is not Independence.FROM_YOUNGSTER for fact in facts)
    return has_other and len({fact.source_kind for fact in facts}) > 1


def all_of(results: Iterable[RuleResult]) -> RuleResult:
    """Return what holds for questions that must all be answered with yes.

    One that is not established decides; else one that is unknown.
    """
    found = set(results)
    for result in (RuleResult.NOT_ESTABLISHED, RuleResult.UNKNOWN):
        if result in found:
            return result
    return RuleResult.ESTABLISHED if found else RuleResult.UNKNOWN


def _result(*, enough: bool, has_contra: bool) -> RuleResult:
    if enough:
        return RuleResult.UNKNOWN if has_contra else RuleResult.ESTABLISHED
    return RuleResult.NOT_ESTABLISHED if has_contra else RuleResult.UNKNOWN


def _reasons(
    support: list[AppraisalFact], against: list[AppraisalFact], unused: list[AppraisalFact]
) -> Iterable[Reason]:
    offences = [fact for fact in support if fact.lane is FactLane.OFFENCE]
    reasons = [fact for fact in support if fact not in offences]
    independent = [fact for fact in reasons if fact.independence is Independence.INDEPENDENT]
    others = [fact for fact in reasons if fact not in independent]
    for words, facts in (
        ("Steunt, los van de jongere.", independent),
        ("Steunt, maar staat niet los van de jongere.", others),
        ("Het strafbare feit zelf: geen bewijs van wat eraan voorafging.", offences),
        ("Spreekt tegen.", against),
        ("Telt niet mee: uit een zorggesprek, en de jongere zei geen ja op gebruik.", unused),
    ):
        if facts:
            yield Reason(words, tuple(fact.key for fact in facts))


def _missing(
    support: list[AppraisalFact],
    against: list[AppraisalFact],
    unused: list[AppraisalFact],
    *,
    enough: bool,
) -> Iterable[str]:
    if not support and not against:
        yield NO_FACTS
    if not enough:
        yield MORE_SUPPORT
    if against:
        yield EXPLAIN_CONTRA
    if unused:
        yield ASK_ABOUT_USE


def _keyed(facts: Iterable[AppraisalFact]) -> list[AppraisalFact]:
    return sorted(facts, key=lambda fact: fact.key)
