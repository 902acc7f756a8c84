"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import referral_start, referrals, sent_referral

_REFERRAL = "casus/<int:case_id>/verwijs/<int:referral_id>/"
_REFERRALS = [
    path("casus/<int:case_id>/verwijs/", referral_start.start_referral, name="start-referral"),
    path(_REFERRAL, referrals.referral, name="referral"),
    path(f"{_REFERRAL}stand/", sent_referral.change_referral, name="change-referral"),
    path(f"{_REFERRAL}antwoord/", sent_referral.answer_referral, name="answer-referral"),
]

urlpatterns: list[URLPattern] = [*_REFERRALS]
