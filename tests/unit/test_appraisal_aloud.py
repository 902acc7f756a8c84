"""What the rules say together: in order of time, each sentence with facts of the weighing."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.support.appraisal_facts import a_fact, any_facts, on
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, AppraisalFact, FactLane
from uitweg.casework.appraisal.law.rules.aloud import RulesAloud, child_throughout, rules_aloud
from uitweg.casework.appraisal.law.rules.elements import RuleResult
from uitweg.platform.content import load

BASIS = load().appraisal
BORN = date(2008, 3, 14)
RIDE = a_fact("ride", lane=FactLane.OFFENCE, at=on(2026, 2, 22))
DOOR = a_fact("door", lane=FactLane.OFFENCE, at=on(2026, 8, 12))
UNDATED = a_fact("some-day", lane=FactLane.OFFENCE)
THREAT = a_fact("threat", supports={"act", "means", "purpose"}, at=on(2026, 2, 20))


def aloud(*facts: AppraisalFact) -> RulesAloud:
    return rules_aloud(AppraisalContent(facts=facts, born=BORN), BASIS)


def test_each_offence_has_the_age_and_the_law_of_its_day() -> None:
    ride, door, undated = aloud(UNDATED, DOOR, RIDE, THREAT).offences

    assert [each.fact.key for each in (ride, door, undated)] == ["ride", "door", "some-day"]
    assert ride.outcome
    assert door.outcome
    assert (ride.outcome.needs_means, door.outcome.needs_means) == (False, True)
    assert ride.outcome.age
    assert ride.outcome.age.words == "17 jaar"
    assert [law.id for law in ride.outcome.laws] == ["text-273f-2013"]
    assert undated.outcome is None


def test_each_reason_names_its_question_and_its_facts() -> None:
    (ride,) = aloud(RIDE, THREAT).offences

    assert [(each.about, each.facts) for each in ride.because] == [
        ("Handeling", (THREAT,)),
        ("Oogmerk", (THREAT,)),
    ]


def test_what_is_missing_names_its_question() -> None:
    (ride,) = aloud(RIDE).offences

    assert "Handeling: Er is nog geen feit dat steunt of tegenspreekt." in ride.missing
    assert not any(words.startswith("Middel") for words in ride.missing)


def test_a_route_says_what_the_rule_says_of_its_questions() -> None:
    route = next(each for each in aloud(THREAT).routes if each.route.id == "route-duress")

    assert route.questions[0] == ("Middel", RuleResult.ESTABLISHED.words)
    assert ("Geen uitweg", RuleResult.UNKNOWN.words) in route.questions


def test_the_list_for_children_counts_when_each_sign_is_from_before_the_birthday() -> None:
    before = a_fact("a", indicators={"ind-held-debt"}, at=on(2026, 2, 1))
    after = a_fact("b", indicators={"ind-held-debt"}, at=on(2026, 5, 1))

    def child(*facts: AppraisalFact) -> bool | None:
        return child_throughout(AppraisalContent(facts=facts, born=BORN))

    assert child(before) is True
    assert child(after) is False
    assert child(before, after) is None
    assert child() is None


def test_without_facts_everything_is_unknown() -> None:
    nothing = aloud()

    assert nothing.offences == ()
    assert {each.outcome.result for each in nothing.dimensions} == {RuleResult.UNKNOWN}
    said = {title: words for each in nothing.routes for title, words in each.questions}
    assert said.pop("Leeftijd") == "geboortedag opgeschreven, zonder feit dat hem bewijst"
    assert set(said.values()) == {RuleResult.UNKNOWN.words}


def test_without_a_day_of_birth_the_age_is_unknown() -> None:
    nothing = rules_aloud(AppraisalContent(), BASIS)
    said = {title: words for each in nothing.routes for title, words in each.questions}

    assert said["Leeftijd"] == RuleResult.UNKNOWN.words


@given(any_facts("act", "means", "purpose"), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing_and_each_sentence_cites_one(
    facts: list[AppraisalFact], random: object
) -> None:
    shuffled = [RIDE, *facts]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    found = aloud(RIDE, *facts)

    assert aloud(*shuffled) == found
    assert all(reason.facts for each in found.offences for reason in each.because)
