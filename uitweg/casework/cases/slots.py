"""What cases does for the parts below it."""

from uitweg.casework.cases.forms.drafts import case_draft_place
from uitweg.platform.drafts.actions.places import find_places_with

find_places_with(case_draft_place)
