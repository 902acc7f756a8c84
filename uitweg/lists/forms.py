"""What a member fills in beside a list."""

from typing import Any

from django import forms

from uitweg.cases.disclosing import Why
from uitweg.cases.disclosure_rules import BASIS_WORDS, NEEDS_REASON, Basis

LONGEST_LINE = 300
OWN = "Eigen overzicht"


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
