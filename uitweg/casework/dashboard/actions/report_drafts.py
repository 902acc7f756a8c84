"""Drafts of the forms on a report: those of a restricted case are shut for who is not in it."""

import re

from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.drafts.rules.places import DraftPlace

REPORT_FORM_PATH = re.compile(r"/werk/melding/([0-9]{1,18})/")


def report_draft_place(place: str, *, by: Actor) -> DraftPlace | None:
    """Return that a draft is shut; None unless it is of a restricted case that is not theirs."""
    match = REPORT_FORM_PATH.match(place)
    if match is None or int(match[1]) not in by.member.shut_out_ids("report"):
        return None
    return DraftPlace(f"Melding M-{int(match[1]):04d}", opens=False, shows=lambda _: False)
