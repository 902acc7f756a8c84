"""The cases' addresses."""

from django.urls import path

from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.views import (
    case,
    cases,
    closing,
    disclosures,
    emergency_access,
    entries,
    events,
    example_plans,
    files,
    grants,
    handover,
    opening,
    periods,
    plan,
    restriction,
    sheets,
    uploads,
    workflow,
)

urlpatterns = [
    path("werk/melding/<int:report_id>/casus/", opening.open_case, name="open-case"),
    path("casussen/", cases.cases, name="cases"),
    path("casus/<int:case_id>/", case.case, name="case"),
    path("casus/<int:case_id>/verder/", workflow.change_state, name="case-move"),
    path("casus/<int:case_id>/grondslag/", workflow.set_ground_and_review, name="case-frame"),
    path("casus/<int:case_id>/sluiten/", closing.close, name="case-close"),
    path("casus/<int:case_id>/akkoord/", closing.agree_to_close, name="agree-to-close"),
    path("casus/<int:case_id>/verstrekt/", disclosures.case_disclosures, name="case-disclosures"),
    path("verstrekt/", disclosures.all_disclosures, name="disclosures"),
    path("casus/<int:case_id>/stuk/<int:entry_id>/", entries.correct_entry, name="case-correct"),
    path("casus/<int:case_id>/toegang/", grants.case_access, name="case-access"),
    path("casus/toegang/<int:grant_id>/", grants.end_grant, name="end-grant"),
    path("casus/<int:case_id>/strikt/", restriction.set_restriction, name="case-strict"),
    path("casus/<int:case_id>/overdragen/", handover.hand_over, name="hand-over"),
    path("casussen/team/", cases.team_cases, name="team-cases"),
    path(
        "casus/<int:case_id>/noodtoegang/",
        emergency_access.use_emergency_access,
        name="break-glass",
    ),
    path(
        "casus/noodtoegang/<int:glass_id>/", emergency_access.mark_emergency_seen, name="saw-glass"
    ),
    path("casussen/noodtoegang/", emergency_access.review_emergency_access, name="review-glass"),
    path("casus/<int:case_id>/kaart/", sheets.safety_card, name="case-card"),
    *(
        path(f"casus/<int:case_id>/{word}/", sheets.edit_sheet, {"kind": kind}, name=f"case-{kind}")
        for kind, word in {
            SheetKind.PERSON: "persoon",
            SheetKind.SAFETY: "veiligheid",
            SheetKind.JUDGEMENT: "beoordeling",
        }.items()
    ),
    path("casus/<int:case_id>/gebeurd/", events.add_event, name="case-happened"),
    path("casus/<int:case_id>/bestanden/", uploads.upload_files, name="case-drop"),
    path(
        "casus/<int:case_id>/stuk/<int:entry_id>/bestand/<int:number>/",
        files.case_file,
        name="case-file",
    ),
    path("casus/<int:case_id>/doel/", plan.add_goal, name="case-goal"),
    path("casus/<int:case_id>/actie/", plan.add_action, name="case-action"),
    path("casus/doel/<int:goal_id>/", plan.set_goal, name="case-set-goal"),
    path("casus/actie/<int:action_id>/", plan.set_action, name="case-set-action"),
    path("casus/actie/<int:action_id>/vallen/", plan.drop_action, name="case-drop-action"),
    path("casus/<int:case_id>/termijn/", periods.start_period, name="case-period"),
    path("casus/termijn/<int:period_id>/", periods.change_period, name="case-change-period"),
    path("casus/termijn/<int:period_id>/af/", periods.end_period, name="case-end-period"),
    path("casus/<int:case_id>/voorbeeld/", example_plans.example_plan, name="case-example"),
]
