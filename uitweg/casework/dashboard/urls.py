"""The addresses that look across the parts."""

from django.urls import path

from uitweg.casework.dashboard.views import audit_log, calls, drafts, junk, now

urlpatterns = [
    path("logboek/", audit_log.trail_page, name="trail"),
    path("werk/", now.now, name="now"),
    path("onverstuurd/", drafts.unsent_texts, name="unsent"),
    path("onverstuurd/bewaar/", drafts.keep_unsent, name="keep-unsent"),
    path("onverstuurd/weg/", drafts.drop_unsent, name="drop-unsent"),
    path("belnotitie/", calls.call_note, name="call-note"),
    path("belnotitie/<int:call_id>/", calls.call, name="call"),
    path("werk/meldingen/", now.reports, name="reports"),
    path("werk/meldingen/opzij-leggen/", junk.fold_reports, name="fold-reports"),
    path("werk/meldingen/opzij/", junk.folded, name="folded"),
    path("werk/meldingen/opzij/<int:fold_id>/", junk.fold, name="fold"),
    path("werk/meldingen/opzij/<int:fold_id>/terug/", junk.bring_back, name="bring-back"),
    path(
        "werk/meldingen/opzij/<int:fold_id>/vernietigen/",
        junk.destroy_fold,
        name="destroy-fold",
    ),
    path("werk/melding/<int:report_id>/", now.report, name="report"),
    path("werk/melding/<int:report_id>/bekend/", now.report_known, name="report-known"),
]
