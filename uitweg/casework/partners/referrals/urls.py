"""Addresses of referrals: asking, and what came back."""

from django.urls import path

from uitweg.casework.partners.referrals.views import draft, sent, start

_REFERRAL = "casus/<int:case_id>/verwijs/<int:referral_id>/"

urlpatterns = [
    path("casus/<int:case_id>/verwijs/", start.start_referral, name="start-referral"),
    path(_REFERRAL, draft.referral, name="referral"),
    path(f"{_REFERRAL}stand/", sent.change_referral, name="change-referral"),
    path(f"{_REFERRAL}antwoord/", sent.answer_referral, name="answer-referral"),
]
