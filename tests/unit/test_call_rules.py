"""A call note: what may become of it, when it is due, and how it reads in a case."""

from datetime import date, datetime

import pytest

from uitweg.casework.calls.rules import STATES_WITH_CASE, CallContent, CallState, follow_up_on


def test_a_note_reads_in_a_case_by_paragraphs_and_only_what_was_said() -> None:
    note = CallContent(
        " Hij durft niet naar huis. ",
        danger_now=True,
        where="Station",
        age="16",
        to_do=" Opvang bellen ",
    )

    assert note.as_entry == (
        "Gevaar nu.\nWaar nu: Station\nLeeftijd: 16\n\n"
        "Hij durft niet naar huis.\n\n"
        "Te doen: Opvang bellen"
    )
    assert CallContent("Belde en hing op.", to_do=" ").as_entry == "Belde en hing op."


@pytest.mark.parametrize(
    ("note", "is_empty"),
    [
        (CallContent(" "), True),
        (CallContent("", to_do=" ", where=" "), True),
        (CallContent("Belde."), False),
        (CallContent("", danger_now=True), False),
        (CallContent("", to_do="Terugbellen"), False),
        (CallContent("", caller="zijn zus"), False),
    ],
)
def test_a_note_is_empty_when_nothing_of_it_was_filled_in(
    note: CallContent, is_empty: bool
) -> None:
    assert note.is_empty is is_empty


def test_who_it_is_about_is_searched_for_in_the_text_and_the_answers() -> None:
    note = CallContent("Over Noor.", where="Bij Kaya", to_do="Fatima belt")

    assert note.words == "Over Noor.\nBij Kaya\n\n\n"


@pytest.mark.parametrize(("at", "due"), [("00:00", 2), ("17:59", 2), ("18:00", 3), ("23:59", 3)])
def test_what_a_call_asks_is_due_that_day_and_after_six_the_next(at: str, due: int) -> None:
    called_at = datetime.fromisoformat(f"2026-12-02 {at}")

    assert follow_up_on(called_at) == date(2026, 12, due)


def test_a_note_that_went_to_a_case_or_was_passed_on_belongs_to_one() -> None:
    assert set(STATES_WITH_CASE) == {CallState.CASE, CallState.PASSED}
