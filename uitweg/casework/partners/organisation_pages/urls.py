"""Addresses of the list of organisations and of the pages of one."""

from django.urls import path

from uitweg.casework.partners.organisation_pages import views

urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/nieuw/", views.add_organisation, name="add-organisation"),
    path("partners/<int:organisation_id>/", views.organisation, name="organisation"),
    path(
        "partners/<int:organisation_id>/wijzig/",
        views.change_organisation,
        name="change-organisation",
    ),
    path(
        "partners/<int:organisation_id>/stopt/",
        views.end_organisation,
        name="end-organisation",
    ),
    path(
        "partners/<int:organisation_id>/afgeschermd/",
        views.secret_fields,
        name="secret-fields",
    ),
]
