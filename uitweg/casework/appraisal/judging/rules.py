"""What a judgement must say, and in what two judgements differ. Nothing is added up."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    Conclusion,
    WrittenJudgement,
)

TEXT_QUESTIONS = {
    "text": "Wat denk je?",
    "against": "Wat spreekt daartegen?",
    "unknown": "Wat weet je niet?",
    "why_wrong": "Waarom kan jouw oordeel niet kloppen?",
}
"""The four texts of a judgement, with the question that the form asks; none may stay empty."""


@dataclass(frozen=True)
class JudgementDifference:
    """A question of the law to which the two judges gave another conclusion."""

    element: str
    first: Conclusion
    second: Conclusion


def asked_elements(content: AppraisalContent) -> tuple[str, ...]:
    """Return the ids of the questions of the law that both judges answer, in their own order."""
    return tuple(dict.fromkeys(answer.element for answer in content.elements))


def is_whole(written: WrittenJudgement, asked: Iterable[str]) -> bool:
    """Return whether each question has one conclusion, no other has, and all four texts say some.

    A browser of one's own can send anything, so this is asked before a judgement is stored.
    """
    answered = [element for element, _ in written.conclusions]
    texts = (getattr(written, name) for name in TEXT_QUESTIONS)
    return sorted(answered) == sorted(asked) and all(text.strip() for text in texts)


def differences(
    first: WrittenJudgement, second: WrittenJudgement
) -> tuple[JudgementDifference, ...]:
    """Return where two judges concluded otherwise, in the order in which the first answered."""
    seconds = dict(second.conclusions)
    return tuple(
        JudgementDifference(element, conclusion, seconds[element])
        for element, conclusion in first.conclusions
        if element in seconds and seconds[element] is not conclusion
    )


def judgement_values(written: WrittenJudgement) -> dict[str, Any]:
    """Return a judgement as plain values, for JSON."""
    texts = {name: getattr(written, name) for name in TEXT_QUESTIONS}
    conclusions = [[element, conclusion.value] for element, conclusion in written.conclusions]
    return {"conclusions": conclusions, **texts}


def judgement_from_values(values: dict[str, Any]) -> WrittenJudgement:
    conclusions = tuple((element, Conclusion(value)) for element, value in values["conclusions"])
    return WrittenJudgement(conclusions, **{name: values[name] for name in TEXT_QUESTIONS})


def canonical_json(values: object) -> str:
    """Return JSON that is the same for the same values: sorted names, no spaces."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
