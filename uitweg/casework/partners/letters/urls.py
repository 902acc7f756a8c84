"""Addresses of letters to partners and of the national row."""

from django.urls import path

from uitweg.casework.partners.letters.views import letters, national_row

urlpatterns = [
    path("casus/<int:case_id>/cijfers/doorgeven/", national_row.national_row, name="national-row"),
    path(
        "casus/<int:case_id>/route/brief/<str:letter_id>/", letters.case_letter, name="case-letter"
    ),
]
