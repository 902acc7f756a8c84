"""The forms that change the state of a case, its legal ground and its review date."""

from django import forms

from uitweg.casework.cases.forms.fields import LONGEST_LINE
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.workflow import CaseState


class ChangeStateForm(forms.Form):
    then = forms.TypedChoiceField(choices=CaseState.choices(), coerce=CaseState)
    why = forms.CharField(max_length=LONGEST_LINE, required=False)


class GroundAndReviewForm(forms.Form):
    """The legal ground and the review date; `seen` is what the page showed of both."""

    seen = forms.CharField(max_length=60, required=False)
    ground = forms.TypedChoiceField(choices=LegalGround.choices(), coerce=LegalGround)
    review_on = forms.DateField(
        required=False, error_messages={"invalid": "Dit is geen dag. Kies er een."}
    )
