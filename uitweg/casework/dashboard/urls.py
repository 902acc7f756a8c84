"""The addresses that look across the parts."""

from django.urls import path

from uitweg.casework.dashboard.alarms import views as alarms
from uitweg.casework.dashboard.audit_log import views as audit_log
from uitweg.casework.dashboard.call_notes import views as calls
from uitweg.casework.dashboard.danger import views as live_danger
from uitweg.casework.dashboard.junk import views as junk
from uitweg.casework.dashboard.night import views as night
from uitweg.casework.dashboard.now import views as now
from uitweg.casework.dashboard.report.views import report
from uitweg.casework.dashboard.unsent import views as drafts
from uitweg.casework.dashboard.worklist.views import reports as worklist

urlpatterns = [
    path("alarm/", alarms.alarm_list, name="alarm-list"),
    path("alarm/<int:alarm_id>/", alarms.settle_alarm, name="settle-alarm"),
    path("alarm/wissen/", alarms.decide_wishes, name="decide-wishes"),
    path("logboek/", audit_log.audit_log_page, name="audit-log-page"),
    path("werk/", now.now, name="now"),
    path("nacht/", night.night, name="night"),
    path("werk/gevaar/", live_danger.live_danger, name="live-danger"),
    path("onverstuurd/", drafts.draft_list, name="draft-list"),
    path("onverstuurd/bewaar/", drafts.save_draft, name="save-draft"),
    path("onverstuurd/weg/", drafts.discard_draft, name="discard-draft"),
    path("belnotitie/", calls.call_note, name="call-note"),
    path("belnotitie/<int:call_id>/", calls.call, name="call"),
    path("werk/meldingen/", worklist.reports, name="reports"),
    path("werk/meldingen/opzij-leggen/", junk.mark_as_junk, name="mark-as-junk"),
    path("werk/meldingen/opzij/", junk.junk_list, name="junk-list"),
    path("werk/meldingen/opzij/<int:batch_id>/", junk.junk_batch, name="junk-batch"),
    path("werk/meldingen/opzij/<int:batch_id>/terug/", junk.restore_junk, name="restore-junk"),
    path(
        "werk/meldingen/opzij/<int:batch_id>/vernietigen/",
        junk.destroy_junk,
        name="destroy-junk",
    ),
    path("werk/melding/<int:report_id>/", report.report, name="report"),
    path("werk/melding/<int:report_id>/oppakken/", report.take_report, name="take-report"),
    path("werk/melding/<int:report_id>/kort/", night.night_answer, name="night-answer"),
    path("werk/melding/<int:report_id>/bekend/", report.report_known, name="report-known"),
]
