"""The route map: whatever is answered leads to a line, and every line can be reached."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.knowledge.guide.rules import RouteAnswers, route_for
from uitweg.platform.content import levels, load
from uitweg.platform.content.values.values import ROUTE_ASKERS, ROUTE_WANTS

ROUTES = load().routes
ASKED = st.builds(
    RouteAnswers,
    who=st.sampled_from(["", *ROUTE_ASKERS]),
    danger=st.booleans(),
    wants=st.sampled_from(["", *ROUTE_WANTS]),
)
EVERY = [
    RouteAnswers(*each) for each in product(["", *ROUTE_ASKERS], [True, False], ["", *ROUTE_WANTS])
]


@given(ASKED)
def test_no_path_ends_without_a_line(asked: RouteAnswers) -> None:
    line = route_for(asked, ROUTES).to

    assert line.shown
    assert line.tel or line.url


@given(ASKED)
def test_danger_always_leads_to_112(asked: RouteAnswers) -> None:
    route = route_for(RouteAnswers(asked.who, True, asked.wants), ROUTES)

    assert (route.to.id, route.also[0].id) == ("emergency", "coordinator")


def test_every_line_is_reached_by_some_answers() -> None:
    met = [route_for(asked, ROUTES) for asked in EVERY]

    assert {line.id for route in met for line in (route.to, *route.also)} == {
        contact.id for contact in load().contacts
    }


def test_every_row_of_the_map_is_reached() -> None:
    assert {route_for(asked, ROUTES).id for asked in EVERY} == {route.id for route in ROUTES}


@pytest.mark.parametrize("wants", ["offender", "offender-unknown"])
def test_who_is_in_it_speaks_to_the_coordinator_before_the_police(wants: str) -> None:
    assert route_for(RouteAnswers("youngster", wants=wants), ROUTES).to.id == "coordinator"
    assert route_for(RouteAnswers("friend", wants=wants), ROUTES).to.id != "coordinator"


def test_who_says_nothing_is_led_to_the_coordinator() -> None:
    assert route_for(RouteAnswers(), ROUTES).to.id == "coordinator"


def test_the_way_is_the_same_at_every_reading_level() -> None:
    def way(level: str) -> list[str]:
        return [route_for(asked, load(level=level).routes).id for asked in EVERY]

    assert {tuple(way(level.id)) for level in levels()} == {tuple(way("nl"))}
