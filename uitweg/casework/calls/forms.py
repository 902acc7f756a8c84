"""The form for a call note, in which nothing is required."""

from django import forms

from uitweg.casework.calls.rules import CALL_QUESTIONS, CallContent
from uitweg.channel.conversation.forms import TEXT_TOO_LONG, FormKeyField
from uitweg.channel.conversation.rules.sizes import LONGEST_TEXT

LONGEST_TO_DO = 300


class CallForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea,
        error_messages={"max_length": TEXT_TOO_LONG},
    )
    danger = forms.BooleanField(required=False)
    where = forms.CharField(max_length=120, required=False)
    call_back = forms.CharField(max_length=120, required=False)
    age = forms.CharField(max_length=120, required=False)
    caller = forms.CharField(max_length=120, required=False)
    to_do = forms.CharField(max_length=LONGEST_TO_DO, required=False)
    key = FormKeyField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 2, required=False)
    base = forms.IntegerField(min_value=0, max_value=2**31 - 2, required=False)
    tab = forms.RegexField("^[0-9a-f]{16}$", required=False)

    @property
    def note(self) -> CallContent:
        fields = self.cleaned_data
        return CallContent(
            text=fields["text"],
            danger_now=fields["danger"],
            to_do=fields["to_do"],
            **{name: fields[name] for name in CALL_QUESTIONS},
        )
