"""Checks of what reporters and members send to the channel; both doors use them."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from uitweg.channel.actions.uploads import read_file_hashes
from uitweg.channel.rules.reports import (
    AdviceOutcome,
    DangerEnd,
    LateReason,
    ReporterLanguage,
    ReporterNeed,
    ReporterRole,
)
from uitweg.channel.rules.sizes import LONGEST_TEXT, MOST_SEALED_STEPS, STEP_BYTES
from uitweg.platform.sealing import envelope

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

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_TEXT,
            error_messages={"required": "Schrijf eerst iets op.", "max_length": TEXT_TOO_LONG},
            widget=forms.Textarea,
            **kwargs,
        )


class PlainMessageForm(forms.Form):
    """A message from a browser without JavaScript; the server seals it before it is stored.

    A first message says when somebody is `needed`, a later one whether there is `danger`.
    """

    text = OwnWordsField()
    role = forms.TypedChoiceField(
        choices=ReporterRole.choices(), coerce=ReporterRole, required=False
    )
    danger = forms.BooleanField(required=False)
    needed = forms.TypedChoiceField(
        choices=ReporterNeed.choices(), coerce=ReporterNeed, required=False
    )
    language = forms.TypedChoiceField(
        choices=ReporterLanguage.choices(), coerce=ReporterLanguage, required=False
    )
    safe_times = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Make who needs somebody now a message with danger."""
        fields = self.cleaned_data
        fields["danger"] = bool(fields.get("danger")) or fields.get("needed") == ReporterNeed.NOW
        return fields


MESSAGE_FIELDS = frozenset({"key", "mailbox_id", "for_team", "for_reporter", "danger", "files"})
REPORT_FIELDS = MESSAGE_FIELDS | {"reporter_public"}


@dataclass(frozen=True, slots=True)
class SealedSubmission:
    """A checked message that the browser sealed; only a first one has `reporter_public`."""

    key: bytes
    mailbox_id: bytes
    for_team: bytes
    for_reporter: bytes
    danger: bool
    reporter_public: bytes | None
    files: tuple[bytes, ...] = ()


def read_message(fields: Mapping[str, Any], *, key_id: bytes) -> SealedSubmission:
    """Check a message sealed to the team key `key_id`. Raises ValueError.

    Not a Django form, which took ten times as long; nobody is shown the errors anyway.
    """
    danger = fields.get("danger", False)
    if not isinstance(danger, bool):
        raise ValueError("danger is not a boolean")
    return SealedSubmission(
        key=_decode_base64(fields.get("key"), FORM_KEY_BYTES),
        mailbox_id=read_mailbox_id(fields),
        for_team=_decode_envelope(fields.get("for_team"), key_id),
        for_reporter=_decode_envelope(fields.get("for_reporter"), None),
        danger=danger,
        reporter_public=None,
        files=read_file_hashes(ids) if (ids := fields.get("files", "")) != "" else (),
    )


def read_report(fields: Mapping[str, Any], *, key_id: bytes) -> SealedSubmission:
    """Check a first message: its copy is sealed to the included public key. Raises ValueError."""
    submission = read_message(fields, key_id=key_id)
    public = _decode_base64(fields.get("reporter_public"), envelope.PUBLIC_KEY_LENGTH)
    if not envelope.is_public_key(public):
        raise ValueError("not a public key: nobody could answer")
    if envelope.inspect(submission.for_reporter).key_id != envelope.key_id(public):
        raise ValueError("the copy is sealed to another key")
    return replace(submission, reporter_public=public)


def read_mailbox_id(fields: Mapping[str, Any]) -> bytes:
    """Return the 32 bytes that open a mailbox. Raises ValueError."""
    return _decode_base64(fields.get("mailbox_id"), 32)


def _decode_base64(value: object, length: int | None) -> bytes:
    """Decode strict base64 of exactly `length` bytes, or of at least one when it is None."""
    if not isinstance(value, str):
        raise ValueError("not a string")
    raw = b64decode(value, validate=True)
    if len(raw) != length if length else not raw:
        raise ValueError("wrong length")
    return raw


def _decode_envelope(value: object, key_id: bytes | None) -> bytes:
    """Decode an envelope of whole steps, sealed to `key_id` unless that is None."""
    raw = _decode_base64(value, None)
    header = envelope.inspect(raw)
    if header.suite != 1 or not envelope.padded_length_ok(
        raw, STEP_BYTES, most_steps=MOST_SEALED_STEPS
    ):
        raise ValueError("wrong suite or size")
    if key_id is not None and header.key_id != key_id:
        raise ValueError("sealed to another key")
    return raw


class AnswerForm(forms.Form):
    """A member's answer to a reporter; `seen` is the last message the page showed.

    `why_late` is asked when it is the first answer and comes too late; nobody has to say it.
    """

    text = OwnWordsField()
    key = FormKeyField()
    seen = forms.IntegerField(min_value=0, max_value=2**62, required=False)
    why_late = forms.TypedChoiceField(
        choices=[("", ""), *LateReason.choices()],
        coerce=LateReason,
        required=False,
        empty_value=None,
    )


class EndDangerForm(forms.Form):
    """How danger ended; `seen` is the last message with danger that the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=2**62)
    why = forms.TypedChoiceField(choices=DangerEnd.choices(), coerce=DangerEnd)


class CloseAsAdviceForm(forms.Form):
    """How a member closes a report with advice; `seen` is the last message the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=2**62, required=False)
    outcome = forms.TypedChoiceField(choices=AdviceOutcome.choices(), coerce=AdviceOutcome)
