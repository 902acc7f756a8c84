"""The sheets, plan and state of the demo's first case; everything in it is made up."""

from datetime import datetime, timedelta

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import Domain, SheetKind
from uitweg.casework.cases.case.rules.workflow import CaseState, LegalGround
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.workflow.actions import workflow
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sealing import tokens

SHEETS = {
    SheetKind.PERSON: {
        "called": "Smiley",
        "sex": "Jongen",
        "age": "16",
        "age_at_start": "15",
        "languages": "Nederlands",
        "lives": "Op een groep in Amsterdam. Moeder woont in een andere wijk.",
        "guardians": "Moeder heeft het gezag.",
    },
    SheetKind.JUDGEMENT: {
        "facts": "Hij zegt dat hij bedreigd wordt. Twee jongens wachten hem op bij de groep.",
        "gaps": "Wie de twee jongens zijn. Of zijn moeder ook bedreigd wordt.",
        "conclusion": "Onveilig zolang zij weten waar hij woont.",
        "risk": "high",
    },
    SheetKind.SAFETY: {
        "alarm": "Wordt opgewacht bij de groep.",
        "contact": "Bel de groep. Nooit appen, nooit zijn eigen nummer.",
        "call": "De groep, 06-555 012 61",
        "hours": "10:00 tot 14:30",
        "where": "Op de groep, tot zaterdag",
        "address": "Verzonnenstraat 1, Voorbeeldstad",
        "secret_from": "Zijn oudere neef",
        "plan_b": "Zijn tante ophalen laten, daarna ons bellen",
        "lawyer": "Bram, slachtofferadvocaat, 06-555 012 22",
        "school": "Mentor weet alleen dat hij ziek is",
        "no": "Geen politie aan de deur van zijn moeder. Nooit naar Nieuw-West",
    },
}
GOALS = [
    (Domain.SAFETY, "Dat ze mijn moeder met rust laten"),
    (Domain.SCHOOL, "Gewoon naar school zonder achterom te kijken"),
]
ACTIONS = [
    ("Plek zoeken voor na zaterdag", -1),
    ("Moeder bellen, na 10:00", 0),
    ("Bezwaar maken tegen de boetes", 5),
]


def write_sheets(
    case: Case,
    filled: dict[SheetKind, dict[str, str]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Write the first version of these sheets."""
    for kind, fields in filled.items():
        sheets.write_sheet(
            case=case,
            kind=kind,
            fields=fields,
            version=0,
            by=by.at(at),
            form_key=tokens.new_token(16),
        )


def advance_case(case: Case, *, by: Actor, at: datetime) -> None:
    """Fill in the case and move it to the state in which the plan is carried out."""
    write_sheets(case, SHEETS, by=by, at=at)
    for domain, text in GOALS:
        plan.add_goal(
            case=case, domain=domain, text=text, by=by.at(at), form_key=tokens.new_token(16)
        )
    today = timezone.localdate()
    for text, days in ACTIONS:
        plan.add_action(
            case=case,
            text=text,
            owner=by.member,
            due_on=today + timedelta(days=days),
            by=by.at(at),
            form_key=tokens.new_token(16),
        )
    shown = workflow.ground_and_review_of(case)
    workflow.set_ground_and_review(
        case=case, ground=LegalGround.WMO, review_on=today + timedelta(days=4), shown=shown, by=by
    )
    for state in (CaseState.TRIAGE, CaseState.PLAN, CaseState.ACTIVE):
        case.refresh_from_db()
        workflow.change_state(case=case, to=state, by=by.at(at))
