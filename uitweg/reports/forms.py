"""What was typed or sent at the channel, checked; the public door and the staff door share it."""

from base64 import b64decode
from typing import Any

from django import forms

from uitweg.reports.rules import LANGUAGES, LONGEST_TEXT, ROLES, SEALED_STEPS, STEP, Outcome
from uitweg.sealing import envelope

TOO_LONG = f"Dit is langer dan {LONGEST_TEXT:,} tekens. Maak je tekst korter.".replace(",", ".")
KEY_BYTES = 16


class Bytes(forms.CharField):
    """Base64 of exactly `length` bytes (or, without it, of anything)."""

    def __init__(self, *, length: int | None = None, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.length = length

    def to_python(self, value: Any) -> bytes:  # type: ignore[override]
        if not isinstance(value, str):
            raise forms.ValidationError("geen tekst")
        try:
            raw = b64decode(value, validate=True)
        except ValueError:
            raise forms.ValidationError("geen base64") from None
        if self.length is not None and len(raw) != self.length:
            raise forms.ValidationError("verkeerde lengte")
        return raw

    def validate(self, value: Any) -> None:
        if not value:
            raise forms.ValidationError("leeg")

    def run_validators(self, value: Any) -> None:
        """Bytes have no text validators."""


class Sealed(Bytes):
    """Base64 of an envelope of whole steps, sealed to the key with `key_id` when that is given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key_id: bytes | None = None

    def to_python(self, value: Any) -> bytes:  # type: ignore[override]
        raw = super().to_python(value)
        try:
            header = envelope.inspect(raw)
        except envelope.Malformed:
            raise forms.ValidationError("geen envelop") from None
        if header.suite != 1 or not envelope.padded_length_ok(raw, STEP, most_steps=SEALED_STEPS):
            raise forms.ValidationError("verkeerde maat")
        if self.key_id is not None and header.key_id != self.key_id:
            raise forms.ValidationError("andere sleutel")
        return raw


class KeyOfForm(forms.CharField):
    """The form's own random key: 32 hex characters, 16 bytes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=2 * KEY_BYTES, max_length=2 * KEY_BYTES, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise forms.ValidationError("geen sleutel") from None


class PlainText(forms.CharField):
    """A person's own words: line breaks kept, no control characters, at most 20,000 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_TEXT,
            error_messages={"required": "Schrijf eerst iets op.", "max_length": TOO_LONG},
            widget=forms.Textarea,
            **kwargs,
        )


class WriteForm(forms.Form):
    """What someone without JavaScript tells us; sealed by the door before it is stored."""

    text = PlainText()
    role = forms.ChoiceField(choices=list(ROLES.items()), required=False)
    danger = forms.BooleanField(required=False)
    language = forms.ChoiceField(choices=list(LANGUAGES.items()), required=False)
    safe_times = forms.CharField(max_length=200, required=False)


class SealedMessageForm(forms.Form):
    """A message the browser sealed."""

    key = Bytes(length=KEY_BYTES)
    mailbox_id = Bytes(length=32)
    for_team = Sealed()
    for_reporter = Sealed()
    danger = forms.BooleanField(required=False)

    def __init__(self, *args: Any, team_key_id: bytes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["for_team"]
        assert isinstance(field, Sealed)
        field.key_id = team_key_id


class SealedReportForm(SealedMessageForm):
    """A first message, with the public half of the key the reporter's words made."""

    reporter_public = Bytes(length=1216)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        public, copy = cleaned.get("reporter_public"), cleaned.get("for_reporter")
        if public and not envelope.is_public_key(public):
            raise forms.ValidationError("geen sleutel: niemand zou kunnen antwoorden")
        if public and copy and envelope.inspect(copy).key_id != envelope.key_id(public):
            raise forms.ValidationError("de kopie is aan een andere sleutel verzegeld")
        return cleaned


class MailboxForm(forms.Form):
    mailbox_id = Bytes(length=32)


class AnswerForm(forms.Form):
    """A member's answer to a reporter."""

    text = PlainText()
    key = KeyOfForm()
    seen = forms.IntegerField(min_value=0, max_value=2**62, required=False)


class AdviceForm(forms.Form):
    """How a member closes a report; `seen` is the last message the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=2**62, required=False)
    outcome = forms.ChoiceField(choices=[(o.value, o.name) for o in Outcome])
