"""The address of a case."""

from django.urls import path

from uitweg.casework.cases.page.views import case

urlpatterns = [
    path("casus/<int:case_id>/", case.case, name="case"),
]
