"""What a member says to or about a report."""

from django import forms

from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField
from uitweg.channel.conversation.rules.reports import AdviceOutcome, DangerEnd, LateReason


class AnswerForm(forms.Form):
    """A member's answer to a reporter; `seen` is the last message the page showed.

    `why_late` is asked when it is the first answer and comes too late; nobody has to say it.
    """

    text = OwnWordsField()
    key = FormKeyField()
    seen = forms.IntegerField(min_value=0, max_value=2**62, required=False)
    why_late = forms.TypedChoiceField(
        choices=[("", ""), *LateReason.choices()],
        coerce=LateReason,
        required=False,
        empty_value=None,
    )


class EndDangerForm(forms.Form):
    """How danger ended; `seen` is the last message with danger that the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=2**62)
    why = forms.TypedChoiceField(choices=DangerEnd.choices(), coerce=DangerEnd)


class CloseAsAdviceForm(forms.Form):
    """How a member closes a report with advice; `seen` is the last message the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=2**62, required=False)
    outcome = forms.TypedChoiceField(choices=AdviceOutcome.choices(), coerce=AdviceOutcome)
