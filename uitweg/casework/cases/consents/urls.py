"""Addresses of consents, decisions without one, and what was given to whom."""

from django.urls import path

from uitweg.casework.cases.consents.views import consents, disclosures, sharing_decisions

urlpatterns = [
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
]
