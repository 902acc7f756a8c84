"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import (
    consents,
    package_link,
    referral_start,
    referrals,
    sent_referral,
)

urlpatterns: list[URLPattern] = []
urlpatterns += [
    path("vraag/<str:public_id>/", package_link.package_link, name="package-link"),
    path(
        "vraag/<str:public_id>/staat/", package_link.package_link_state, name="package-link-state"
    ),
    path("vraag/<str:public_id>/code/", package_link.package_code, name="package-code"),
    path("vraag/<str:public_id>/open/", package_link.open_package_link, name="open-package-link"),
    path(
        "vraag/<str:public_id>/gelezen/", package_link.package_link_read, name="package-link-read"
    ),
    path(
        "vraag/<str:public_id>/antwoord/",
        package_link.answer_package_link,
        name="answer-package-link",
    ),
]
urlpatterns += [
    path("casus/<int:case_id>/toestemming/", consents.add_consent, name="add-consent"),
    path(
        "casus/<int:case_id>/zonder-toestemming/",
        consents.share_without_consent,
        name="share-without-consent",
    ),
]
_REFERRAL = "casus/<int:case_id>/verwijs/<int:referral_id>/"
urlpatterns += [
    path("casus/<int:case_id>/verwijs/", referral_start.start_referral, name="start-referral"),
    path(_REFERRAL, referrals.referral, name="referral"),
    path(f"{_REFERRAL}stand/", sent_referral.change_referral, name="change-referral"),
    path(f"{_REFERRAL}antwoord/", sent_referral.answer_referral, name="answer-referral"),
]
