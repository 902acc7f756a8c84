"""An entry on the timeline, and its correction, checked."""

from django import forms

from uitweg.casework.cases.forms.fields import AudienceForm
from uitweg.casework.cases.rules.timeline import KIND_WORDS, WRITTEN_BY_HAND
from uitweg.channel.forms import KeyOfForm, PlainText


class EntryForm(AudienceForm):
    text = PlainText()
    key = KeyOfForm()
    kind = forms.ChoiceField(choices=[(k.value, KIND_WORDS[k]) for k in WRITTEN_BY_HAND])


class CorrectionForm(forms.Form):
    text = PlainText()
    key = KeyOfForm()
