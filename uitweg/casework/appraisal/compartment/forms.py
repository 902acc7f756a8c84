"""Forms of who opens the compartment, and drafts of the weighing's forms."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.appraisal.compartment.models import Compartment
from uitweg.casework.appraisal.compartment.rules.grants import (
    LONGEST_GRANT,
    USUAL_GRANT,
    CompartmentLevel,
)
from uitweg.casework.cases.grants.forms import members_to_let_in
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.drafts.rules.places import DraftPlace
from uitweg.platform.ui.fields import DayField, Picks
from uitweg.platform.ui.moments import local_midnight

YES, NO = "ja", "nee"


class KeyedForm(forms.Form):
    """A form without fields: its own key, so that sending it twice does it once."""

    key = FormKeyField()


class CompartmentGrantForm(forms.Form):
    """Who gets access, to do what, up to and including which day, and from which team."""

    to = forms.ModelChoiceField(
        label="Wie",
        queryset=Member.objects.none(),
        empty_label="Kies",
        error_messages={"invalid_choice": "Kies een collega.", "required": "Kies een collega."},
    )
    level = forms.TypedChoiceField(
        label="Om te",
        choices=[("", "Kies"), *CompartmentLevel.choices()],
        coerce=CompartmentLevel,
        error_messages={"required": "Kies wat deze collega doet."},
    )
    until = DayField(
        "Tot en met",
        error_messages={
            "invalid": "Dit is geen dag. Kies er een.",
            "required": "Kies tot wanneer. Toegang eindigt hier altijd.",
        },
    )
    other_team = forms.TypedChoiceField(
        choices=[(YES, "ja"), (NO, "nee")],
        coerce=lambda value: value == YES,
        required=False,
        widget=Picks,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = members_to_let_in()  # type: ignore[attr-defined]
        self.fields["until"].widget.attrs["max"] = latest_day().isoformat()

    def clean_until(self) -> datetime:
        """Return the midnight that ends the chosen day."""
        day, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= day <= latest_day():
            raise forms.ValidationError("Kies een dag in het komende half jaar.")
        return local_midnight(day + timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        """Ask of a second judge whether they work in another team: it is printed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_judge = cleaned.get("level") is CompartmentLevel.JUDGE
        if is_judge and cleaned.get("other_team") == "":
            self.add_error("other_team", "Zeg of deze collega in een ander team werkt.")
        return cleaned


def latest_day() -> date:
    """Return the last day that can be chosen: half a year ahead."""
    return timezone.localdate() + LONGEST_GRANT - timedelta(days=1)


def usual_day() -> date:
    return timezone.localdate() + USUAL_GRANT


class RecoverySheetForm(forms.Form):
    """The 24 words of the recovery sheet."""

    sheet = forms.CharField(
        label="Typ de 24 woorden van het herstelvel",
        max_length=400,
        error_messages={"required": "Typ de woorden van het herstelvel."},
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )


APPRAISAL_FORM_PATH = re.compile(r"/casus/([0-9]{1,18})/weging/")


def compartment_draft_place(place: str, *, by: Actor) -> DraftPlace | None:
    """Return what this member may do with a draft; None when `place` is no form of a weighing."""
    match = APPRAISAL_FORM_PATH.match(place)
    if match is None:
        return None
    compartment = Compartment.objects.filter(case=int(match[1])).first()
    opens = may(by, Permission.APPRAISAL_READ, compartment)
    return DraftPlace(f"Weging U-{int(match[1]):04d}", opens, lambda _: opens)
