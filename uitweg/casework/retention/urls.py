"""The addresses of the retention pages."""

from django.urls import path

from uitweg.casework.retention.views import case_destruction, retention

urlpatterns = [
    path("beheer/bewaren/", retention.retention_page, name="retention-page"),
    path(
        "beheer/bewaren/melding/<int:report_id>/langer/", retention.hold_report, name="hold-report"
    ),
    path(
        "beheer/bewaren/melding/<int:report_id>/los/",
        retention.release_report,
        name="release-report",
    ),
    path("beheer/bewaren/tekenen/", retention.sign_terms, name="sign-terms"),
    path("beheer/bewaren/casussen/", case_destruction.closed_cases, name="closed-cases"),
    path(
        "beheer/bewaren/casussen/voorstel/",
        case_destruction.propose_destruction,
        name="propose-destruction",
    ),
    path(
        "beheer/bewaren/belnotities/voorstel/",
        case_destruction.propose_call_destruction,
        name="propose-call-destruction",
    ),
    path(
        "beheer/bewaren/lijst/<int:run_id>/",
        case_destruction.destruction_run,
        name="destruction-run",
    ),
    path(
        "beheer/bewaren/lijst/<int:run_id>/akkoord/",
        case_destruction.approve_destruction,
        name="approve-destruction",
    ),
    path(
        "beheer/bewaren/lijst/<int:run_id>/nee/",
        case_destruction.refuse_destruction,
        name="refuse-destruction",
    ),
    path(
        "beheer/bewaren/casus/<int:case_id>/langer/", case_destruction.hold_case, name="hold-case"
    ),
    path(
        "beheer/bewaren/casus/<int:case_id>/los/",
        case_destruction.release_case,
        name="release-case",
    ),
    path("casus/<int:case_id>/wissen/", case_destruction.forget_person, name="forget-person"),
]
