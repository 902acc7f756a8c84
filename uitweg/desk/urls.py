"""The addresses that look across the parts."""

from django.urls import path

from uitweg.desk import call_views, folding_views, unsent_views, views

urlpatterns = [
    path("werk/", views.now, name="now"),
    path("onverstuurd/", unsent_views.unsent_texts, name="unsent"),
    path("onverstuurd/bewaar/", unsent_views.keep_unsent, name="keep-unsent"),
    path("onverstuurd/weg/", unsent_views.drop_unsent, name="drop-unsent"),
    path("belnotitie/", call_views.call_note, name="call-note"),
    path("belnotitie/<int:call_id>/", call_views.call, name="call"),
    path("werk/meldingen/", views.reports, name="reports"),
    path("werk/meldingen/opzij-leggen/", folding_views.fold_reports, name="fold-reports"),
    path("werk/meldingen/opzij/", folding_views.folded, name="folded"),
    path("werk/meldingen/opzij/<int:fold_id>/", folding_views.fold, name="fold"),
    path("werk/meldingen/opzij/<int:fold_id>/terug/", folding_views.bring_back, name="bring-back"),
    path(
        "werk/meldingen/opzij/<int:fold_id>/vernietigen/",
        folding_views.destroy_fold,
        name="destroy-fold",
    ),
    path("werk/melding/<int:report_id>/", views.report, name="report"),
    path("werk/melding/<int:report_id>/bekend/", views.report_known, name="report-known"),
]
