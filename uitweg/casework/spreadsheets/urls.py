"""The addresses of lists in and out."""

from django.urls import path

from uitweg.casework.spreadsheets.views import exporting, importing

urlpatterns = [
    path("casussen/excel/", exporting.export_cases, name="cases-out"),
    path("werk/acties/excel/", exporting.export_actions, name="actions-out"),
    path("werk/termijnen/excel/", exporting.export_periods, name="periods-out"),
    path("zoeken/excel/", exporting.export_found_cases, name="found-out"),
    path("casussen/inlezen/", importing.upload_list, name="import"),
    path("casussen/inlezen/voorbeeld/", importing.import_example, name="import-example"),
    path(
        "casussen/inlezen/<int:upload_id>/kolommen/",
        importing.choose_columns,
        name="import-columns",
    ),
    path("casussen/inlezen/<int:upload_id>/controle/", importing.check_rows, name="import-check"),
    path("casussen/inlezen/<int:upload_id>/weg/", importing.discard_upload, name="import-away"),
    path("casussen/ingelezen/<int:import_id>/", importing.show_import, name="imported"),
    path("casussen/ingelezen/<int:import_id>/terug/", importing.undo_import, name="undo-import"),
]
