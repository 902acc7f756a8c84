"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import URLPattern, path

from uitweg.casework.partners.views import consents

urlpatterns: list[URLPattern] = []
urlpatterns += [
    path("casus/<int:case_id>/toestemming/", consents.add_consent, name="add-consent"),
    path(
        "casus/<int:case_id>/zonder-toestemming/",
        consents.share_without_consent,
        name="share-without-consent",
    ),
]
