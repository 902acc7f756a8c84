"""What a member types about how they are reached: a new channel, and the code of a test."""

import re
from typing import Any

from django import forms
from django.core.validators import validate_email

from uitweg.casework.duty.channels.rules import CODE_DIGITS, ChannelKind
from uitweg.platform.identifiers.phones import is_ordinary_line, read_phone
from uitweg.platform.ui.fields import TOO_LONG, UNSTORABLE

CHAT_ADDRESS = re.compile(r"[\w!#@+][\w.:@+/=#!-]*")
"""A room or person as chat programs write them (#duty:city.example, @fatima); no spaces."""
NOT_A_PHONE = "Dit is geen heel telefoonnummer. Bijvoorbeeld: 06 12345678, of met landnummer."
NOT_ORDINARY = "Dit is geen gewoon nummer van een mens of kantoor. Neem een ander."
NOT_MOBILE = "Naar dit nummer gaat geen sms. Neem een mobiel nummer."
NOT_MAIL = "Dit is geen heel mailadres. Bijvoorbeeld: naam@gemeente.example."
NOT_CHAT = "Neem de kamer of naam zonder spaties, zoals de beheerder die gaf."
SIX_DIGITS = "De code is zes cijfers."


class ChannelForm(forms.Form):
    """A kind of channel and its address; cleans the address to what the gateway wants."""

    kind = forms.TypedChoiceField(
        label="Hoe",
        choices=ChannelKind.choices(),
        coerce=ChannelKind,
        error_messages={"required": "Kies een manier.", "invalid_choice": "Kies een manier."},
    )
    address = forms.CharField(
        label="Nummer of adres",
        help_text="Je eigen telefoonnummer, mailadres, of kamer voor chat.",
        max_length=200,
        error_messages={
            "required": "Vul het nummer of adres in.",
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSTORABLE,
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, typed = cleaned.get("kind"), cleaned.get("address")
        if kind and typed:
            try:
                cleaned["address"] = _read_address(kind, typed)
            except forms.ValidationError as error:
                self.add_error("address", error)
        return cleaned


def _read_address(kind: ChannelKind, typed: str) -> str:
    """Return the address as it is stored. Raises ValidationError."""
    if kind is ChannelKind.MAIL:
        try:
            validate_email(typed)
        except forms.ValidationError:
            raise forms.ValidationError(NOT_MAIL) from None
        return typed
    if kind is ChannelKind.CHAT:
        if not CHAT_ADDRESS.fullmatch(typed):
            raise forms.ValidationError(NOT_CHAT)
        return typed
    dialled = read_phone(typed)
    if not dialled:
        raise forms.ValidationError(NOT_A_PHONE)
    if not is_ordinary_line(dialled):
        raise forms.ValidationError(NOT_ORDINARY)
    if kind is ChannelKind.SMS and not is_ordinary_line(dialled, takes_texts=True):
        raise forms.ValidationError(NOT_MOBILE)
    return dialled


class CodeForm(forms.Form):
    """The six digits that came through a channel, however they were spaced."""

    code = forms.CharField(
        max_length=20,
        error_messages={
            "required": "Vul de code in.",
            "max_length": SIX_DIGITS,
            "null_characters_not_allowed": SIX_DIGITS,
        },
    )

    def clean_code(self) -> str:
        digits = "".join(str(self.cleaned_data["code"]).split())
        if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits):
            raise forms.ValidationError(SIX_DIGITS)
        return digits
