"""The demo's weighings: the worked examples, each in a case of its own; everything is made up."""

from datetime import timedelta

from uitweg.casework.appraisal.compartment.actions.compartments import give_grant, start_appraisal
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.grants import USUAL_GRANT, CompartmentLevel
from uitweg.casework.appraisal.facts.actions.items import write_items, writes_of
from uitweg.casework.appraisal.facts.rules.worked_examples import WorkedExample, worked_examples
from uitweg.casework.appraisal.judging.actions.judgements import give_judgement
from uitweg.casework.appraisal.judging.actions.stages import close_facts
from uitweg.casework.calls import actions as calls
from uitweg.casework.calls.rules import CallContent
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.intake.actions import calls as calling
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sealing import tokens
from uitweg.site.demo.case import write_sheets

WAITS_FOR_SECOND = "haven"
"""The example in which the second judgement is still to be given, by who logs in as that judge."""
AGO, STEP = timedelta(days=8), timedelta(hours=2)


def make_weighings(*, author: Actor, judge: Actor) -> None:
    """Make a case with a weighing of each worked example, written by one and judged by both."""
    for example in worked_examples():
        start = author.at(author.now - AGO)
        appraisal = start_appraisal(
            case=_case(example, by=start), form_key=tokens.new_token(16), by=start
        )
        write_items(
            appraisal=appraisal,
            writes=writes_of(example.content),
            form_key=tokens.new_token(16),
            by=start,
        )
        close_facts(appraisal=appraisal, by=start.at(start.now + STEP))
        give_grant(
            compartment=appraisal.compartment,
            to=judge.member,
            level=CompartmentLevel.JUDGE,
            until=author.now + USUAL_GRANT,
            is_other_team=True,
            by=start.at(start.now + 2 * STEP),
        )
        _judge(appraisal, example, author=author, judge=judge)


def _case(example: WorkedExample, *, by: Actor) -> Case:
    note = CallContent(text=example.story, caller="mentor", to_do="Weging schrijven.")
    call = calls.save_call(form_key=tokens.new_token(16), note=note, version=1, base=0, by=by)
    case = calling.open_case_for_call(call=call, by=by)
    person = {"called": example.called, "sex": example.sex}
    write_sheets(case, {SheetKind.PERSON: person}, by=by, at=by.now)
    return case


def _judge(appraisal: Appraisal, example: WorkedExample, *, author: Actor, judge: Actor) -> None:
    given = [(author, example.first), (judge, example.second)]
    for days, (actor, written) in enumerate(given[: 1 if example.id == WAITS_FOR_SECOND else 2]):
        give_judgement(
            appraisal=Appraisal.objects.select_related("compartment__case").get(pk=appraisal.pk),
            written=written,
            form_key=tokens.new_token(16),
            by=actor.at(actor.now - timedelta(days=6 - 2 * days)),
        )
