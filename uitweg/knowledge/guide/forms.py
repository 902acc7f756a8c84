"""Read the answers posted to the route map; unknown values count as no answer."""

from django.http import QueryDict

from uitweg.knowledge.guide.rules import RouteAnswers
from uitweg.platform.content.values import ROUTE_ASKERS, ROUTE_WANTS

LONGEST_BODY = 2_000  # bytes; a full set of answers is about 60


def read_route_answers(posted: QueryDict) -> RouteAnswers:
    who, wants = posted.get("who", ""), posted.get("wants", "")
    return RouteAnswers(
        who=who if who in ROUTE_ASKERS else "",
        danger=posted.get("danger") == "yes",
        wants=wants if wants in ROUTE_WANTS else "",
    )
