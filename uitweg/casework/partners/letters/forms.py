"""Forms of a letter to a partner and of the row of national figures."""

from django import forms

from uitweg.casework.cases.case.forms import LineField
from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField
from uitweg.platform.ui.fields import TextArea, with_hidden_label


class LetterForm(forms.Form):
    """The text from greeting to name; `gezien` is the fingerprint of the letter on the page.

    `toch` is ticked when it goes to a partner in a district where the youngster must never be.
    """

    key = FormKeyField()
    gezien = forms.RegexField("^[0-9a-f]{32}$")
    tekst = with_hidden_label(
        OwnWordsField(
            "De brief",
            widget=TextArea(22, keep=True, class_="letter-text", id="tekst", required=False),
        )
    )
    toch = forms.BooleanField(required=False)

    def clean_tekst(self) -> str:
        """Return the text with the line ends of the program, not of the browser."""
        text: str = self.cleaned_data["tekst"]
        return text.replace("\r\n", "\n")


USUAL_PURPOSE = "Landelijke registratie"


class NationalRowForm(forms.Form):
    """`doel` is what for, `gezien` the fingerprint of the row on the page.

    Nothing here says on what basis: that is the stored consent and no other.
    """

    key = FormKeyField()
    doel = LineField("Waarvoor", initial=USUAL_PURPOSE)
    gezien = forms.RegexField("^[0-9a-f]{32}$")
