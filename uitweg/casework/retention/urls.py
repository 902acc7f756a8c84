"""The addresses of terms."""

from django.urls import path

from uitweg.casework.retention.views import case_destruction, retention

urlpatterns = [
    path("beheer/bewaren/", retention.keeping, name="keeping"),
    path("beheer/bewaren/melding/<int:report_id>/langer/", retention.hold, name="hold-report"),
    path("beheer/bewaren/melding/<int:report_id>/los/", retention.release, name="release-report"),
    path("beheer/bewaren/casussen/", case_destruction.cases, name="keeping-cases"),
    path("beheer/bewaren/casussen/voorstel/", case_destruction.propose, name="propose-run"),
    path(
        "beheer/bewaren/belnotities/voorstel/", case_destruction.propose_calls, name="propose-calls"
    ),
    path("beheer/bewaren/lijst/<int:run_id>/", case_destruction.proof, name="run"),
    path(
        "beheer/bewaren/lijst/<int:run_id>/akkoord/", case_destruction.approve, name="approve-run"
    ),
    path("beheer/bewaren/lijst/<int:run_id>/nee/", case_destruction.refuse, name="refuse-run"),
    path("beheer/bewaren/casus/<int:case_id>/langer/", case_destruction.hold, name="hold-case"),
    path("beheer/bewaren/casus/<int:case_id>/los/", case_destruction.release, name="release-case"),
    path("casus/<int:case_id>/wissen/", case_destruction.forget, name="case-forget"),
]
