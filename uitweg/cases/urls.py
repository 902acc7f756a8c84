"""The cases' addresses."""

from django.urls import path

from uitweg.cases import (
    access_views,
    closing_views,
    disclosure_views,
    entry_views,
    example_views,
    file_views,
    glass_views,
    happened_views,
    period_views,
    plan_views,
    sheet_views,
    views,
)
from uitweg.cases.sheet_rules import SheetKind

urlpatterns = [
    path("werk/melding/<int:report_id>/casus/", views.open_case, name="open-case"),
    path("casussen/", views.cases, name="cases"),
    path("casus/<int:case_id>/", views.case, name="case"),
    path("casus/<int:case_id>/verder/", views.move, name="case-move"),
    path("casus/<int:case_id>/grondslag/", views.frame, name="case-frame"),
    path("casus/<int:case_id>/sluiten/", closing_views.close, name="case-close"),
    path("casus/<int:case_id>/akkoord/", closing_views.agree_to_close, name="agree-to-close"),
    path("casus/<int:case_id>/verstrekt/", disclosure_views.disclosures, name="case-disclosures"),
    path("verstrekt/", disclosure_views.all_disclosures, name="disclosures"),
    path("casus/<int:case_id>/stuk/<int:entry_id>/", entry_views.correct, name="case-correct"),
    path("casus/<int:case_id>/toegang/", access_views.access, name="case-access"),
    path("casus/toegang/<int:grant_id>/", access_views.end_grant, name="end-grant"),
    path("casus/<int:case_id>/strikt/", access_views.strictness, name="case-strict"),
    path("casus/<int:case_id>/overdragen/", access_views.hand_over, name="hand-over"),
    path("casussen/team/", access_views.team_cases, name="team-cases"),
    path("casus/<int:case_id>/noodtoegang/", glass_views.break_glass, name="break-glass"),
    path("casus/noodtoegang/<int:glass_id>/", glass_views.saw_glass, name="saw-glass"),
    path("casussen/noodtoegang/", glass_views.review_glass, name="review-glass"),
    path("casus/<int:case_id>/kaart/", sheet_views.card, name="case-card"),
    *(
        path(f"casus/<int:case_id>/{word}/", sheet_views.sheet, {"kind": kind}, name=f"case-{kind}")
        for kind, word in {
            SheetKind.PERSON: "persoon",
            SheetKind.SAFETY: "veiligheid",
            SheetKind.JUDGEMENT: "beoordeling",
        }.items()
    ),
    path("casus/<int:case_id>/gebeurd/", happened_views.happened, name="case-happened"),
    path("casus/<int:case_id>/bestanden/", file_views.drop, name="case-drop"),
    path(
        "casus/<int:case_id>/stuk/<int:entry_id>/bestand/<int:number>/",
        file_views.file,
        name="case-file",
    ),
    path("casus/<int:case_id>/doel/", plan_views.add_goal, name="case-goal"),
    path("casus/<int:case_id>/actie/", plan_views.add_action, name="case-action"),
    path("casus/doel/<int:goal_id>/", plan_views.set_goal, name="case-set-goal"),
    path("casus/actie/<int:action_id>/", plan_views.set_action, name="case-set-action"),
    path("casus/actie/<int:action_id>/vallen/", plan_views.drop_action, name="case-drop-action"),
    path("casus/<int:case_id>/termijn/", period_views.start_period, name="case-period"),
    path("casus/termijn/<int:period_id>/", period_views.change_period, name="case-change-period"),
    path("casus/termijn/<int:period_id>/af/", period_views.end_period, name="case-end-period"),
    path("casus/<int:case_id>/voorbeeld/", example_views.example, name="case-example"),
]
