"""One row of a list that was read, and what an import would do with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.rules.cells import RowOutcome, UnderstoodRow
from uitweg.platform.accounts.models import Member

MAX_SHOWN_LENGTH = 60
NOBODY = UnderstoodRow(left_out_because="Geen persoon.")
"""What a row means that looks like no person."""


@dataclass(frozen=True)
class CheckedRow:
    """One row, and what an import would do with it.

    `number` is the row number in the file. `match_id` is the case that it resembles and can be
    added to, and `matched_by` what is the same. `same_row` is an earlier row of the list that it
    resembles, and what is the same. `elsewhere` is a case that it resembles but that the member
    cannot add to. `is_nobody`: it looks like no person. `owner`: who will lead the case; the
    importing member where the list names somebody who cannot. `is_skipped`: the member chose to
    leave it out.
    """

    number: int
    cells: tuple[str, ...]
    values: UnderstoodRow
    outcome: RowOutcome
    match_id: int | None = None
    matched_by: MatchedBy | None = None
    same_row: tuple[int, MatchedBy] | None = None
    owner: Member | None = None
    remarks: tuple[str, ...] = ()
    elsewhere: tuple[int, MatchedBy] | None = None
    is_nobody: bool = False
    is_mended: bool = False
    is_owner_unknown: bool = False
    is_skipped: bool = False

    @property
    def has_errors(self) -> bool:
        return bool(self.values.errors)

    @property
    def same_number(self) -> int:
        """The number of the earlier row, 0 when there is none."""
        return self.same_row[0] if self.same_row else 0

    @property
    def add_answer(self) -> str:
        """The answer that adds it to its case; it names the case, so it never holds for another."""
        return f"{RowOutcome.ADDED}-{self.match_id}"

    @property
    def merge_answer(self) -> str:
        """The answer that merges it with the earlier row, which it names for the same reason."""
        return f"{RowOutcome.MERGED}-{self.same_number}"

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)

    @property
    def is_double(self) -> bool:
        """Whether a person has to say if somebody else is the same one."""
        looks_like_one = self.match_id or self.same_row or self.elsewhere
        return bool(looks_like_one) and not self.is_nobody and self.can_come

    @property
    def needs_a_hand(self) -> bool:
        """Whether a cell has to be mended; a row that was mended stays in sight."""
        return self.has_errors or self.is_mended or self.is_owner_unknown

    @property
    def is_badly_mended(self) -> bool:
        """Whether it is wrong in spite of being mended, and nobody chose to leave it out."""
        return self.has_errors and self.is_mended and not self.is_skipped

    @property
    def is_left_out(self) -> bool:
        """Whether it does not come along for what it is, and not by choice or a cell to mend."""
        return bool(self.values.left_out_because) and not self.needs_a_hand

    @property
    def can_come(self) -> bool:
        return not (self.values.errors or self.values.left_out_because or self.is_nobody)

    @property
    def name(self) -> str:
        """By what a person recognises the row."""
        person = self.values.person
        name = person.get("name") or person.get("called") or self.values.old_number
        return shortened(name or next(filter(None, self.cells), "(geen naam)"))

    @property
    def details(self) -> str:
        """What else the row says, in one line."""
        return shortened(" · ".join(self._details()))

    def _details(self) -> Iterator[str]:
        person, action = self.values.person, self.values.action
        if person.get("phones"):
            yield person["phones"]
        if person.get("age"):
            yield f"{person['age']} jaar"
        if place := person.get("school") or person.get("lives"):
            yield place
        if self.owner and self.outcome is RowOutcome.NEW:
            yield f"van {self.owner.name}"
        if action:
            yield f"actie: {action}"


def shortened(text: str) -> str:
    """Cut a text that is too long to show, with an ellipsis."""
    return text if len(text) <= MAX_SHOWN_LENGTH else f"{text[: MAX_SHOWN_LENGTH - 1]}…"
