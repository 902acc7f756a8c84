"""Addresses of the team's key and of a case that only named members open."""

from django.urls import path

from uitweg.casework.cases.keys import views

urlpatterns = [
    path("beheer/leden/sleutel/", views.team_key, name="team-key"),
    path("beheer/leden/sleutel/bewijs/", views.prove_for_key, name="prove-for-key"),
    path("beheer/leden/sleutel/nieuw/", views.turn_team_key, name="turn-team-key"),
    path("beheer/leden/sleutel/verder/", views.renew_case_keys, name="renew-case-keys"),
    path("casus/<int:case_id>/strikt/", views.set_restriction, name="set-restriction"),
]
