"""Read the answers posted to the route map, and a vote on a page."""

from dataclasses import dataclass

from django.http import QueryDict

from uitweg.knowledge.guide.rules import RouteAnswers
from uitweg.platform.content.values.values import ROUTE_ASKERS, ROUTE_WANTS

LONGEST_BODY = 2_000  # bytes; a full set of answers is about 60


def read_route_answers(posted: QueryDict) -> RouteAnswers:
    """Return the answers; unknown values count as no answer."""
    who, wants = posted.get("who", ""), posted.get("wants", "")
    return RouteAnswers(
        who=who if who in ROUTE_ASKERS else "",
        danger=posted.get("danger") == "yes",
        wants=wants if wants in ROUTE_WANTS else "",
    )


@dataclass(frozen=True)
class Vote:
    """What somebody said of a page: its path without the reading level, and whether it helped."""

    page: str
    helped: bool


def read_vote(posted: QueryDict) -> Vote | None:
    """Return the vote, or None for anything else; the path is not looked up."""
    said = posted.get("helped")
    return Vote(posted.get("page", ""), said == "yes") if said in ("yes", "no") else None
