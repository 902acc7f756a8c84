"""An entry on the timeline, and its correction, checked."""

from django import forms

from uitweg.casework.cases.forms.fields import AudienceForm
from uitweg.casework.cases.rules.timeline import KIND_WORDS, MANUAL_KINDS
from uitweg.channel.forms import FormKeyField, OwnWordsField


class EntryForm(AudienceForm):
    text = OwnWordsField()
    key = FormKeyField()
    kind = forms.ChoiceField(choices=[(k.value, KIND_WORDS[k]) for k in MANUAL_KINDS])


class CorrectionForm(forms.Form):
    text = OwnWordsField()
    key = FormKeyField()
