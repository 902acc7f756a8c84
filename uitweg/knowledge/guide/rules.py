"""Which line to call: from who asks, whether there is danger, and what is wanted.

Source: uitweg-own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.platform.content.values import Route


@dataclass(frozen=True)
class RouteAnswers:
    """The answers to the three questions of the route map; "" for a question without answer."""

    who: str = ""
    danger: bool = False
    wants: str = ""


def route_for(asked: RouteAnswers, routes: Iterable[Route]) -> Route:
    """Return the first matching route; the last one matches everybody."""
    return next(
        route
        for route in routes
        if route.danger in (None, asked.danger)
        and (not route.who or asked.who in route.who)
        and (not route.wants or asked.wants in route.wants)
    )
