"""The forms of imports and exports."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from uitweg.casework.cases.consents.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import BASES_NEEDING_REASON, DisclosureBasis
from uitweg.casework.spreadsheets.actions.answering import ListAnswers
from uitweg.casework.spreadsheets.rules.cells import MAX_LENGTHS, RowOutcome
from uitweg.casework.spreadsheets.rules.columns import ImportField

MAX_LENGTH = 300
NO_FILE_CHOSEN = "Kies eerst een bestand."
ROW_ANSWER = re.compile(
    rf"{RowOutcome.NEW}|{RowOutcome.LEFT_OUT}|({RowOutcome.ADDED}|{RowOutcome.MERGED})-[0-9]{{1,9}}"
)
OWN_PURPOSE = "Eigen overzicht"


class SpreadsheetFileForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        allow_empty_file=True,
        error_messages={
            "required": NO_FILE_CHOSEN,
            "invalid": NO_FILE_CHOSEN,
            "missing": NO_FILE_CHOSEN,
        },
    )


def list_answers(submitted: Mapping[str, str]) -> ListAnswers:
    """Return what the form on the page of an import says; a field that makes no sense is left out.

    Fields are named kolom-<column>, cel-<row>-<column> and regel-<row>.
    """
    columns, cells, decided = {}, {}, {}
    for name, value in submitted.items():
        kind, *numbers = name.split("-")
        match kind, [_whole(number) for number in numbers]:
            case "kolom", [int(column)]:
                columns[column] = ImportField(value) if value in list(ImportField) else None
            case "cel", [int(row), int(column)]:
                cells[row, column] = value.strip()[: MAX_LENGTHS[ImportField.NOTE]]
            case "regel", [int(row)] if ROW_ANSWER.fullmatch(value):
                decided[row] = value
    return ListAnswers(
        sheet=_whole(submitted.get("blad", "")),
        heading=_whole(submitted.get("kop", "")),
        columns=columns,
        cells=cells,
        decided=decided,
        person=_whole(submitted.get("persoon", "")),
        nobody=_whole(submitted.get("geen-persoon", "")),
    )


def _whole(text: str) -> int | None:
    """Return a small whole number, 0 too; None for any other text."""
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else None


class ExportReasonForm(forms.Form):
    """Why a file leaves, for whom, and on which basis."""

    purpose = forms.CharField(
        max_length=MAX_LENGTH, error_messages={"required": "Schrijf op waarvoor het is."}
    )
    recipient = forms.CharField(
        max_length=MAX_LENGTH, error_messages={"required": "Schrijf op voor wie het is."}
    )
    basis = forms.TypedChoiceField(choices=DisclosureBasis.choices(), coerce=DisclosureBasis)
    reason = forms.CharField(max_length=MAX_LENGTH, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("basis") in BASES_NEEDING_REASON and not cleaned.get("reason"):
            self.add_error("reason", "Schrijf op waarom dit mag zonder toestemming.")
        return cleaned

    @property
    def statement(self) -> DisclosureStatement:
        cleaned = self.cleaned_data
        return DisclosureStatement(
            cleaned["recipient"], cleaned["purpose"], cleaned["basis"], cleaned["reason"]
        )
