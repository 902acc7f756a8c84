"""The form of a letter: its text as the member left it, and what it was made from."""

from django import forms

from uitweg.channel.forms import FormKeyField, OwnWordsField


class LetterForm(forms.Form):
    """The text from greeting to name; `gezien` is the fingerprint of the letter on the page.

    `toch` is ticked when it goes to a partner in a district where the youngster must never be.
    """

    key = FormKeyField()
    gezien = forms.RegexField("^[0-9a-f]{32}$")
    tekst = OwnWordsField()
    toch = forms.BooleanField(required=False)

    def clean_tekst(self) -> str:
        """Return the text with the line ends of the program, not of the browser."""
        text: str = self.cleaned_data["tekst"]
        return text.replace("\r\n", "\n")
