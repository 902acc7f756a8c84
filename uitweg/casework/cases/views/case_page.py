"""All that the page of one case shows, opened once."""

from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from uitweg.casework.cases.actions import entries as actions
from uitweg.casework.cases.actions import periods, plan, sheets, timeline, workflow
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.sheets import Written
from uitweg.casework.cases.forms.entries import EntryForm
from uitweg.casework.cases.forms.events import HappenedForm
from uitweg.casework.cases.forms.periods import StartForm, groups_for, kinds_for
from uitweg.casework.cases.forms.plan import ActionForm, GoalForm
from uitweg.casework.cases.forms.uploads import DropForm
from uitweg.casework.cases.forms.workflow import FrameForm
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules import retention
from uitweg.casework.cases.rules.closing import ENDING_WORDS, Ending
from uitweg.casework.cases.rules.grounds import GROUND_WORDS, Ground
from uitweg.casework.cases.rules.plan import DOMAIN_WORDS, ActionState, Domain, GoalState
from uitweg.casework.cases.rules.safety import RISK_WORDS, UNSAFE, Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, TOLD_WORDS, SheetKind
from uitweg.casework.cases.rules.timeline import KIND_WORDS, WRITTEN_BY_HAND
from uitweg.casework.cases.rules.visibility import (
    AUDIENCE_WORDS,
    GROUP_WORDS,
    Line,
    Sight,
    sees_line,
    sees_what_a_move_asks,
)
from uitweg.casework.cases.rules.workflow import MISSING_WORDS, STATE_WORDS, CaseState
from uitweg.channel.rules.sizes import LARGEST_DROP
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.policy import periods as policy
from uitweg.platform.sealing import tokens


def case_page(
    request: MemberRequest,
    case: Case,
    *,
    entry: Form | None = None,
    goal: Form | None = None,
    action: Form | None = None,
    frame: Form | None = None,
    happened: Form | None = None,
    dropped: Form | None = None,
    period: StartForm | None = None,
    missing: tuple[str, ...] = (),
    frame_moved: bool = False,
) -> HttpResponse:
    """Show the case, with what was typed and what is wrong with it when something came back."""
    key, entries = actions.read(case=case, by=request.actor)
    sight, now = case.sight_of(request.member.pk), timezone.localtime()
    known = {kind: sheets.seen(one, sight) for kind, one in sheets.newest(case, key).items()}
    shown, chips = timeline.narrowed(entries, request.GET.get("toon", ""))
    sent = (entry, goal, action, happened, dropped, *_of_both(period))
    failed = any(form is not None for form in (*sent, frame))
    action_form = action or ActionForm(case)
    words = {
        "case": case,
        "entries": shown,
        "chips": chips,
        "happened_form": happened or HappenedForm(),
        "drop_form": dropped or DropForm(),
        "largest_drop": LARGEST_DROP,
        "report_files": timeline.files_of_the_report(case),
        "form": entry or EntryForm(),
        "goal_form": goal or GoalForm(),
        "action_form": action_form,
        "frame_form": frame or FrameForm(initial={"ground": case.ground, "look_on": case.look_on}),
        "keys": FormKeys(_came_back(request, *sent)),
        "kinds": [(kind.value, KIND_WORDS[kind]) for kind in WRITTEN_BY_HAND],
        "audiences": [(audience.value, word) for audience, word in AUDIENCE_WORDS.items()],
        "groups": [(group.value, word) for group, word in GROUP_WORDS.items()],
        "domains": [(domain.value, word) for domain, word in DOMAIN_WORDS.items()],
        "grounds": [(ground.value, word) for ground, word in GROUND_WORDS.items()],
        "workers": action_form.fields["owner"].queryset,  # type: ignore[attr-defined]
        "may_write": may(request.member, Permission.CASE_WRITE, case) and case.is_at_work,
        "may_open_again": case.state == CaseState.CLOSED
        and may(request.member, Permission.CASE_WRITE, case)
        and sees_what_a_move_asks(sight),
        "report_number": f"M-{case.report_id:04d}" if case.report_id else "",
        "readings": audit_log.readings(case) if sees_line(sight, Line.ACCESS) else None,
        "frame_moved": frame_moved,
        "frame_seen": workflow.frame_of(case),
        "missing": [MISSING_WORDS[one] for one in missing],
        "today": now,
        **_where_it_stands(case, sight, now),
        **_plan(case, key, sight),
        **_periods(case, key, sight, period or StartForm(sight)),
        **_known(known),
    }
    status = 409 if missing or frame_moved else 400 if failed else 200
    return render(request, "cases/case.html", words, status=status)


