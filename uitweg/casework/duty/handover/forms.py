"""The forms of a hand-over: what the next shift must know, a line added, and taking over."""

from django import forms

from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField
from uitweg.channel.conversation.rules.sizes import LONGEST_TEXT
from uitweg.platform.ui.fields import TextArea


class HandoverTextForm(forms.Form):
    """What a member writes: the one field that completes a hand-over, or a line added to it."""

    text = OwnWordsField(
        widget=TextArea(
            5,
            keep=True,
            id="tekst",
            data_longest=LONGEST_TEXT,
            data_count="tekst-lengte",
            aria_describedby="tekst-lengte",
        )
    )
    key = FormKeyField()


class AcceptHandoverForm(forms.Form):
    """`seen` is how many texts the page showed: nobody takes over what they did not read."""

    seen = forms.IntegerField(min_value=0, max_value=10_000)
