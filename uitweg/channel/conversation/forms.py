"""Checks of what reporters and members send to the channel; both doors use them."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from uitweg.channel.conversation.rules.sizes import LONGEST_TEXT
from uitweg.platform.ui.fields import TextArea

TEXT_TOO_LONG = f"Dit is langer dan {LONGEST_TEXT:,} tekens. Maak je tekst korter.".replace(
    ",", "."
)
FORM_KEY_BYTES = 16


class FormKeyField(forms.CharField):
    """The form's own random key: 32 hex characters, 16 bytes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=2 * FORM_KEY_BYTES, max_length=2 * FORM_KEY_BYTES, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise forms.ValidationError("geen sleutel") from None


class OwnWordsField(forms.CharField):
    """A person's own words: line breaks kept, no control characters, at most 20,000 characters."""

    widget = TextArea

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        error_messages = {"required": "Schrijf eerst iets op.", "max_length": TEXT_TOO_LONG}
        # not as max_length: at a maxlength a browser cuts what is pasted, without a word
        shorter = MaxLengthValidator(LONGEST_TEXT)
        super().__init__(label=label, validators=[shorter], error_messages=error_messages, **kwargs)


def read_mailbox_id(fields: Mapping[str, Any]) -> bytes:
    """Return the 32 bytes that open a mailbox. Raises ValueError."""
    return decode_base64(fields.get("mailbox_id"), 32)


def decode_base64(value: object, length: int | None) -> bytes:
    """Decode strict base64 of exactly `length` bytes, or of at least one when it is None."""
    if not isinstance(value, str):
        raise ValueError("not a string")
    raw = b64decode(value, validate=True)
    if len(raw) != length if length else not raw:
        raise ValueError("wrong length")
    return raw
