"""Drafts of the forms of a weighing: they open with a grant for the compartment, and no other way.

A grant for the case shows nothing of what a form was filled in with from the compartment.
"""

import re

from uitweg.casework.appraisal.models import Compartment
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.drafts.rules.places import DraftPlace

APPRAISAL_FORM_PATH = re.compile(r"/casus/([0-9]{1,18})/weging/")


def compartment_draft_place(place: str, *, by: Actor) -> DraftPlace | None:
    """Return what this member may do with a draft; None when `place` is no form of a weighing."""
    match = APPRAISAL_FORM_PATH.match(place)
    if match is None:
        return None
    compartment = Compartment.objects.filter(case=int(match[1])).first()
    opens = may(by, Permission.APPRAISAL_READ, compartment)
    return DraftPlace(f"Weging U-{int(match[1]):04d}", opens, lambda _: opens)
