"""A list to fill in, for who starts anew: the headings we know, and one row of nobody."""

from datetime import date

from uitweg.casework.spreadsheets.actions.workbook import Cell, Column, written
from uitweg.casework.spreadsheets.rules import INTO_WORDS, Into

ROW: dict[Into, Cell] = {
    Into.NAME: "Voorbeeld: Jan Jansen",
    Into.CALLED: "JJ",
    Into.PHONES: "06-555 12345",
    Into.AGE: 16,
    Into.STATE: "In uitvoering",
    Into.RISK: "Onveilig",
    Into.OPENED: date(2026, 3, 1),
    Into.ACTION: "Moeder bellen",
    Into.DUE: date(2026, 12, 1),
    Into.NOTE: "Haal deze regel weg voordat je inleest.",
}


def example() -> bytes:
    """Return the list as .xlsx; its headings are guessed right when it comes back."""
    headings = [INTO_WORDS[into].partition(" (")[0] for into in Into]
    return written(
        "Casussen", [Column(heading, 20) for heading in headings], [[ROW.get(i) for i in Into]]
    )
