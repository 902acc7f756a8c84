"""The addresses of lists in and out."""

from django.urls import path

from uitweg.casework.spreadsheets.views import exporting, importing

urlpatterns = [
    path("casussen/excel/", exporting.cases_out, name="cases-out"),
    path("werk/acties/excel/", exporting.actions_out, name="actions-out"),
    path("werk/termijnen/excel/", exporting.periods_out, name="periods-out"),
    path("zoeken/excel/", exporting.found_out, name="found-out"),
    path("casussen/inlezen/", importing.bring_list, name="import"),
    path("casussen/inlezen/voorbeeld/", importing.import_example, name="import-example"),
    path("casussen/inlezen/<int:upload_id>/kolommen/", importing.columns, name="import-columns"),
    path("casussen/inlezen/<int:upload_id>/controle/", importing.check, name="import-check"),
    path("casussen/inlezen/<int:upload_id>/weg/", importing.throw_away, name="import-away"),
    path("casussen/ingelezen/<int:import_id>/", importing.imported, name="imported"),
    path("casussen/ingelezen/<int:import_id>/terug/", importing.undo_import, name="undo-import"),
]
