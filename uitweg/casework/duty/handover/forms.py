"""The forms of a hand-over: what the next shift must know, a line added, and taking over."""

from django import forms

from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField


class HandoverTextForm(forms.Form):
    """What a member writes: the one field that completes a hand-over, or a line added to it."""

    text = OwnWordsField()
    key = FormKeyField()


class AcceptHandoverForm(forms.Form):
    """`seen` is how many texts the page showed: nobody takes over what they did not read."""

    seen = forms.IntegerField(min_value=0, max_value=10_000)
