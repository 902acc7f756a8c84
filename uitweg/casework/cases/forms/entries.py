"""The forms of an entry on the timeline and of its correction."""

from django import forms

from uitweg.casework.cases.forms.fields import AudienceForm
from uitweg.casework.cases.rules.timeline import MANUAL_KINDS, EntryKind
from uitweg.channel.forms import FormKeyField, OwnWordsField


class EntryForm(AudienceForm):
    text = OwnWordsField()
    key = FormKeyField()
    kind = forms.TypedChoiceField(choices=EntryKind.choices(MANUAL_KINDS), coerce=EntryKind)


class CorrectionForm(forms.Form):
    text = OwnWordsField()
    key = FormKeyField()
