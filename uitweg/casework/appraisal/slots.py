"""What the weighing shows on the page of a case, and does for the parts below it."""

from uitweg.casework.appraisal.compartment.forms import compartment_draft_place
from uitweg.casework.appraisal.page.views.case_link import appraisal_link
from uitweg.platform.drafts.actions.places import place_finders
from uitweg.platform.ui.slots import fill

place_finders.register(compartment_draft_place)
fill("case.links", "weighing/case_link.html", appraisal_link)
