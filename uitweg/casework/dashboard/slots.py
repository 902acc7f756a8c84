"""What the dashboard shows on every staff page, and does for the parts below it."""

from uitweg.casework.dashboard.report.actions import report_draft_place
from uitweg.platform.drafts.actions.places import place_finders
from uitweg.platform.ui.slots import fill

place_finders.register(report_draft_place)
fill("staff.danger", "danger/live.html")
fill("staff.alarm", "alarms/banner.html")
