"""The forms to keep a closed conversation or case longer."""

from datetime import date
from typing import Any

from django import forms

from uitweg.casework.retention.rules.case_destruction import CaseHoldReason
from uitweg.casework.retention.rules.terms import HoldReason, may_hold_until


class HoldForm(forms.Form):
    """A last day and a reason; `was` is the last day of the hold that the page showed, if any."""

    until = forms.DateField(
        error_messages={
            "required": "Vul een dag in.",
            "invalid": "Schrijf de dag zo: 2027-03-31.",
        }
    )
    reason = forms.TypedChoiceField(
        choices=HoldReason.choices(),
        coerce=HoldReason,
        error_messages={"required": "Kies een reden.", "invalid_choice": "Kies een reden."},
    )

    was = forms.DateField(required=False)

    def __init__(self, submitted: Any, *, today: date, longest_days: int) -> None:
        super().__init__(submitted)
        self._today, self._longest_days = today, longest_days

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not may_hold_until(until, today=self._today, longest_days=self._longest_days):
            raise forms.ValidationError(
                f"Kies een dag na vandaag, en hoogstens {self._longest_days} dagen ver."
            )
        return until


class CaseHoldForm(HoldForm):
    """The same for a case, with its own reasons."""

    reason = forms.TypedChoiceField(
        choices=CaseHoldReason.choices(),
        coerce=CaseHoldReason,
        error_messages={"required": "Kies een reden.", "invalid_choice": "Kies een reden."},
    )
