"""The address of the annex for the compensation fund."""

from django.urls import path

from uitweg.casework.appraisal.fund_annex import views

_HERE = "casus/<int:case_id>/weging"

urlpatterns = [
    path(f"{_HERE}/schadefonds/", views.schadefonds_annex, name="schadefonds-annex"),
    path(
        f"{_HERE}/schadefonds/mee/",
        views.hand_over_schadefonds_annex,
        name="hand-over-schadefonds-annex",
    ),
]
