"""The form that makes a new team key."""

from django import forms

from uitweg.platform.sealing import envelope, recovery

NOT_ON_PAPER = "Zet de 24 woorden eerst op papier, en zet dan een vinkje. Er is niets veranderd."
NOT_OUR_WORDS = "Deze woorden zijn geen herstelvel. Begin opnieuw; er is niets veranderd."


class TurnTeamKeyForm(forms.Form):
    """The id of the key that the page showed (hex); `new_sheet` asks for a new recovery sheet.

    Its 24 words are shown before anything changes, and come back in `words`: so no sheet ever
    counts whose words nobody saw.
    """

    present = forms.RegexField(r"^[0-9a-f]{16}$")
    new_sheet = forms.BooleanField(required=False)
    words = forms.CharField(required=False, max_length=400)
    on_paper = forms.BooleanField(required=False)

    @property
    def present_id(self) -> bytes:
        return bytes.fromhex(self.cleaned_data["present"])

    @property
    def shows_words_first(self) -> bool:
        """Whether the words of a new sheet are still to be shown."""
        return self.cleaned_data["new_sheet"] and not self.cleaned_data["words"]

    def clean_on_paper(self) -> bool:
        is_on_paper = bool(self.cleaned_data["on_paper"])
        if self.cleaned_data.get("words") and not is_on_paper:
            raise forms.ValidationError(NOT_ON_PAPER)
        return is_on_paper

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        try:
            if words:
                recovery.from_words(words)
        except (recovery.WrongWords, recovery.WrongChecksum):
            raise forms.ValidationError(NOT_OUR_WORDS) from None
        return words

    def sheet_public_key(self) -> bytes:
        """Return the public key of the new sheet, or b"" when the present sheet stays."""
        words = self.cleaned_data["words"]
        return envelope.public_key(recovery.from_words(words)) if words else b""
