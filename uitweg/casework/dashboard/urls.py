"""The addresses that look across the parts."""

from django.urls import path

from uitweg.casework.dashboard.views import audit_log, calls, drafts, junk, now, report, worklist

urlpatterns = [
    path("logboek/", audit_log.audit_log_page, name="trail"),
    path("werk/", now.now, name="now"),
    path("onverstuurd/", drafts.draft_list, name="unsent"),
    path("onverstuurd/bewaar/", drafts.save_draft, name="keep-unsent"),
    path("onverstuurd/weg/", drafts.discard_draft, name="drop-unsent"),
    path("belnotitie/", calls.call_note, name="call-note"),
    path("belnotitie/<int:call_id>/", calls.call, name="call"),
    path("werk/meldingen/", worklist.reports, name="reports"),
    path("werk/meldingen/opzij-leggen/", junk.mark_as_junk, name="fold-reports"),
    path("werk/meldingen/opzij/", junk.junk_list, name="folded"),
    path("werk/meldingen/opzij/<int:fold_id>/", junk.junk_batch, name="fold"),
    path("werk/meldingen/opzij/<int:fold_id>/terug/", junk.bring_back, name="bring-back"),
    path(
        "werk/meldingen/opzij/<int:fold_id>/vernietigen/",
        junk.destroy_junk,
        name="destroy-fold",
    ),
    path("werk/melding/<int:report_id>/", report.report, name="report"),
    path("werk/melding/<int:report_id>/bekend/", report.report_known, name="report-known"),
]
