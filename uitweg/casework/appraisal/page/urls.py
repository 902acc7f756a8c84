"""Addresses of the weighing itself: its page, its beginning, who opens it."""

from django.urls import path

from uitweg.casework.appraisal.page.views import appraisal, compartment

_HERE = "casus/<int:case_id>/weging"

urlpatterns = [
    path(f"{_HERE}/begin/", compartment.start_appraisal, name="start-appraisal"),
    path(f"{_HERE}/toegang/", compartment.compartment_grants, name="compartment-grants"),
    path(
        f"{_HERE}/toegang/<int:grant_id>/einde/",
        compartment.end_compartment_grant,
        name="end-compartment-grant",
    ),
    path(f"{_HERE}/herstel/", compartment.recover_compartment, name="recover-compartment"),
    path(f"{_HERE}/", appraisal.appraisal, name="appraisal"),
    path(f"{_HERE}/oordeel/niet/", compartment.decline_judging, name="decline-judging"),
]
