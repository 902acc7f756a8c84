"""The forms of goals and actions."""

from typing import Any

from django import forms

from uitweg.casework.cases.forms.fields import DataGroupField, LineField
from uitweg.casework.cases.models import Case, Goal
from uitweg.casework.cases.rules.plan import ActionState, Domain, GoalState
from uitweg.channel.forms import FormKeyField
from uitweg.platform.accounts.models import Member


class GoalForm(forms.Form):
    text = LineField()
    key = FormKeyField()
    domain = forms.TypedChoiceField(choices=Domain.choices(), coerce=Domain)


class ActionForm(forms.Form):
    """Who does what, by when; the owner is a member who may work in the case."""

    text = LineField()
    key = FormKeyField()
    due_on = forms.DateField(
        required=False, error_messages={"invalid": "Dit is geen dag. Kies er een."}
    )
    owner = forms.ModelChoiceField(
        queryset=Member.objects.none(),
        error_messages={"invalid_choice": "Kies wie het doet.", "required": "Kies wie het doet."},
    )
    goal = forms.ModelChoiceField(
        queryset=Goal.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Kies een doel van deze casus."},
    )
    group = DataGroupField()

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = case.workers()  # type: ignore[attr-defined]
        self.fields["goal"].queryset = case.goals.all()  # type: ignore[attr-defined]


class GoalStateForm(forms.Form):
    state = forms.TypedChoiceField(choices=GoalState.choices(), coerce=GoalState)


class ActionStateForm(forms.Form):
    """Either another state or another day; `was` is the day that the page showed."""

    state = forms.TypedChoiceField(
        choices=ActionState.choices((ActionState.OPEN, ActionState.DONE)),
        coerce=ActionState,
        required=False,
    )
    due_on = forms.DateField(required=False)
    was = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if bool(typed.get("state")) == bool(typed.get("due_on")):
            raise forms.ValidationError("een van de twee")
        return typed


class DropActionForm(forms.Form):
    why = LineField()
