"""What is typed to let a conversation stay longer, checked."""

from datetime import date
from typing import Any

from django import forms

from uitweg.casework.retention.rules.case_destruction import CaseHoldReason
from uitweg.casework.retention.rules.terms import HoldReason, may_hold_until


class HoldForm(forms.Form):
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

    def __init__(self, typed: Any, *, today: date, longest_days: int) -> None:
        super().__init__(typed)
        self._today, self._longest = today, longest_days

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not may_hold_until(until, today=self._today, longest_days=self._longest):
            raise forms.ValidationError(
                f"Kies een dag na vandaag, en hoogstens {self._longest} dagen ver."
            )
        return until


class CaseHoldForm(HoldForm):
    """The same for a case, with reasons of its own."""

    reason = forms.TypedChoiceField(
        choices=CaseHoldReason.choices(),
        coerce=CaseHoldReason,
        error_messages={"required": "Kies een reden.", "invalid_choice": "Kies een reden."},
    )
