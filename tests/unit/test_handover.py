"""Who takes over from whom, when a lead is told, and what the list of a hand-over says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import json

from uitweg.casework.duty.handover import rules as handover_list
from uitweg.casework.duty.handover.rules import (
    BlockKind,
    HandoverBlock,
    HandoverLine,
    goes_on_alone,
    is_overdue,
    people_of,
    shift_after,
    taken_over_from,
)

MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
TERM = timedelta(minutes=30)


def hour(number: float) -> datetime:
    return MIDNIGHT + timedelta(hours=number)


@dataclass(frozen=True)
class OneShift:
    pk: int
    starts_at: datetime
    ends_at: datetime
    member_id: int | None
    backup_id: int | None = None


NIGHT = OneShift(1, hour(-2), hour(8), member_id=1, backup_id=2)
DAY = OneShift(2, hour(8), hour(22), member_id=3)


def test_the_next_shift_is_the_one_that_runs_when_this_one_ends() -> None:
    early = OneShift(3, hour(7.75), hour(16), member_id=4)
    tomorrow = OneShift(4, hour(22), hour(32), member_id=1)

    assert shift_after(NIGHT, [tomorrow, DAY, NIGHT]) == DAY
    assert shift_after(NIGHT, [early, tomorrow]) == early
    assert shift_after(NIGHT, [early, DAY]) == DAY  # it began last, as the rota says who has duty
    assert shift_after(NIGHT, [tomorrow]) == tomorrow
    assert shift_after(NIGHT, [NIGHT]) is None


def test_who_took_a_few_hours_hands_over_to_the_longer_shift_again() -> None:
    lent = OneShift(5, hour(0), hour(4), member_id=3)

    assert shift_after(lent, [NIGHT, DAY]) == NIGHT
    assert shift_after(NIGHT, [lent, DAY]) == DAY


def test_a_shift_of_nobody_takes_nothing_over() -> None:
    open_shift = OneShift(6, hour(8), hour(12), member_id=None)
    later = OneShift(7, hour(12), hour(22), member_id=3)

    assert shift_after(NIGHT, [open_shift, later]) == later


def test_it_waits_from_the_moment_the_next_one_has_duty() -> None:
    early, late = OneShift(3, hour(7), hour(16), 4), OneShift(4, hour(10), hour(16), 4)

    assert taken_over_from(NIGHT, early) == hour(8)
    assert taken_over_from(NIGHT, late) == hour(10)
    assert taken_over_from(NIGHT, None) == hour(8)


@pytest.mark.parametrize(("now", "overdue"), [(8.49, False), (8.5, True), (30, True)])
def test_a_lead_is_told_after_the_term(now: float, overdue: bool) -> None:
    assert is_overdue(NIGHT, DAY, term=TERM, now=hour(now)) is overdue
    assert is_overdue(NIGHT, None, term=TERM, now=hour(now)) is overdue


def test_who_goes_on_has_nobody_to_hand_over_to() -> None:
    again = OneShift(8, hour(8), hour(22), member_id=1)

    assert goes_on_alone(NIGHT, again)
    assert not is_overdue(NIGHT, again, term=TERM, now=hour(20))
    assert not goes_on_alone(NIGHT, None)


def test_both_people_of_a_shift_count() -> None:
    assert people_of(NIGHT) == {1, 2}
    assert people_of(DAY) == {3}
    assert people_of(None) == frozenset()


def test_what_was_done_is_said_once_with_how_often() -> None:
    acts = [
        ("report:answer", "report:12", 1),
        ("report:answer", "report:12", 1),
        ("report:answer", "report:12", 2),
        ("case:open", "case:3", 1),
        ("report:read", "report:12", 1),
        ("case:open", "-", 1),
    ]
    lines = handover_list.done_lines(acts)

    assert [(line.number, line.words, line.member) for line in lines] == [
        ("M-0012", "melding beantwoord, 2 keer", 1),
        ("M-0012", "melding beantwoord", 2),
        ("U-0003", "casus geopend", 1),
    ]


def test_a_long_block_says_how_many_more_there_are() -> None:
    lines = tuple(HandoverLine(f"report:{n}", f"M-{n:04d}") for n in range(1, 31))
    block = HandoverBlock(BlockKind.OPEN, lines).cut

    assert (len(block.lines), block.more, block.is_cut) == (25, 5, False)
    assert HandoverBlock(BlockKind.OPEN, lines[:3]).cut.more == 0


def test_of_what_is_closed_danger_that_stands_open_keeps_its_number_and_a_case_too() -> None:
    danger = HandoverLine("report:2", "M-0002", "gevaar", 3, is_danger=True, until=hour(1))
    waits = HandoverLine("report:4", "M-0004", "wacht op antwoord", 3)
    case = HandoverLine("case:1", "U-0001", "actie", 4)
    other = HandoverLine("callnote:1", "B-0001", "belnotitie", 4)
    lines = (danger, danger, waits, case, other)
    closed = frozenset({"report:2", "report:4", "case:1"})

    assert HandoverBlock(BlockKind.OPEN, lines).closing(closed).lines == (
        HandoverLine("report:2", "M-0002", is_danger=True),
        HandoverLine("case:1", "U-0001"),
        other,
    )
    assert HandoverBlock(BlockKind.CAME, lines).closing(closed).lines == (
        HandoverLine("case:1", "U-0001"),
        other,
    )
    assert HandoverBlock(BlockKind.OPEN, (waits, case)).closing(frozenset()).lines == (waits, case)
    assert (danger.kind, danger.pk) == ("report", 2)


def test_a_day_is_late_when_it_is_over_and_a_moment_at_once() -> None:
    def late(until: datetime | None) -> bool:
        line = HandoverLine("case:1", "U-0001", until=until)
        return handover_list.is_late(line, today=MIDNIGHT, now=hour(10))

    assert [late(until) for until in (hour(0), hour(-24), hour(9), hour(11), None)] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_a_list_comes_back_as_it_was() -> None:
    lines = (
        HandoverLine("report:2", "M-0002", "antwoord", None, is_danger=True, until=hour(23)),
        HandoverLine("callnote:1", "B-0001", "belnotitie", 4),
    )
    blocks = (
        HandoverBlock(BlockKind.ENDS, lines, more=3, is_cut=True),
        HandoverBlock(BlockKind.CAME),
    )

    assert json.decode(json.encode(blocks), type=tuple[HandoverBlock, ...]) == blocks


def test_a_list_of_before_is_still_read() -> None:
    stored = (
        '[{"kind": "ends", "more": 3, "is_cut": false, "lines": [{"thing": "case:1", '
        '"number": "U-0001", "words": "é", "member": 4, "is_danger": true, '
        '"until": "2026-11-27T22:00:00+00:00"}]}]'
    )
    until = datetime(2026, 11, 27, 22, tzinfo=UTC)
    expected = HandoverLine("case:1", "U-0001", "é", 4, is_danger=True, until=until)

    blocks = json.decode(stored, type=tuple[HandoverBlock, ...])

    assert blocks == (HandoverBlock(BlockKind.ENDS, (expected,), more=3),)
