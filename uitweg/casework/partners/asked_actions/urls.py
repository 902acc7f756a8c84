"""Addresses of actions that a partner is asked to do."""

from django.urls import path

from uitweg.casework.partners.asked_actions import views

urlpatterns = [
    path("casus/<int:case_id>/partner/", views.ask_partner, name="ask-partner"),
    path(
        "casus/<int:case_id>/partner/<int:asked_id>/",
        views.partner_action,
        name="partner-action",
    ),
    path(
        "casus/<int:case_id>/partner/<int:asked_id>/antwoord/<int:reply_id>/",
        views.keep_contribution,
        name="keep-contribution",
    ),
]
