"""What of a text somebody typed, and what stood there when they began."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.platform.drafts.rules.own_words import own_words


@pytest.mark.parametrize(
    ("value", "was", "mine"),
    [
        ("Hij belde.", "", "Hij belde."),
        ("Hij belde.", "  ", "Hij belde."),
        ("Bij oma in Breda", "Bij oma in Breda", ""),
        ("", "Bij oma in Breda", ""),
        ("Bij oma", "Bij oma in Breda", ""),
        ("Bij oma in Breda, tot vrijdag", "Bij oma in Breda", "… tot vrijdag"),
        ("Woont bij tante in Breda.", "Woont bij oma in Breda.", "… tante …"),
        ("Hij belde.\nHeel bang.\nBij oma", "Bij oma", "Hij belde.\nHeel bang. …"),
        ("Eerst A. Bij oma. Dan B.", "Bij oma", "Eerst A. … Dan B."),
        ("Heel anders", "Bij oma in Breda", "Heel anders"),
        ("in Breda. Nu: Hij woont bij oma", "Hij woont bij oma in Breda.", "in Breda. Nu: …"),
    ],
)
def test_only_what_did_not_stand_there_is_ones_own(value: str, was: str, mine: str) -> None:
    assert own_words(value, was) == mine


def test_of_a_long_text_what_stood_there_in_a_row_stays_out() -> None:
    was = " ".join(f"woord{n}" for n in range(1500))
    assert own_words(was.replace("woord700", "anders"), was) == "… anders …"


@given(st.text(alphabet="ab c\n", max_size=60), st.text(alphabet="ab c\n", max_size=60))
def test_never_three_words_in_a_row_that_stood_there(value: str, was: str) -> None:
    before, mine = was.split(), own_words(value, was).split()
    runs = {tuple(before[n : n + 3]) for n in range(len(before) - 2)}
    assert not runs & {tuple(mine[n : n + 3]) for n in range(len(mine) - 2)}
