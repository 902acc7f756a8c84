"""The hand-over of a shift: its states, and the list that is made for it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Protocol

from uitweg.platform.choices import Choices

ASKED_BEFORE_END = timedelta(hours=1)
"""So long before the end of a shift its member is asked to complete the hand-over."""
BEGINS_UNTIL = timedelta(hours=1)
"""So long after its end a hand-over is still begun: a shift of before was planned afterwards."""
WAITS_AT_MOST = timedelta(days=2)
"""After this a hand-over that nobody took over is history: what it said is on Nu or done."""


class HandedShift(Protocol):
    """A shift that somebody has, as far as its hand-over needs to know."""

    @property
    def pk(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def member_id(self) -> int | None: ...
    @property
    def backup_id(self) -> int | None: ...


def shift_after[S: HandedShift](shift: S, shifts: Iterable[S]) -> S | None:
    """Return the shift that takes over from `shift`; None when nobody does.

    That is whoever has duty at the moment it ends (the shift that began last, as the rota says),
    or else the first that begins later. Somebody who took four hours out of a longer shift hands
    over to that shift again. Shifts that nobody has are left out.
    """
    others = [other for other in shifts if other.member_id is not None and other.pk != shift.pk]
    running = [other for other in others if other.starts_at <= shift.ends_at < other.ends_at]
    if running:
        return max(running, key=lambda other: (other.starts_at, other.pk))
    later = [other for other in others if other.starts_at > shift.ends_at]
    return min(later, key=lambda other: (other.starts_at, other.pk), default=None)


def taken_over_from(shift: HandedShift, after: HandedShift | None) -> datetime:
    """Return the moment from which somebody should take over; without a next shift its end."""
    return max(shift.ends_at, after.starts_at) if after else shift.ends_at


def goes_on_alone(shift: HandedShift, after: HandedShift | None) -> bool:
    """Return whether the next shift is of the same member: there is nobody to hand over to."""
    return after is not None and after.member_id == shift.member_id


def is_overdue(
    shift: HandedShift, after: HandedShift | None, *, term: timedelta, now: datetime
) -> bool:
    """Return whether a hand-over that nobody took over should be told to the lead."""
    if goes_on_alone(shift, after):
        return False
    return now >= taken_over_from(shift, after) + term


def people_of(shift: HandedShift | None) -> frozenset[int]:
    """Return the numbers of who has this shift, first and as back-up."""
    numbers = (shift.member_id, shift.backup_id) if shift else ()
    return frozenset(number for number in numbers if number is not None)


LINES_SHOWN = 25
LINES_READ = 500
"""So many rows are read for a block; of more the list says "at least"."""


class BlockKind(Choices):
    CAME = "came", "Kwam binnen"
    DONE = "done", "Gedaan"
    OPEN = "open", "Staat open"
    ENDS = "ends", "Loopt af in de volgende dienst"


NUMBER_FORMATS = {"report": "M-{:04d}", "case": "U-{:04d}", "callnote": "B-{:04d}"}

ACT_WORDS = {
    "report:take": "melding opgepakt",
    "report:answer": "melding beantwoord",
    "report:withdraw": "antwoord teruggenomen",
    "report:advice": "gesloten met advies",
    "report:end-danger": "gevaar afgesloten",
    "report:emergency": "noodtoegang tot de melding",
    "case:open": "casus geopend",
    "case:emergency": "noodtoegang gebruikt",
    "call:file": "belnotitie afgehandeld",
}
"""What of the audit log is on the list as done, in words."""


@dataclass(frozen=True)
class HandoverLine:
    """One line: about which row (`thing`, as the audit log names it), and what in fixed words.

    `member` is the number of who did it or has it. `until` is a moment; a whole day is its
    midnight.
    """

    thing: str
    number: str
    words: str = ""
    member: int | None = None
    is_danger: bool = False
    until: datetime | None = None

    @property
    def kind(self) -> str:
        return self.thing.partition(":")[0]

    @property
    def pk(self) -> int:
        return int(self.thing.partition(":")[2])

    @property
    def closed(self) -> "HandoverLine":
        """The same line with its number, whether it is danger, and nothing else."""
        return HandoverLine(self.thing, self.number, is_danger=self.is_danger)


@dataclass(frozen=True)
class HandoverBlock:
    """A block; `more` lines are not shown, or more than that when `is_cut`."""

    kind: BlockKind
    lines: tuple[HandoverLine, ...] = ()
    more: int = 0
    is_cut: bool = False

    def closing(self, things: frozenset[str]) -> "HandoverBlock":
        """Return this block for readers to whom these rows are closed.

        Of a restricted case there is its number, once. Of its report and call notes there is
        nothing, but for danger that stands open: of that the whole team sees the number.
        """
        lines = dict.fromkeys(
            line.closed if line.thing in things else line
            for line in self.lines
            if line.thing not in things or self._is_for_everyone(line)
        )
        return replace(self, lines=tuple(lines))

    def _is_for_everyone(self, line: HandoverLine) -> bool:
        return line.kind == "case" or (self.kind is BlockKind.OPEN and line.is_danger)

    @property
    def cut(self) -> "HandoverBlock":
        """This block with its first lines, and how many more there are."""
        more = max(0, len(self.lines) - LINES_SHOWN)
        return replace(self, lines=self.lines[:LINES_SHOWN], more=more)


def is_late(line: HandoverLine, *, today: datetime, now: datetime) -> bool:
    """Return whether its moment, or its whole day, is over; `today` is the midnight it began."""
    if line.until is None:
        return False
    is_day = line.until.astimezone(today.tzinfo).time() == time.min
    return line.until < (today if is_day else now)


def number_of(thing: str) -> str:
    """Return how people call this row: M-0012, U-0003, B-0007."""
    kind, _, pk = thing.partition(":")
    return NUMBER_FORMATS[kind].format(int(pk))


def done_lines(acts: Iterable[tuple[str, str, int]]) -> list[HandoverLine]:
    """Return a line for each act on the list, in the order of the first; `acts` are of the log.

    Each is what was done, to which row, by whom. Twice the same is one line that says how often.
    """
    counted: dict[tuple[str, str, int], int] = {}
    for act, thing, member in acts:
        if act in ACT_WORDS and thing.partition(":")[0] in NUMBER_FORMATS:
            counted[act, thing, member] = counted.get((act, thing, member), 0) + 1
    return [
        HandoverLine(
            thing,
            number_of(thing),
            ACT_WORDS[act] + (f", {count} keer" if count > 1 else ""),
            member,
        )
        for (act, thing, member), count in counted.items()
    ]
