"""The addresses of lists in and out."""

from django.urls import path

from uitweg.lists import out_views

urlpatterns = [
    path("casussen/excel/", out_views.cases_out, name="cases-out"),
    path("werk/acties/excel/", out_views.actions_out, name="actions-out"),
]
