"""How often a member may save a draft: sixty at once, and two more each second."""

from datetime import timedelta

import pytest

from uitweg.platform.accounts.rules import draft_saves_left


@pytest.mark.parametrize(
    ("left", "seconds", "then"),
    [
        (None, 0, 60),  # nothing was saved yet
        (0, 0, 0),
        (0, 0.5, 1),
        (0, 10, 20),
        (50, 4, 58),
        (50, 60, 60),  # never more than at once
        (7, -30, 7),  # the clock was set back
    ],
)
def test_what_was_used_comes_back_by_two_a_second(
    left: float | None, seconds: float, then: float
) -> None:
    assert draft_saves_left(left, timedelta(seconds=seconds)) == then
