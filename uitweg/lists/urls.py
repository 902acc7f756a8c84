"""The addresses of lists in and out."""

from django.urls import path

from uitweg.lists import in_views, out_views

urlpatterns = [
    path("casussen/excel/", out_views.cases_out, name="cases-out"),
    path("werk/acties/excel/", out_views.actions_out, name="actions-out"),
    path("werk/termijnen/excel/", out_views.periods_out, name="periods-out"),
    path("zoeken/excel/", out_views.found_out, name="found-out"),
    path("casussen/inlezen/", in_views.bring_list, name="import"),
    path("casussen/inlezen/voorbeeld/", in_views.import_example, name="import-example"),
    path("casussen/inlezen/<int:upload_id>/kolommen/", in_views.columns, name="import-columns"),
    path("casussen/inlezen/<int:upload_id>/controle/", in_views.check, name="import-check"),
    path("casussen/inlezen/<int:upload_id>/weg/", in_views.throw_away, name="import-away"),
    path("casussen/ingelezen/<int:import_id>/", in_views.imported, name="imported"),
    path("casussen/ingelezen/<int:import_id>/terug/", in_views.undo_import, name="undo-import"),
]