class FormKeys(dict[str, str]):
    """A key for each form of the page, made when its template asks for it.

    Two forms with one key would be taken for one form sent twice.
    """

    def __missing__(self, form: str) -> str:
        self[form] = tokens.new_token(16).hex()
        return self[form]


def _came_back(request: MemberRequest, *forms: Form | None) -> dict[str, str]:
    """Give the form that came back its own key again; each other form gets a new one."""
    names = ("entry", "goal", "action", "happened", "dropped", "period", "other_period")
    back = [name for name, form in zip(names, forms, strict=True) if form is not None]
    return {name: request.POST.get("key", "") for name in back}


def _of_both(period: StartForm | None) -> tuple[Form | None, Form | None]:
    """Say of which of the two forms to start a period this one is: by the policy, or another."""
    return (None, period) if period and period.is_other else (period, None)


def _where_it_stands(case: Case, sight: Sight, now: datetime) -> dict[str, Any]:
    """Return the lines of the case that this reader sees; '' for what they do not."""
    weighs = sees_what_a_move_asks(sight)
    after = workflow.next_states(case, today=timezone.localdate(now)) if weighs else []
    risk, ground, ended = (sees_line(sight, line) for line in (Line.RISK, Line.GROUND, Line.ENDING))
    return {
        "state": STATE_WORDS[CaseState(case.state)],
        "risk": RISK_WORDS[Risk(case.risk)] if risk else "",
        "ground": GROUND_WORDS[Ground(case.ground)] if ground else "",
        "ending": ENDING_WORDS[Ending(case.ending)] if case.ending and ended else "",
        "kept": retention.why(Ground(case.ground)) if case.kept_until and ground else "",
        "is_unsafe": risk and case.risk in UNSAFE,
        "is_acute": risk and case.risk == Risk.ACUTE,
        "weighs": weighs,
        "after": [
            {
                "state": state.value,
                "words": STATE_WORDS[state],
                "missing": [MISSING_WORDS[one] for one in what],
            }
            for state, what in after
        ],
    }


def _plan(case: Case, key: CaseKey, sight: Sight) -> dict[str, Any]:
    every = plan.actions(case, key, sight)
    aims = [(one, DOMAIN_WORDS[Domain(one.row.domain)]) for one in plan.goals(case, key, sight)]
    return {
        "goal_words": {one.row.pk: one.text or "" for one, _ in aims},
        "goals": [pair for pair in aims if pair[0].row.state == GoalState.OPEN],
        "goals_past": [pair for pair in aims if pair[0].row.state != GoalState.OPEN],
        "to_do": [one for one in every if one.row.state == ActionState.OPEN],
        "done": [one for one in every if one.row.state != ActionState.OPEN],
    }


def _periods(case: Case, key: CaseKey, sight: Sight, form: StartForm) -> dict[str, Any]:
    every = periods.of_case(case, key, sight)
    there = {one.row.kind for one in every if not one.row.ended}
    return {
        "running": [one for one in every if not one.row.ended],
        "ended": [one for one in every if one.row.ended],
        "movable": sight.workable,
        "period_form": form,
        "period_groups": groups_for(sight),
        "startable": [
            (kind.value, policy.table()[kind]) for kind in kinds_for(sight) if kind not in there
        ],
    }


def _known(known: dict[SheetKind, Written]) -> dict[str, Any]:
    card, person = known[SheetKind.SAFETY], known[SheetKind.PERSON]
    return {
        "card": card,
        "card_facts": facts(card),
        "person": person,
        "person_facts": facts(person),
        "judgement": known[SheetKind.JUDGEMENT],
        "judgement_facts": facts(known[SheetKind.JUDGEMENT]),
        "closing": known[SheetKind.CLOSING],
        "closing_facts": facts(known[SheetKind.CLOSING]),
    }


def facts(sheet: Written) -> list[tuple[str, str, str]]:
    """Return name, question and words of each field, in the fixed order; '' is not known yet."""
    asked = SHEET_FIELDS[sheet.kind].items()
    said = {**sheet.fields}
    if "told" in said:
        said["told"] = TOLD_WORDS.get(said["told"], "")
    return [(n, q, said.get(n, "")) for n, q in asked if not sheet.version or n in said]


def hidden(sheet: Written) -> list[str]:
    """Return the questions whose answers this reader's grants do not show."""
    asked = SHEET_FIELDS[sheet.kind].items()
    return [question for name, question in asked if sheet.version and name not in sheet.fields]
