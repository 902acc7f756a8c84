"""What the paper of a weighing is made of. The page and the PDF both show exactly these values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from uitweg.casework.appraisal.facts.rules.content import AppraisalFact
from uitweg.casework.appraisal.facts.rules.matrix import ordered_facts

SHORT_LIST = 3
"""Up to so many facts in a row are each named; of more only the first and the last."""
BESIDE = "Feiten erbij"
"""Facts for and against: words of people stand beside them, and need not follow from them."""
NO_FACT = "Hier is geen feit bij opgeschreven."


@dataclass(frozen=True)
class ReportRow:
    """One statement. What it says of the youngster stands beside facts.

    `cites` says which, as "feit 1" and so on; None for what is not about the youngster.
    """

    text: str
    head: str = ""
    small: str = ""
    cites: tuple[str, ...] | None = None

    @property
    def under(self) -> str:
        """What stands in small letters under it: its own small words, and its facts."""
        if self.cites is None:
            return self.small
        beside = f"{BESIDE}: {cited(self.cites)}." if self.cites else NO_FACT
        return f"{self.small} {beside}".strip()


@dataclass(frozen=True)
class ReportTable:
    """Cells in rows; the first cell of each row names it.

    `widths` say how wide the columns are beside each other; without any they are equal.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()

    @property
    def labelled(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows, each cell with the name of its column."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class ReportSection:
    """A heading with statements or one table; `level` 3 stands under the `level` 2 before it."""

    title: str
    rows: tuple[ReportRow, ...] = ()
    table: ReportTable | None = None
    empty: str = ""
    level: int = 2


@dataclass(frozen=True)
class AppraisalReport:
    """A whole paper: `lead` is (name, words) above it, `note` stands under it."""

    title: str
    number: str
    mark: str
    footer: str
    lead: tuple[tuple[str, str], ...]
    sections: tuple[ReportSection, ...]
    note: str

    def section(self, title: str) -> ReportSection:
        """Return the section with this title; raises StopIteration when there is none."""
        return next(section for section in self.sections if section.title == title)

    @property
    def texts(self) -> Iterator[str]:
        """All that it says, in the order in which it is read."""
        yield self.title
        for name, words in self.lead:
            yield from (name, words)
        for section in self.sections:
            yield from texts_of(section)
        yield self.note


def texts_of(section: ReportSection) -> Iterator[str]:
    """Yield all that a section says; nothing that is empty."""
    cells = section.table
    said = [section.title]
    said += [text for row in section.rows for text in (row.head, row.text, row.under)]
    if cells:
        said += [*cells.columns, *(cell for row in cells.rows for cell in row)]
    if not section.rows and not cells:
        said.append(section.empty)
    yield from filter(None, said)


class FactNumbers:
    """Which number each fact has on the paper: that of its place in the order of facts."""

    def __init__(self, facts: Iterable[AppraisalFact]) -> None:
        self.ordered = ordered_facts(facts)
        self._numbers: Mapping[str, int] = {
            fact.key: number for number, fact in enumerate(self.ordered, 1)
        }

    def name(self, key: str) -> str:
        return f"feit {self._numbers[key]}"

    def names(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the names of these facts in order; a key without a fact is left out."""
        known = [key for key in set(keys) if key in self._numbers]
        return tuple(self.name(key) for key in sorted(known, key=self._numbers.__getitem__))

    def about(self, element: str) -> tuple[str, ...]:
        """Return the names of the facts that point at a question of the law."""
        facts = self.ordered
        return self.names(fact.key for fact in facts if element in fact.supports | fact.against)

    @property
    def all(self) -> tuple[str, ...]:
        return self.names(self._numbers)


def cited(names: Iterable[str]) -> str:
    """Return names of facts, in their order, in words: "feit 1, 3 en 4", "feit 2 tot en met 9"."""
    numbers = [name.removeprefix("feit ") for name in names]
    if len(numbers) < 2:
        return "".join(f"feit {number}" for number in numbers)
    first, last = int(numbers[0]), int(numbers[-1])
    if len(numbers) > SHORT_LIST and last - first == len(numbers) - 1:
        return f"feit {first} tot en met {last}"
    return f"feit {', '.join(numbers[:-1])} en {numbers[-1]}"


def typesetter_words(report: AppraisalReport) -> dict[str, object]:
    """Return the paper as the typesetter reads it (`sandbox/typeset/paper.typ`)."""
    return {
        "title": report.title,
        "number": report.number,
        "mark": report.mark,
        "footer": report.footer,
        "lead": [list(line) for line in report.lead],
        "hot": "",
        "one-page": False,
        "sections": [_section_words(section) for section in report.sections],
        "note": report.note,
    }


def _section_words(section: ReportSection) -> dict[str, object]:
    words: dict[str, object] = {
        "title": section.title,
        "level": section.level,
        "empty": section.empty,
        "shape": "statements",
        "rows": [
            {"at": "", "head": row.head, "text": row.text, "small": row.under}
            for row in section.rows
        ],
    }
    if table := section.table:
        words |= {
            "shape": "table",
            "columns": list(table.columns),
            "widths": list(table.widths or (1,) * len(table.columns)),
            "rows": [list(row) for row in table.rows],
        }
    return words
