"""Which line to call: from who asks, whether there is danger, and what is wanted.

Source: uitweg-own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.platform.content.values import Route


@dataclass(frozen=True)
class RouteAnswers:
    """What somebody said at the start of the route map; "" where they said nothing."""

    who: str = ""
    danger: bool = False
    wants: str = ""


def route_for(asked: RouteAnswers, routes: Iterable[Route]) -> Route:
    """Return the first row that fits; the last fits everybody, so there always is one."""
    return next(
        route
        for route in routes
        if route.danger in (None, asked.danger)
        and (not route.who or asked.who in route.who)
        and (not route.wants or asked.wants in route.wants)
    )
