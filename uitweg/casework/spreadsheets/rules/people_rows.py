"""Which rows of a list are about nobody: totals, lines between parts, notes to a colleague."""

import re
from collections.abc import Sequence

from uitweg.casework.spreadsheets.rules.columns import comparable_text

_TOTAL = re.compile(r"(sub|eind)?tota(al|len)|total|aantal|gemiddelde?")
_YEAR_LINE = re.compile(r"[\W_]*((19|20)\d\d)?[\W_]*")
_NOTE = re.compile(
    r"!|:$|\b(bellen|lijst|wachtlijst|gesloten|afgesloten|archief|bijgewerkt|week|kwartaal)\b"
)


def is_about_nobody(row: Sequence[str], headings: Sequence[str]) -> bool:
    """Return whether a row with something in it looks like no person.

    That is a total, a line without letters or with a year alone, the headings once more, or one
    single cell that reads like a note. A row that is wrongly left out is shown with a way back.
    """
    filled = [cell.strip() for cell in row if cell.strip()]
    if not filled:
        return True
    first = filled[0].lower()
    if _TOTAL.fullmatch(comparable_text(first.split()[0])):
        return True
    if all(_YEAR_LINE.fullmatch(cell) for cell in filled):
        return True
    if len(filled) > 1 and _same_text(row, headings):
        return True
    return len(filled) == 1 and len(row) > 1 and bool(_NOTE.search(first))


def _same_text(row: Sequence[str], headings: Sequence[str]) -> bool:
    """Return whether each filled cell is the heading of its column."""
    return all(
        comparable_text(cell) == comparable_text(heading)
        for cell, heading in zip(row, headings, strict=True)
        if cell.strip()
    )
