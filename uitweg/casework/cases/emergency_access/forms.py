"""The forms of emergency access: using it, and the lead's review."""

from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import ReasonField
from uitweg.casework.cases.case.rules.grants import (
    EMERGENCY_REASONS,
    AccessLevel,
    EmergencyVerdict,
    GrantReason,
)
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.ui.fields import TextArea, with_small_label


class EmergencyForm(forms.Form):
    """Which access, and one of the fixed reasons; "something else" needs words as well."""

    key = FormKeyField()
    level = forms.TypedChoiceField(
        choices=AccessLevel.choices((AccessLevel.CARD, AccessLevel.READ)), coerce=AccessLevel
    )
    reason = forms.TypedChoiceField(
        choices=GrantReason.choices(EMERGENCY_REASONS),
        coerce=GrantReason,
        error_messages={"required": "Kies waarom.", "invalid_choice": "Kies waarom."},
    )
    why = with_small_label(
        ReasonField("In je eigen woorden, als dat helpt", required=False, widget=TextArea(2))
    )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("reason") == GrantReason.OTHER and not typed.get("why", "").strip():
            self.add_error("why", "Schrijf op waarom.")
        return typed


class EmergencyReviewForm(forms.Form):
    key = FormKeyField(required=False)
    verdict = forms.TypedChoiceField(choices=EmergencyVerdict.choices(), coerce=EmergencyVerdict)
    said = ReasonField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if (
            typed.get("verdict") == EmergencyVerdict.NOT_IN_ORDER
            and not typed.get("said", "").strip()
        ):
            self.add_error("said", "Schrijf op wat er niet in orde was.")
        return typed
