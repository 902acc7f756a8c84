"""What was answered on the route map, read forgivingly: what we do not know counts as not said."""

from django.http import QueryDict

from uitweg.knowledge.guide.rules import Asked
from uitweg.platform.content.values import WANTS, WHO

LONGEST_BODY = 2_000  # bytes; every answer of ours is about 60


def read_asked(posted: QueryDict) -> Asked:
    who, wants = posted.get("who", ""), posted.get("wants", "")
    return Asked(
        who=who if who in WHO else "",
        danger=posted.get("danger") == "yes",
        wants=wants if wants in WANTS else "",
    )
