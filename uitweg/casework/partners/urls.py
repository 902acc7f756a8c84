"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import consents, letters, referral_start, referrals, routes

_REFERRALS = [
    path("casus/<int:case_id>/verwijs/", referral_start.start_referral, name="start-referral"),
    path("casus/<int:case_id>/verwijs/<int:referral_id>/", referrals.referral, name="referral"),
]

urlpatterns: list[URLPattern] = [*_REFERRALS]
urlpatterns += [
    path("casus/<int:case_id>/toestemming/", consents.add_consent, name="add-consent"),
    path(
        "casus/<int:case_id>/zonder-toestemming/",
        consents.share_without_consent,
        name="share-without-consent",
    ),
]
urlpatterns += [
    path("casus/<int:case_id>/route/", routes.case_routes, name="case-routes"),
    path(
        "casus/<int:case_id>/route/brief/<str:letter_id>/", letters.case_letter, name="case-letter"
    ),
]
