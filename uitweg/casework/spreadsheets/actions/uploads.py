"""Keeping an uploaded spreadsheet between the steps of an import, encrypted for its member."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction

from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.casework.spreadsheets.rules.columns import ImportField, guessed_columns
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.sheet import run
from uitweg.platform.sandbox.sheet.run import SheetTable
from uitweg.platform.sealing import box, envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

UPLOAD_TABLE = "spreadsheets_upload"


@dataclass(frozen=True)
class ImportChoices:
    """What the member chose so far: what each column holds, and what happens to each row.

    The dictionaries are keyed by the index of a row. `matches` holds the id of the case that the
    row resembles and can be added to, and what is the same; `elsewhere` the same for a case that
    the member cannot add to. `decided` holds outcomes that the member chose.
    """

    columns: tuple[ImportField | None, ...]
    matches: dict[int, tuple[int, MatchedBy]] = field(default_factory=dict)
    decided: dict[int, str] = field(default_factory=dict)
    is_mapped: bool = False
    elsewhere: dict[int, tuple[int, MatchedBy]] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        fields = [self.columns, self.matches, self.decided, self.is_mapped, self.elsewhere]
        return json.dumps(fields).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ImportChoices":
        columns, matches, decided, is_mapped, elsewhere = json.loads(raw)
        return cls(
            columns=tuple(ImportField(column) if column else None for column in columns),
            matches=_matches_from_json(matches),
            decided={int(index): outcome for index, outcome in decided.items()},
            is_mapped=is_mapped,
            elsewhere=_matches_from_json(elsewhere),
        )


def _matches_from_json(matches: dict[str, tuple[int, str]]) -> dict[int, tuple[int, MatchedBy]]:
    return {int(index): (case, MatchedBy(by)) for index, (case, by) in matches.items()}


@dataclass(frozen=True)
class OpenedUpload:
    """A decrypted upload; `key` encrypts the choices that are saved next."""

    upload: Upload
    key: bytes
    table: SheetTable
    choices: ImportChoices


def store_upload(*, content: bytes, by: Actor) -> Upload:
    """Read a spreadsheet and store it encrypted; replaces an upload that waits.

    Raises CannotReadSheet when the file is not a spreadsheet that we can read.
    """
    require(by.member, Permission.CASE_IMPORT)
    table = run.read_sheet(content)
    token, key = tokens.new_token(16), box.new_key()
    public_key = envelope.public_key(by.keyring.seed)
    with transaction.atomic():
        Upload.objects.filter(member=by.member).delete()
        upload = Upload.objects.create(
            token=token,
            member=by.member,
            stored_at=by.now,
            sealed_key=envelope.seal(public_key, _sealing_context(token, "sealed_key"), key),
            sealed_table=box.lock(key, _sealing_context(token, "sealed_table"), table.to_bytes()),
        )
        _store_choices(upload, key, ImportChoices(tuple(guessed_columns(table.headings))))
        audit_log.record(by.member, "spreadsheet:upload", upload)
    return upload


def open_upload(upload: Upload, *, by: Actor) -> OpenedUpload:
    """Decrypt one's own upload. Raises NotPossible when the member's key changed since."""
    if upload.member_id != by.member.pk:
        raise NotPossible("import-gone")
    token = bytes(upload.token)
    try:
        key = envelope.unseal(
            by.keyring.seed, _sealing_context(token, "sealed_key"), bytes(upload.sealed_key)
        )
        table = box.unlock(key, _sealing_context(token, "sealed_table"), bytes(upload.sealed_table))
        choices = box.unlock(
            key, _sealing_context(token, "sealed_choices"), bytes(upload.sealed_choices)
        )
    except (CannotOpen, Malformed):
        raise NotPossible("import-gone") from None
    return OpenedUpload(
        upload, key, SheetTable.from_bytes(table), ImportChoices.from_bytes(choices)
    )


def save_choices(opened: OpenedUpload, choices: ImportChoices) -> OpenedUpload:
    """Store these choices, encrypted, and return the upload with them."""
    _store_choices(opened.upload, opened.key, choices)
    return replace(opened, choices=choices)


def discard_upload(*, upload: Upload, by: Actor) -> None:
    """Delete an upload that was not imported."""
    require(by.member, Permission.CASE_IMPORT)
    Upload.objects.filter(pk=upload.pk, member=by.member).delete()


def delete_expired(*, now: datetime, upload_days: int, import_days: int) -> int:
    """Delete uploads that nobody imported, and imports too old to undo; return how many rows."""
    uploads = Upload.objects.filter(stored_at__lt=now - timedelta(days=upload_days))
    imports = Import.objects.filter(done_at__lt=now - timedelta(days=import_days))
    return uploads.delete()[0] + imports.delete()[0]


def _store_choices(upload: Upload, key: bytes, choices: ImportChoices) -> None:
    sealing_context = _sealing_context(bytes(upload.token), "sealed_choices")
    upload.sealed_choices = box.lock(key, sealing_context, choices.to_bytes())
    upload.save(update_fields=["sealed_choices"])


def _sealing_context(token: bytes, field_name: str) -> bytes:
    """Return the context that ties a ciphertext to one field of one upload."""
    return context(UPLOAD_TABLE, token.hex(), field_name)
