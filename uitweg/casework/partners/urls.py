"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import referral_start, referrals

_REFERRALS = [
    path("casus/<int:case_id>/verwijs/", referral_start.start_referral, name="start-referral"),
    path("casus/<int:case_id>/verwijs/<int:referral_id>/", referrals.referral, name="referral"),
]

urlpatterns: list[URLPattern] = [*_REFERRALS]
