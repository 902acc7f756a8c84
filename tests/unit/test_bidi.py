"""Characters that change the direction of text reach no further than the text they stand in."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.platform.bidi import CONTROLS, isolated, without_controls

OVERRIDE, POP, ISOLATE, POP_ISOLATE = "\u202e", "\u202c", "\u2067", "\u2069"
FIRST_STRONG, RIGHT_MARK = "\u2068", "\u200f"
LETTERS = st.text(st.sampled_from("ab 1\n\u05d0" + OVERRIDE + POP + ISOLATE + POP_ISOLATE))


@pytest.mark.parametrize("text", ["", "Joris", "פאטמה 12", "twee\nregels", "é\u0301"])
def test_text_without_them_stays_as_it_is(text: str) -> None:
    assert isolated(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("foto" + OVERRIDE + "gpj", FIRST_STRONG + "foto" + OVERRIDE + "gpj" + POP_ISOLATE),
        ("a" + RIGHT_MARK, FIRST_STRONG + "a" + RIGHT_MARK + POP_ISOLATE),
        (POP_ISOLATE + OVERRIDE + "a", FIRST_STRONG + OVERRIDE + "a" + POP_ISOLATE),
        (ISOLATE + "a", FIRST_STRONG + ISOLATE + "a" + POP_ISOLATE * 2),
        (POP + "a", FIRST_STRONG + "a" + POP_ISOLATE),
        (
            f"een{OVERRIDE}\r\ntwee\n{ISOLATE}",
            f"{FIRST_STRONG}een{OVERRIDE}{POP_ISOLATE}\r\ntwee\n"
            f"{FIRST_STRONG}{ISOLATE}{POP_ISOLATE}{POP_ISOLATE}",
        ),
    ],
)
def test_each_line_is_closed_in_on_itself(text: str, shown: str) -> None:
    assert isolated(text) == shown


@given(LETTERS)
def test_whatever_is_opened_is_closed_on_its_own_line(text: str) -> None:
    for line in isolated(text).splitlines():
        opened = 0
        for at, char in enumerate(line, 1):
            opened += (char in (FIRST_STRONG, ISOLATE)) - (char == POP_ISOLATE)
            assert opened > 0 or not CONTROLS.search(line) or at == len(line)
        assert opened == 0
    assert without_controls(isolated(text)) == without_controls(text)


def test_a_line_full_of_them_holds_no_page_up() -> None:
    """20,000 letters, which is one message, took four seconds each time they were shown."""
    began = time.process_time()
    isolated(OVERRIDE * 10_000 + POP_ISOLATE * 10_000)

    assert time.process_time() - began < 0.5


def test_a_cell_of_a_spreadsheet_has_none() -> None:
    assert without_controls(f"foto{OVERRIDE}gpj{RIGHT_MARK}{POP_ISOLATE}") == "fotogpj"
