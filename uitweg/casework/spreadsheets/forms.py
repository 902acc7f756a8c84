"""What a member fills in beside a list."""

from collections.abc import Mapping
from typing import Any

from django import forms

from uitweg.casework.cases.actions.disclosures import Why
from uitweg.casework.cases.rules.disclosures import BASIS_WORDS, NEEDS_REASON, Basis
from uitweg.casework.spreadsheets.rules import Becomes, Into
from uitweg.platform.ui.addresses import number_in

LONGEST_LINE = 300
NOT_CHOSEN = "Kies eerst een bestand."
OWN = "Eigen overzicht"


class FileForm(forms.Form):
    """The list someone has until now."""

    file = forms.FileField(
        allow_empty_file=True,
        error_messages={"required": NOT_CHOSEN, "invalid": NOT_CHOSEN, "missing": NOT_CHOSEN},
    )


def chosen_columns(sent: Mapping[str, str], count: int) -> tuple[Into | None, ...]:
    """Return what was chosen for each column; what is none of ours is 'not along'."""
    typed = [sent.get(f"kolom-{place}", "") for place in range(count)]
    return tuple(Into(one) if one in list(Into) else None for one in typed)


def decided_rows(sent: Mapping[str, str]) -> dict[int, str]:
    """Return what was decided of the rows on one page, by place in the list."""
    found = {}
    for name, value in sent.items():
        place = number_in(name.removeprefix("regel-")) if name.startswith("regel-") else None
        if place is not None and value in list(Becomes):
            found[place] = value
    return found


class WhyForm(forms.Form):
    """To whom a list goes and what for; for oneself it is one click."""

    purpose = forms.CharField(
        max_length=LONGEST_LINE, error_messages={"required": "Schrijf op waarvoor het is."}
    )
    recipient = forms.CharField(
        max_length=LONGEST_LINE, error_messages={"required": "Schrijf op voor wie het is."}
    )
    basis = forms.ChoiceField(choices=[(b.value, word) for b, word in BASIS_WORDS.items()])
    reason = forms.CharField(max_length=LONGEST_LINE, required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("basis") in NEEDS_REASON and not typed.get("reason"):
            self.add_error("reason", "Schrijf op waarom dit mag zonder toestemming.")
        return typed

    @property
    def why(self) -> Why:
        typed = self.cleaned_data
        return Why(typed["recipient"], typed["purpose"], Basis(typed["basis"]), typed["reason"])
