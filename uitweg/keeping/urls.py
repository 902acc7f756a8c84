"""The addresses of terms."""

from django.urls import path

from uitweg.keeping import case_views, views

urlpatterns = [
    path("beheer/bewaren/", views.keeping, name="keeping"),
    path("beheer/bewaren/melding/<int:report_id>/langer/", views.hold, name="hold-report"),
    path("beheer/bewaren/melding/<int:report_id>/los/", views.release, name="release-report"),
    path("beheer/bewaren/casussen/", case_views.cases, name="keeping-cases"),
    path("beheer/bewaren/casussen/voorstel/", case_views.propose, name="propose-run"),
    path("beheer/bewaren/belnotities/voorstel/", case_views.propose_calls, name="propose-calls"),
    path("beheer/bewaren/lijst/<int:run_id>/", case_views.proof, name="run"),
    path("beheer/bewaren/lijst/<int:run_id>/akkoord/", case_views.approve, name="approve-run"),
    path("beheer/bewaren/lijst/<int:run_id>/nee/", case_views.refuse, name="refuse-run"),
    path("beheer/bewaren/casus/<int:case_id>/langer/", case_views.hold, name="hold-case"),
    path("beheer/bewaren/casus/<int:case_id>/los/", case_views.release, name="release-case"),
    path("casus/<int:case_id>/wissen/", case_views.forget, name="case-forget"),
]
