"""An example spreadsheet for members who have none yet: our headings, and one invented row."""

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
    """Return the example as .xlsx. When it is imported, every column is guessed right."""
    return write_workbook(
        "Casussen",
        [SheetColumn(column.heading, 20) for column in ImportField],
        [[EXAMPLE_ROW.get(column) for column in ImportField]],
    )
