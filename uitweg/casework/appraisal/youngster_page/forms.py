"""The form for the lines of the page for the youngster."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from uitweg.casework.appraisal.facts.rules.content import YoungsterPage
from uitweg.casework.appraisal.youngster_page.rules import MOST_LETTERS, MOST_LINES
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.content.checks.readability import READABILITY_RULES
from uitweg.platform.identifiers.phones import phone_numbers_in
from uitweg.platform.ui.fields import Chips, TextArea

MOST_WORDS = READABILITY_RULES["nl-a2"].longest
NAMES_OFFENCE = (("nee", "nee"), ("ja", "ja, de advocaat leest het eerst"))


class ShortLinesField(forms.CharField):
    """A few short sentences, each on a line of its own, in easy words."""

    widget = TextArea(6)

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, validators=[MaxLengthValidator(2000)])

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        lines = tuple(line for each in typed.splitlines() if (line := " ".join(each.split())))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                f"Hoogstens {MOST_LINES} zinnen, anders past het niet op één blad."
            )
        for line in lines:
            if len(line) > MOST_LETTERS or len(line.split()) > MOST_WORDS:
                raise forms.ValidationError(f"Maak deze zin korter: “{line[:60]}”.")
        return lines


class YoungsterPageForm(forms.Form):
    """What we know and what we still ask, whom to call, and whether an offence is named."""

    key = FormKeyField()
    replaces = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    known = ShortLinesField("Wat wij weten")
    asked = ShortLinesField("Wat wij nog vragen")
    lawyer = forms.CharField(label="Advocaat van de jongere", max_length=60, required=False)
    lawyer_phone = forms.CharField(label="Telefoon van de advocaat", max_length=30, required=False)
    offence = forms.ChoiceField(
        label="Staat er een strafbaar feit in?",
        widget=Chips({"required": True}),
        choices=NAMES_OFFENCE,
        error_messages={"required": "Kies of er een strafbaar feit in staat."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        lawyer, phone = cleaned.get("lawyer", ""), cleaned.get("lawyer_phone", "")
        if phone and not any(number.dialled for number in phone_numbers_in(phone)):
            self.add_error("lawyer_phone", "Dit is geen telefoonnummer dat je kunt bellen.")
        if bool(lawyer) != bool(phone):
            self.add_error("lawyer_phone", "Vul de naam en het nummer van de advocaat allebei in.")
        return cleaned

    @property
    def page(self) -> YoungsterPage:
        cleaned = self.cleaned_data
        return YoungsterPage(
            known=cleaned["known"],
            asked=cleaned["asked"],
            lawyer=cleaned["lawyer"],
            lawyer_phone=cleaned["lawyer_phone"],
            mentions_offence=cleaned["offence"] == "ja",
        )


def filled_in(page: YoungsterPage, *, replaces: int | None) -> YoungsterPageForm:
    """Return the form with the lines as they are; a page never written has no answer yet."""
    return YoungsterPageForm(
        initial={
            "replaces": replaces or "",
            "known": "\n".join(page.known),
            "asked": "\n".join(page.asked),
            "lawyer": page.lawyer,
            "lawyer_phone": page.lawyer_phone,
            "offence": ("ja" if page.mentions_offence else "nee") if replaces else "",
        }
    )
