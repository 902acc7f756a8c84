"""The cases' addresses."""

from django.urls import path

from uitweg.cases import views

urlpatterns = [
    path("werk/melding/<int:report_id>/casus/", views.open_case, name="open-case"),
    path("casussen/", views.cases, name="cases"),
    path("casus/<int:case_id>/", views.case, name="case"),
]
