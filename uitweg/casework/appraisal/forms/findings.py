"""The form of what an authority found."""

from datetime import date

from django import forms
from django.utils import timezone

from uitweg.casework.appraisal.actions.findings import WrittenFinding
from uitweg.casework.appraisal.rules.stages import Authority, AuthorityView
from uitweg.channel.forms import FormKeyField, OwnWordsField


class FindingForm(forms.Form):
    key = FormKeyField()
    authority = forms.TypedChoiceField(
        choices=Authority.choices(),
        coerce=Authority,
        error_messages={"required": "Kies wie dit vindt."},
    )
    view = forms.TypedChoiceField(
        choices=AuthorityView.choices(),
        coerce=AuthorityView,
        error_messages={"required": "Kies wat zij ervan vinden."},
    )
    found_on = forms.DateField(
        error_messages={"invalid": "Dit is geen dag.", "required": "Kies de dag."}
    )
    said_by = forms.CharField(
        max_length=300, error_messages={"required": "Schrijf op wie het zei, of welk stuk het is."}
    )
    decided = OwnWordsField()
    why = OwnWordsField(required=False)

    def clean_found_on(self) -> date:
        day: date = self.cleaned_data["found_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return day

    @property
    def written(self) -> WrittenFinding:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return WrittenFinding(**typed)
