"""What a member fills in beside a list."""

from collections.abc import Mapping
from typing import Any

from django import forms

from uitweg.casework.cases.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.rules.disclosures import BASES_NEEDING_REASON, DisclosureBasis
from uitweg.casework.spreadsheets.rules.cells import RowOutcome
from uitweg.casework.spreadsheets.rules.columns import ImportField
from uitweg.platform.ui.addresses import row_number_in

LONGEST_LINE = 300
NO_FILE_CHOSEN = "Kies eerst een bestand."
OWN_PURPOSE = "Eigen overzicht"


class SpreadsheetFileForm(forms.Form):
    """The list someone has until now."""

    file = forms.FileField(
        allow_empty_file=True,
        error_messages={
            "required": NO_FILE_CHOSEN,
            "invalid": NO_FILE_CHOSEN,
            "missing": NO_FILE_CHOSEN,
        },
    )


def chosen_columns(sent: Mapping[str, str], count: int) -> tuple[ImportField | None, ...]:
    """Return what was chosen for each column; what is none of ours is 'not along'."""
    typed = [sent.get(f"kolom-{place}", "") for place in range(count)]
    return tuple(ImportField(one) if one in list(ImportField) else None for one in typed)


def decided_rows(sent: Mapping[str, str]) -> dict[int, str]:
    """Return what was decided of the rows on one page, by place in the list."""
    found = {}
    for name, value in sent.items():
        place = row_number_in(name.removeprefix("regel-")) if name.startswith("regel-") else None
        if place is not None and value in list(RowOutcome):
            found[place] = value
    return found


class ExportReasonForm(forms.Form):
    """To whom a list goes and what for; for oneself it is one click."""

    purpose = forms.CharField(
        max_length=LONGEST_LINE, error_messages={"required": "Schrijf op waarvoor het is."}
    )
    recipient = forms.CharField(
        max_length=LONGEST_LINE, error_messages={"required": "Schrijf op voor wie het is."}
    )
    basis = forms.TypedChoiceField(choices=DisclosureBasis.choices(), coerce=DisclosureBasis)
    reason = forms.CharField(max_length=LONGEST_LINE, required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("basis") in BASES_NEEDING_REASON and not typed.get("reason"):
            self.add_error("reason", "Schrijf op waarom dit mag zonder toestemming.")
        return typed

    @property
    def why(self) -> DisclosureStatement:
        typed = self.cleaned_data
        return DisclosureStatement(
            typed["recipient"], typed["purpose"], typed["basis"], typed["reason"]
        )
