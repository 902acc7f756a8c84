"""The list of a hand-over: four blocks of lines, each a number and fixed words, as JSON.

A line never has a name of a youngster, a word that somebody typed, or the moment of a message.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time

from uitweg.platform.choices import Choices

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


def list_to_json(blocks: Iterable[HandoverBlock]) -> bytes:
    rows = [asdict(block) for block in blocks]
    return json.dumps(rows, ensure_ascii=False, default=datetime.isoformat).encode()


def list_from_json(content: bytes) -> tuple[HandoverBlock, ...]:
    """Return the blocks that `list_to_json` wrote."""
    return tuple(
        HandoverBlock(
            BlockKind(row["kind"]),
            tuple(_line(line) for line in row["lines"]),
            row["more"],
            row["is_cut"],
        )
        for row in json.loads(content)
    )


def _line(row: dict[str, object]) -> HandoverLine:
    until = row.pop("until")
    return HandoverLine(**row, until=datetime.fromisoformat(str(until)) if until else None)  # type: ignore[arg-type]
