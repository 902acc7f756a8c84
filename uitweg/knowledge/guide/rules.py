"""Which line to call: from who asks, whether there is danger, and what is wanted. And the votes.

Source: uitweg-own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from uitweg.platform.content.checks.links import GENERATED_PATHS
from uitweg.platform.content.values.values import Route


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


class DutyState(StrEnum):
    """What the public pages say of who has duty; never who. Without a known state: nothing."""

    UNSAID = ""
    SOMEBODY = "somebody"
    NOBODY = "nobody"


DUTY_SAID_AHEAD = timedelta(seconds=90)
"""How long a state holds at most after the worker said it; so it never tells when shifts end."""
FARTHEST_BELIEVED = timedelta(minutes=2)
"""Half a minute more, as the worker's clock may be a little ahead of the door's."""


def duty_state_at(now: datetime, *, state: DutyState, until: datetime) -> DutyState:
    """Return what still holds of a state that was said until a moment.

    Nothing when that is over, or is so far ahead that the two clocks must differ.
    """
    holds = timedelta() < until - now <= FARTHEST_BELIEVED
    return state if holds else DutyState.UNSAID


LONGEST_PAGE, LONGEST_LEVEL = 80, 20  # letters of an address, and of the id of a reading level
MOST_VOTES_WAITING = 100
"""So many votes may wait for the worker, who counts every ten seconds; a flood fills no more."""
MOST_VOTES_A_DAY = 500
"""More a day on one page is no readers' judgement; what comes above it is not counted."""
FEWEST_VOTES_SHOWN = 8
"""Below so many votes a share says nothing about a page."""


def is_voted_on(path: str, written: Iterable[str]) -> bool:
    """Tell whether the page at this path (without its level) asks "Hielp dit?".

    `written` has the paths of the written pages; the lists of signals and lines ask it too.
    """
    is_list = path in GENERATED_PATHS and path.startswith(("/signalen/", "/hulp/"))
    return is_list or path in written


def share_words(yes: int, no: int) -> str:
    """Return what an editor reads of the votes on a page."""
    return f"{yes} van {yes + no}" if yes + no >= FEWEST_VOTES_SHOWN else "te weinig"
