"""Giving a case to another owner, checked."""

from typing import Any

from django import forms

from uitweg.casework.cases.actions.handover import STAYS_WORDS
from uitweg.casework.cases.forms.grants import Why, holders
from uitweg.casework.cases.models import Case
from uitweg.channel.forms import KeyOfForm
from uitweg.platform.accounts.models import Member


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        queryset=Member.objects.none(),
        error_messages={"invalid_choice": "Kies een collega.", "required": "Kies een collega."},
    )
    key = KeyOfForm(required=False)
    keeps = forms.ChoiceField(choices=[(s.value, w) for s, w in STAYS_WORDS.items()])
    why = Why()
    was = forms.IntegerField(required=False)
    sheet = forms.CharField(required=False, max_length=400)

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = holders().exclude(pk=case.coordinator_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
