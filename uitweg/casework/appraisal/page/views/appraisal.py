"""The main page of a weighing: doubts, judgements, what fits what, the questions, the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from uitweg.casework.appraisal.axis.rules.recent_threats import recent_threats
from uitweg.casework.appraisal.compartment.rules.stages import Stage
from uitweg.casework.appraisal.facts.actions.reading import OpenedAppraisal, open_appraisal
from uitweg.casework.appraisal.facts.rules.ages import age_on
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    ElementAnswer,
)
from uitweg.casework.appraisal.facts.rules.matrix import is_ordered
from uitweg.casework.appraisal.facts.rules.readiness import AppraisalPart, Missing, missing
from uitweg.casework.appraisal.facts.views.opened import newest_appraisal
from uitweg.casework.appraisal.judging.views.context import JudgingPage, judging_page
from uitweg.casework.appraisal.judging.views.readable_compartment import closed_page
from uitweg.casework.appraisal.law.rules.elements import RuleOutcome, result_words, rule_outcome
from uitweg.casework.appraisal.page.rules import (
    answers_by_element,
    doubt_rows,
    fact_rows,
    matrix_of,
)
from uitweg.casework.appraisal.paper.actions.findings import findings_of
from uitweg.platform.accounts.actions.authorization import NotAllowed
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.content.values.appraisal import LawQuestion
from uitweg.platform.ui.addresses import row_number_in


@dataclass(frozen=True)
class QuestionRow:
    """A question of the law: facts that point at it, what the rule says, and what is written.

    `conclusions` has the name and the conclusion of both judges, once both are visible.
    """

    question: LawQuestion
    outcome: RuleOutcome
    rule: str
    supports: tuple[AppraisalFact, ...]
    against: tuple[AppraisalFact, ...]
    answer: ElementAnswer | None
    conclusions: tuple[tuple[str, str], ...] = ()


@require_GET
@needs(Permission.APPRAISAL_READ)
def appraisal(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show the newest version, or an older one with `?versie=`."""
    number = row_number_in(request.GET.get("versie", ""))
    try:
        row = newest_appraisal(request, case_id, Permission.APPRAISAL_READ, number=number)
    except NotAllowed:
        if (closed := closed_page(request, case_id)) is None:
            raise
        return closed
    opened = open_appraisal(row, by=request.actor)
    return render(request, "weighing/appraisal.html", _context(request, opened))


def _context(request: MemberRequest, opened: OpenedAppraisal) -> dict[str, Any]:
    content, row, today = opened.content, opened.row, request.actor.today
    judging = judging_page(row, opened.key, request.actor)
    return {
        "case": row.case,
        "appraisal": row,
        "versions": row.compartment.appraisals.order_by("-number"),
        "content": content,
        "age": age_on(content.born, today),
        "may_write": opened.may_write,
        "may_read_case": may(request.actor, Permission.CASE_READ, row.case),
        "may_read_card": may(request.actor, Permission.CASE_READ_CARD, row.case),
        "may_use_emergency_access": may(request.actor, Permission.CASE_EMERGENCY, row.case),
        "recent_threats": recent_threats(content.facts, today=today),
        "is_ordered": is_ordered(content.facts),
        "missing": _by_part(content) if row.stage == Stage.DRAFT else (),
        "matrix": matrix_of(content),
        "questions": question_rows(content, _conclusions(judging)),
        "facts": fact_rows(content),
        "doubts": doubt_rows(content),
        "judging": judging,
        "findings": findings_of(row.compartment, opened.key),
        "now": request.actor.now,
    }


def _conclusions(judging: JudgingPage) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return by question (name, conclusion) of both judges; nothing while one is closed."""
    written = [(each.given.row.member.name, each.given.written) for each in judging.shown]
    if not judging.are_both_visible or None in (found for _, found in written):
        return {}
    by_question = dict[str, tuple[tuple[str, str], ...]]()
    for name, found in written:
        for element, conclusion in found.conclusions if found else ():
            by_question[element] = (*by_question.get(element, ()), (name, conclusion.words))
    return by_question


def question_rows(
    content: AppraisalContent, conclusions: Mapping[str, tuple[tuple[str, str], ...]]
) -> list[QuestionRow]:
    """Return the questions of the law in their order, with what was written at each."""
    answers = answers_by_element(content)
    return [
        QuestionRow(
            question=each,
            outcome=(outcome := rule_outcome(each.id, content.facts)),
            rule=result_words(outcome, content.born),
            supports=tuple(fact for fact in content.facts if each.id in fact.supports),
            against=tuple(fact for fact in content.facts if each.id in fact.against),
            answer=answers.get(each.id),
            conclusions=conclusions.get(each.id, ()),
        )
        for each in load().appraisal.elements
    ]


def _by_part(content: AppraisalContent) -> list[tuple[AppraisalPart, list[Missing]]]:
    """Return what is missing before the facts may close, by the part of the page it is in."""
    found = missing(content)
    parts = [(part, [each for each in found if each.part is part]) for part in AppraisalPart]
    return [(part, lacks) for part, lacks in parts if lacks]
