"""A list to fill in, for who starts anew: the headings we know, and one row of nobody."""

from datetime import date

from uitweg.casework.spreadsheets.actions.workbook import SheetCell, SheetColumn, write_workbook
from uitweg.casework.spreadsheets.rules.columns import ImportField

EXAMPLE_ROW: dict[ImportField, SheetCell] = {
    ImportField.NAME: "Voorbeeld: Jan Jansen",
    ImportField.CALLED: "JJ",
    ImportField.PHONES: "06-555 12345",
    ImportField.AGE: 16,
    ImportField.STATE: "In uitvoering",
    ImportField.RISK: "Onveilig",
    ImportField.OPENED: date(2026, 3, 1),
    ImportField.ACTION: "Moeder bellen",
    ImportField.DUE: date(2026, 12, 1),
    ImportField.NOTE: "Haal deze regel weg voordat je inleest.",
}


def example_workbook() -> bytes:
    """Return the list as .xlsx; its headings are guessed right when it comes back."""
    headings = [into.heading for into in ImportField]
    return write_workbook(
        "Casussen",
        [SheetColumn(heading, 20) for heading in headings],
        [[EXAMPLE_ROW.get(i) for i in ImportField]],
    )
