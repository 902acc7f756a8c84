"""Moving a case on, its ground and its review date, checked."""

from django import forms

from uitweg.casework.cases.forms.fields import LONGEST_LINE
from uitweg.casework.cases.rules.grounds import GROUND_WORDS
from uitweg.casework.cases.rules.workflow import STATE_WORDS, CaseState


class ChangeStateForm(forms.Form):
    then = forms.ChoiceField(choices=[(s.value, w) for s, w in STATE_WORDS.items()])
    why = forms.CharField(max_length=LONGEST_LINE, required=False)

    def clean_then(self) -> CaseState:
        return CaseState(self.cleaned_data["then"])


class GroundAndReviewForm(forms.Form):
    """The ground and the day to look again; `seen` is what the page showed of both."""

    seen = forms.CharField(max_length=60, required=False)
    ground = forms.ChoiceField(choices=[(g.value, w) for g, w in GROUND_WORDS.items()])
    look_on = forms.DateField(
        required=False, error_messages={"invalid": "Dit is geen dag. Kies er een."}
    )
