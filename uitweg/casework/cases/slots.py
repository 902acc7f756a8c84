"""What cases does for the parts below it, and its page for its own rooms."""

from uitweg.casework.cases.case.views import page_of_a_case
from uitweg.casework.cases.page.forms import case_draft_place
from uitweg.casework.cases.page.views.case_page import case_page
from uitweg.platform.drafts.actions.places import place_finders
from uitweg.platform.ui.slots import fill

place_finders.register(case_draft_place)
page_of_a_case.register(case_page)
fill("timeline.entry", "files/files.html")
fill("timeline.add", "files/upload_form.html")
