"""The worked examples are whole: each passes what the facts ask, the rules and both judgements."""

from datetime import date
from pathlib import Path

import pytest

from uitweg.casework.appraisal.axis.actions import axis_laws
from uitweg.casework.appraisal.axis.rules.axis import build_axis
from uitweg.casework.appraisal.axis.rules.laws_beside import laws_beside
from uitweg.casework.appraisal.axis.rules.pictures import draw
from uitweg.casework.appraisal.facts.rules.content import Conclusion
from uitweg.casework.appraisal.facts.rules.item_json import content_from_json, content_to_json
from uitweg.casework.appraisal.facts.rules.readiness import missing
from uitweg.casework.appraisal.facts.rules.worked_examples import WorkedExample, worked_examples
from uitweg.casework.appraisal.judging.rules import asked_elements, is_whole
from uitweg.casework.appraisal.law.rules.elements import RuleResult, rule_outcome
from uitweg.casework.appraisal.law.rules.palermo import palermo
from uitweg.platform.content import InvalidContent, load

EXAMPLES = worked_examples()
BY_ID = {example.id: example for example in EXAMPLES}
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.id)


def test_there_are_three_stories() -> None:
    assert set(BY_ID) == {"granaat", "haven", "kleren"}


@every_example
def test_its_facts_can_be_closed(example: WorkedExample) -> None:
    assert missing(example.content) == ()


@every_example
def test_both_judgements_answer_each_question(example: WorkedExample) -> None:
    asked = asked_elements(example.content)

    assert is_whole(example.first, asked)
    assert is_whole(example.second, asked)


@every_example
def test_it_points_only_at_what_there_is(example: WorkedExample) -> None:
    content, basis = example.content, load().appraisal
    keys = {fact.key for fact in content.facts}
    elements = {element.id for element in basis.elements}

    assert {answer.element for answer in content.elements} == elements
    for fact in content.facts:
        assert fact.supports | fact.against <= elements
        assert fact.indicators <= {each.id for each in basis.indicators}
        assert fact.follows in keys | {""}
    assert {(fit.fact, fit.scenario) for fit in content.fits} == {
        (key, scenario.key) for key in keys for scenario in content.scenarios
    }
    assert all(doubt.facts <= keys for doubt in content.doubts)


@every_example
def test_the_rules_reason_about_it(example: WorkedExample) -> None:
    results = {
        answer.element: rule_outcome(answer.element, example.content.facts).result
        for answer in example.content.elements
    }

    assert RuleResult.ESTABLISHED in results.values()
    assert set(results.values()) - {RuleResult.ESTABLISHED}
    assert palermo(example.content, example.written_on, load().appraisal.laws)


@every_example
def test_it_is_stored_and_drawn_as_it_is(example: WorkedExample) -> None:
    axis = build_axis(example.content, axis_laws(), today=example.written_on)

    assert content_from_json(content_to_json(example.content)) == example.content
    assert axis is not None
    assert len(draw(axis)) == 1
    assert axis.links or example.id == "haven"


def test_in_one_the_law_changed_between_the_facts_and_today() -> None:
    example = BY_ID["granaat"]
    beside = laws_beside(example.content, axis_laws(), today=example.written_on)

    assert beside is not None
    assert beside.has_changed


def test_in_one_the_youngster_turns_18_during_the_facts() -> None:
    example = BY_ID["haven"]
    axis = build_axis(example.content, axis_laws(), today=example.written_on)

    assert axis is not None
    assert axis.adult_on == date(2026, 3, 14)


def test_in_one_the_judges_differ_and_in_another_they_do_not() -> None:
    def differs(example: WorkedExample) -> bool:
        return dict(example.first.conclusions) != dict(example.second.conclusions)

    assert differs(BY_ID["kleren"])
    assert not differs(BY_ID["granaat"])


def test_the_answers_of_the_three_are_not_the_same() -> None:
    means = {dict(example.second.conclusions)["means"] for example in EXAMPLES}
    forced = {dict(example.second.conclusions)["forced"] for example in EXAMPLES}

    assert Conclusion.PLAUSIBLE in means
    assert forced == {Conclusion.PLAUSIBLE, Conclusion.CANNOT_SAY, Conclusion.NOT_ON_THIS}


def test_a_mistake_in_a_file_is_named(tmp_path: Path) -> None:
    text = (Path("content/appraisal-examples/kleren.yaml")).read_text()
    (tmp_path / "appraisal-examples").mkdir()
    for wrong, right in (("lane: threat", "lane: thread"), ("2 oktober 2026", "32 oktober 2026")):
        (tmp_path / "appraisal-examples/kleren.yaml").write_text(text.replace(wrong, right))
        worked_examples.cache_clear()
        with pytest.raises(InvalidContent, match=r"appraisal-examples/kleren\.yaml"):
            worked_examples(tmp_path)
