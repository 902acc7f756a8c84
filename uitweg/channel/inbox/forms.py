"""Checks of what a reporter writes: in a form, or sealed by the browser."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from uitweg.channel.attachments.actions.uploads import read_file_hashes
from uitweg.channel.conversation.forms import (
    FORM_KEY_BYTES,
    OwnWordsField,
    decode_base64,
    read_mailbox_id,
)
from uitweg.channel.conversation.rules.reports import ReporterLanguage, ReporterNeed, ReporterRole
from uitweg.channel.conversation.rules.sizes import MOST_SEALED_STEPS, STEP_BYTES
from uitweg.platform.sealing import envelope


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
        key=decode_base64(fields.get("key"), FORM_KEY_BYTES),
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
    public = decode_base64(fields.get("reporter_public"), envelope.PUBLIC_KEY_LENGTH)
    if not envelope.is_public_key(public):
        raise ValueError("not a public key: nobody could answer")
    if envelope.inspect(submission.for_reporter).key_id != envelope.key_id(public):
        raise ValueError("the copy is sealed to another key")
    return replace(submission, reporter_public=public)


def _decode_envelope(value: object, key_id: bytes | None) -> bytes:
    """Decode an envelope of whole steps, sealed to `key_id` unless that is None."""
    raw = decode_base64(value, None)
    header = envelope.inspect(raw)
    if header.suite != 1 or not envelope.padded_length_ok(
        raw, STEP_BYTES, most_steps=MOST_SEALED_STEPS
    ):
        raise ValueError("wrong suite or size")
    if key_id is not None and header.key_id != key_id:
        raise ValueError("sealed to another key")
    return raw
