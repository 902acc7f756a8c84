"""Gives a page what its member typed there before and did not send."""

from django import template
from django.urls import reverse

from uitweg.casework.dashboard.actions.drafts import draft_for_page
from uitweg.platform.drafts.actions import drafts


def unsent_under(context: template.Context, name: str = "", *given: object) -> dict[str, object]:
    """Give a page what its member left in its forms: under that address, or under its own.

    A page that came back says in `was_there` what its form was filled in with before they typed.
    """
    request = context["request"]
    under = reverse(name, args=given) if name else request.path
    kept = drafts.open_drafts(under=under, of=request.actor)
    opening = (draft_for_page(one, request.member) for one in kept)
    told = {
        "kept": [one for one in opening if one],
        "back": request.path if request.method == "POST" else "",
        "was": context.get("was_there", {}),
    }
    return {"told": told, "nonce": context["csp_nonce"]}


def unsent_lying(context: template.Context) -> int:
    """Return on how many places this member left text."""
    found: int = context["request"].member.drafts.count()
    return found
