"""Addresses of the directory: its services, what is free, and how partners are reached."""

from django.urls import path

from uitweg.casework.partners.directory.views import exporting, reach, services

urlpatterns = [
    path("partners/bestand/", exporting.export_partners, name="export-partners"),
    path("partners/<int:organisation_id>/nagebeld/", reach.confirm_reach, name="confirm-reach"),
    path("partners/<int:organisation_id>/aanbod/", services.add_service, name="add-service"),
    path("partners/aanbod/<int:service_id>/", services.change_service, name="change-service"),
    path("partners/aanbod/<int:service_id>/stopt/", services.end_service, name="end-service"),
    path(
        "partners/aanbod/<int:service_id>/plek/", services.report_capacity, name="report-capacity"
    ),
]
