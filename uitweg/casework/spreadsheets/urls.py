"""The addresses of exports and imports."""

from django.urls import path

from uitweg.casework.spreadsheets.views import exporting, importing

urlpatterns = [
    path("casussen/excel/", exporting.export_cases, name="export-cases"),
    path("werk/acties/excel/", exporting.export_actions, name="export-actions"),
    path("werk/termijnen/excel/", exporting.export_periods, name="export-periods"),
    path("zoeken/excel/", exporting.export_found_cases, name="export-found-cases"),
    path("casussen/inlezen/", importing.upload_spreadsheet, name="upload-spreadsheet"),
    path("casussen/inlezen/voorbeeld/", importing.import_example, name="import-example"),
    path("casussen/inlezen/<int:upload_id>/controle/", importing.check_rows, name="check-rows"),
    path("casussen/inlezen/<int:upload_id>/weg/", importing.discard_upload, name="discard-upload"),
    path("casussen/ingelezen/<int:import_id>/", importing.show_import, name="show-import"),
    path("casussen/ingelezen/<int:import_id>/terug/", importing.undo_import, name="undo-import"),
    path(
        "casussen/ingelezen/<int:import_id>/terug/<int:case_id>/",
        importing.undo_imported_case,
        name="undo-imported-case",
    ),
]
