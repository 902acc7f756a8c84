"""What a member writes in a case, checked."""

from django import forms

from uitweg.cases.rules import KIND_WORDS, EntryKind
from uitweg.reports.forms import KeyOfForm, PlainText


class EntryForm(forms.Form):
    text = PlainText()
    key = KeyOfForm()
    kind = forms.ChoiceField(
        choices=[(k.value, w) for k, w in KIND_WORDS.items() if k is not EntryKind.REPORT]
    )
