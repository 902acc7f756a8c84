"""The cases' addresses."""

from django.urls import path

from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.views import (
    case,
    cases,
    closing,
    coding,
    consents,
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
    sharing_decisions,
    sheets,
    team_key,
    uploads,
    workflow,
)

urlpatterns = [
    path("werk/melding/<int:report_id>/casus/", opening.open_case, name="open-case"),
    path("beheer/leden/sleutel/", team_key.team_key, name="team-key"),
    path("beheer/leden/sleutel/bewijs/", team_key.prove_for_key, name="prove-for-key"),
    path("beheer/leden/sleutel/nieuw/", team_key.turn_team_key, name="turn-team-key"),
    path("beheer/leden/sleutel/verder/", team_key.renew_case_keys, name="renew-case-keys"),
    path("casussen/", cases.cases, name="cases"),
    path("casussen/kolommen/", cases.choose_columns, name="choose-columns"),
    path("casus/<int:case_id>/", case.case, name="case"),
    path("casus/<int:case_id>/verder/", workflow.change_case_state, name="change-case-state"),
    path(
        "casus/<int:case_id>/grondslag/",
        workflow.set_ground_and_review,
        name="set-ground-and-review",
    ),
    path("casus/<int:case_id>/sluiten/", closing.close_case, name="close-case"),
    path("casus/<int:case_id>/cijfers/", coding.code_case, name="code-case"),
    path("casus/<int:case_id>/akkoord/", closing.agree_to_close, name="agree-to-close"),
    path("casus/<int:case_id>/verstrekt/", disclosures.case_disclosures, name="case-disclosures"),
    path(
        "casus/toestemming/<int:consent_id>/intrekken/",
        consents.withdraw_consent,
        name="withdraw-consent",
    ),
    path(
        "casus/<int:case_id>/toestemming/intrekken/",
        consents.withdraw_all_consents,
        name="withdraw-all-consents",
    ),
    path(
        "casus/zonder-toestemming/<int:decision_id>/verteld/",
        sharing_decisions.mark_told,
        name="mark-told",
    ),
    path("verstrekt/", disclosures.all_disclosures, name="all-disclosures"),
    path("casus/<int:case_id>/stuk/<int:entry_id>/", entries.correct_entry, name="correct-entry"),
    path("casus/<int:case_id>/toegang/", grants.case_access, name="case-access"),
    path("casus/toegang/<int:grant_id>/", grants.end_grant, name="end-grant"),
    path("casus/<int:case_id>/strikt/", restriction.set_restriction, name="set-restriction"),
    path("casus/<int:case_id>/overdragen/", handover.hand_over, name="hand-over"),
    path("casussen/team/", cases.team_cases, name="team-cases"),
    path(
        "casus/noodtoegang/<int:access_id>/",
        emergency_access.mark_emergency_seen,
        name="mark-emergency-seen",
    ),
    path(
        "casussen/noodtoegang/",
        emergency_access.review_emergency_access,
        name="review-emergency-access",
    ),
    path("casus/<int:case_id>/kaart/", sheets.safety_card, name="safety-card"),
    *(
        path(f"casus/<int:case_id>/{word}/", sheets.edit_sheet, {"kind": kind}, name=f"case-{kind}")
        for kind, word in {
            SheetKind.PERSON: "persoon",
            SheetKind.SAFETY: "veiligheid",
            SheetKind.JUDGEMENT: "beoordeling",
        }.items()
    ),
    path("casus/<int:case_id>/gebeurd/", events.add_event, name="add-event"),
    path("casus/<int:case_id>/bestanden/", uploads.upload_files, name="upload-files"),
    path(
        "casus/<int:case_id>/stuk/<int:entry_id>/bestand/<int:number>/",
        files.case_file,
        name="case-file",
    ),
    path("casus/<int:case_id>/doel/", plan.add_goal, name="add-goal"),
    path("casus/<int:case_id>/actie/", plan.add_action, name="add-action"),
    path("casus/doel/<int:goal_id>/", plan.set_goal, name="set-goal"),
    path("casus/actie/<int:action_id>/", plan.set_action, name="set-action"),
    path("casus/actie/<int:action_id>/vallen/", plan.drop_action, name="drop-action"),
    path("casus/<int:case_id>/termijn/", periods.start_period, name="start-period"),
    path("casus/termijn/<int:period_id>/", periods.change_period, name="change-period"),
    path("casus/termijn/<int:period_id>/af/", periods.end_period, name="end-period"),
    path("casus/<int:case_id>/voorbeeld/", example_plans.example_plan, name="example-plan"),
]
