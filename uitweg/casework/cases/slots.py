"""What cases does for the parts below it, and its page for its own rooms."""

from uitweg.casework.cases.case.views import show_cases_with
from uitweg.casework.cases.page.forms import case_draft_place
from uitweg.casework.cases.page.views.case_page import case_page
from uitweg.platform.drafts.actions.places import find_places_with
from uitweg.platform.ui.slots import fill

find_places_with(case_draft_place)
show_cases_with(case_page)
fill("timeline.entry", "files/files.html")
fill("timeline.add", "files/upload_form.html")
