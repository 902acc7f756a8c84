"""The form that hands a case over to another owner."""

from typing import Any

from django import forms

from uitweg.casework.cases.case.forms import ReasonField
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.grants import FormerOwnerAccess
from uitweg.casework.cases.grants.forms import members_to_let_in
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.accounts.models import Member
from uitweg.platform.ui.fields import Picks


class HandOverForm(forms.Form):
    """The new owner, what the former owner keeps, and a note for the new owner.

    `was` is the id of the owner that the page showed. `sheet` takes the words of the recovery
    sheet, for a restricted case that this member cannot open.
    """

    to = forms.ModelChoiceField(
        label="Aan wie",
        empty_label="Kies",
        queryset=Member.objects.none(),
        error_messages={"invalid_choice": "Kies een collega.", "required": "Kies een collega."},
    )
    key = FormKeyField(required=False)
    keeps = forms.TypedChoiceField(
        choices=FormerOwnerAccess.choices(),
        coerce=FormerOwnerAccess,
        initial=next(iter(FormerOwnerAccess)),
        widget=Picks({"required": True}),
    )
    why = ReasonField("Waarom, en wat moet de ander weten?")
    was = forms.IntegerField(required=False)
    sheet = forms.CharField(
        label="Deze casus is strikt. Typ de 24 woorden van het herstelvel",
        required=False,
        max_length=400,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = members_to_let_in().exclude(pk=case.coordinator_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
