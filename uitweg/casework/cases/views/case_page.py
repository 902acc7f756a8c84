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
from uitweg.casework.cases.actions.sheets import DecryptedSheet
from uitweg.casework.cases.forms.entries import EntryForm
from uitweg.casework.cases.forms.events import EventForm
from uitweg.casework.cases.forms.periods import (
    StartPeriodForm,
    period_group_choices,
    startable_kinds,
)
from uitweg.casework.cases.forms.plan import ActionForm, GoalForm
from uitweg.casework.cases.forms.uploads import UploadForm
from uitweg.casework.cases.forms.workflow import GroundAndReviewForm
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules import retention
from uitweg.casework.cases.rules.closing import Ending
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.plan import ActionState, Domain, GoalState
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS, Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SheetKind, YoungsterKnows
from uitweg.casework.cases.rules.timeline import MANUAL_KINDS, EntryKind
from uitweg.casework.cases.rules.visibility import (
    Audience,
    CaseAspect,
    Visibility,
    sees_aspect,
    sees_transition_requirements,
)
from uitweg.casework.cases.rules.workflow import CaseState, Requirement
from uitweg.channel.rules.sizes import LARGEST_CASE_UPLOAD
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
    period: StartPeriodForm | None = None,
    missing: tuple[Requirement, ...] = (),
    frame_moved: bool = False,
) -> HttpResponse:
    """Show the case, with what was typed and what is wrong with it when something came back."""
    key, entries = actions.read_case(case=case, by=request.actor)
    sight, now = case.sight_of(request.member.pk), timezone.localtime()
    known = {
        kind: sheets.visible_sheet(one, sight)
        for kind, one in sheets.newest_sheets(case, key).items()
    }
    shown, chips = timeline.filter_timeline(entries, request.GET.get("toon", ""))
    sent = (entry, goal, action, happened, dropped, *_split_period_form(period))
    failed = any(form is not None for form in (*sent, frame))
    action_form = action or ActionForm(case)
    words = {
        "case": case,
        "entries": shown,
        "chips": chips,
        "happened_form": happened or EventForm(),
        "drop_form": dropped or UploadForm(),
        "largest_drop": LARGEST_CASE_UPLOAD,
        "report_files": timeline.report_attachments(case),
        "form": entry or EntryForm(),
        "goal_form": goal or GoalForm(),
        "action_form": action_form,
        "frame_form": frame
        or GroundAndReviewForm(initial={"ground": case.ground, "look_on": case.look_on}),
        "keys": FormKeys(_keys_to_keep(request, *sent)),
        "kinds": EntryKind.choices(MANUAL_KINDS),
        "audiences": Audience.choices(),
        "groups": DataGroup.choices(),
        "domains": Domain.choices(),
        "grounds": LegalGround.choices(),
        "workers": action_form.fields["owner"].queryset,  # type: ignore[attr-defined]
        "may_write": may(request.member, Permission.CASE_WRITE, case) and case.is_at_work,
        "may_open_again": case.state == CaseState.CLOSED
        and may(request.member, Permission.CASE_WRITE, case)
        and sees_transition_requirements(sight),
        "report_number": f"M-{case.report_id:04d}" if case.report_id else "",
        "readings": audit_log.readers_of(case) if sees_aspect(sight, CaseAspect.ACCESS) else None,
        "frame_moved": frame_moved,
        "frame_seen": workflow.ground_and_review_of(case),
        "missing": [one.words for one in missing],
        "today": now,
        **_status_context(case, sight, now),
        **_plan_context(case, key, sight),
        **_period_context(case, key, sight, period or StartPeriodForm(sight)),
        **_sheet_context(known),
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


def _keys_to_keep(request: MemberRequest, *forms: Form | None) -> dict[str, str]:
    """Give the form that came back its own key again; each other form gets a new one."""
    names = ("entry", "goal", "action", "happened", "dropped", "period", "other_period")
    back = [name for name, form in zip(names, forms, strict=True) if form is not None]
    return {name: request.POST.get("key", "") for name in back}


def _split_period_form(period: StartPeriodForm | None) -> tuple[Form | None, Form | None]:
    """Say of which of the two forms to start a period this one is: by the policy, or another."""
    return (None, period) if period and period.is_other else (period, None)


def _status_context(case: Case, sight: Visibility, now: datetime) -> dict[str, Any]:
    """Return the lines of the case that this reader sees; '' for what they do not."""
    weighs = sees_transition_requirements(sight)
    after = workflow.next_states(case, today=timezone.localdate(now)) if weighs else []
    risk, ground, ended = (
        sees_aspect(sight, line) for line in (CaseAspect.RISK, CaseAspect.GROUND, CaseAspect.ENDING)
    )
    return {
        "state": CaseState(case.state).words,
        "risk": Risk(case.risk).words if risk else "",
        "ground": LegalGround(case.ground).words if ground else "",
        "ending": Ending(case.ending).words if case.ending and ended else "",
        "kept": retention.explanation(LegalGround(case.ground))
        if case.kept_until and ground
        else "",
        "is_unsafe": risk and case.risk in UNSAFE_RISKS,
        "is_acute": risk and case.risk == Risk.ACUTE,
        "weighs": weighs,
        "after": [
            {
                "state": state.value,
                "words": state.words,
                "missing": [one.words for one in what],
            }
            for state, what in after
        ],
    }


def _plan_context(case: Case, key: CaseKey, sight: Visibility) -> dict[str, Any]:
    every = plan.decrypt_actions(case, key, sight)
    aims = [(one, Domain(one.row.domain).words) for one in plan.decrypt_goals(case, key, sight)]
    return {
        "goal_words": {one.row.pk: one.text or "" for one, _ in aims},
        "goals": [pair for pair in aims if pair[0].row.state == GoalState.OPEN],
        "goals_past": [pair for pair in aims if pair[0].row.state != GoalState.OPEN],
        "to_do": [one for one in every if one.row.state == ActionState.OPEN],
        "done": [one for one in every if one.row.state != ActionState.OPEN],
    }


def _period_context(
    case: Case, key: CaseKey, sight: Visibility, form: StartPeriodForm
) -> dict[str, Any]:
    every = periods.decrypt_periods(case, key, sight)
    there = {one.row.kind for one in every if not one.row.ended}
    return {
        "running": [one for one in every if not one.row.ended],
        "ended": [one for one in every if one.row.ended],
        "movable": sight.workable,
        "period_form": form,
        "period_groups": period_group_choices(sight),
        "startable": [
            (kind.value, policy.period_table()[kind])
            for kind in startable_kinds(sight)
            if kind not in there
        ],
    }


def _sheet_context(known: dict[SheetKind, DecryptedSheet]) -> dict[str, Any]:
    card, person = known[SheetKind.SAFETY], known[SheetKind.PERSON]
    return {
        "card": card,
        "card_facts": sheet_answers(card),
        "person": person,
        "person_facts": sheet_answers(person),
        "judgement": known[SheetKind.JUDGEMENT],
        "judgement_facts": sheet_answers(known[SheetKind.JUDGEMENT]),
        "closing": known[SheetKind.CLOSING],
        "closing_facts": sheet_answers(known[SheetKind.CLOSING]),
    }


def sheet_answers(sheet: DecryptedSheet) -> list[tuple[str, str, str]]:
    """Return name, question and words of each field, in the fixed order; '' is not known yet."""
    asked = SHEET_FIELDS[sheet.kind].items()
    said = {**sheet.fields}
    if "told" in said:
        said["told"] = YoungsterKnows.words_of(said["told"])
    return [(n, q, said.get(n, "")) for n, q in asked if not sheet.version or n in said]


def hidden_questions(sheet: DecryptedSheet) -> list[str]:
    """Return the questions whose answers this reader's grants do not show."""
    asked = SHEET_FIELDS[sheet.kind].items()
    return [question for name, question in asked if sheet.version and name not in sheet.fields]
