"""Addresses of partners: the directory, referrals, conferences, and what a partner opens."""

from django.urls import path

from uitweg.casework.partners.views import directory, exporting, finding, services

DIRECTORY = [
    path("partners/", directory.partners, name="partners"),
    path("partners/nieuw/", directory.add_organisation, name="add-organisation"),
    path("partners/nu/", finding.find_help, name="find-help"),
    path("partners/nu/gebeld/", finding.record_call, name="record-call"),
    path("partners/nu/geen-plek/", finding.record_no_place, name="record-no-place"),
    path("partners/geen-plek/", finding.no_place_figure, name="no-place-figure"),
    path("partners/bestand/", exporting.export_partners, name="export-partners"),
    path("partners/<int:organisation_id>/", directory.organisation, name="organisation"),
    path(
        "partners/<int:organisation_id>/wijzig/",
        directory.change_organisation,
        name="change-organisation",
    ),
    path(
        "partners/<int:organisation_id>/stopt/",
        directory.end_organisation,
        name="end-organisation",
    ),
    path(
        "partners/<int:organisation_id>/afgeschermd/",
        directory.secret_fields,
        name="secret-fields",
    ),
    path("partners/<int:organisation_id>/aanbod/", services.add_service, name="add-service"),
    path("partners/aanbod/<int:service_id>/", services.change_service, name="change-service"),
    path("partners/aanbod/<int:service_id>/stopt/", services.end_service, name="end-service"),
    path(
        "partners/aanbod/<int:service_id>/plek/", services.report_capacity, name="report-capacity"
    ),
]

urlpatterns = [*DIRECTORY]
