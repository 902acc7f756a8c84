"""The forms of imports and exports."""

from collections.abc import Mapping
from typing import Any

from django import forms

from uitweg.casework.cases.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.rules.disclosures import BASES_NEEDING_REASON, DisclosureBasis
from uitweg.casework.spreadsheets.rules.cells import RowOutcome
from uitweg.casework.spreadsheets.rules.columns import ImportField
from uitweg.platform.ui.addresses import row_number_in

MAX_LENGTH = 300
NO_FILE_CHOSEN = "Kies eerst een bestand."
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


def chosen_columns(submitted: Mapping[str, str], count: int) -> tuple[ImportField | None, ...]:
    """Return the field chosen for each of `count` columns; None for a column to leave out."""
    values = [submitted.get(f"kolom-{index}", "") for index in range(count)]
    return tuple(ImportField(value) if value in list(ImportField) else None for value in values)


def decided_rows(submitted: Mapping[str, str]) -> dict[int, str]:
    """Return the outcome chosen for each row on the submitted page, by the row's index."""
    decided = {}
    for name, value in submitted.items():
        index = row_number_in(name.removeprefix("regel-")) if name.startswith("regel-") else None
        if index is not None and value in list(RowOutcome):
            decided[index] = value
    return decided


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
