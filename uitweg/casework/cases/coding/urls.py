"""The address of a case in codes, for the figures."""

from django.urls import path

from uitweg.casework.cases.coding import views

urlpatterns = [
    path("casus/<int:case_id>/cijfers/", views.code_case, name="code-case"),
]
