"""Keeping an uploaded spreadsheet between the steps of an import, encrypted for its member."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime, timedelta

from django.db import transaction

from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.casework.spreadsheets.rules.columns import (
    ImportField,
    guessed_columns,
    guessed_heading_place,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.sandbox.sheet import run
from uitweg.platform.sandbox.sheet.run import (
    FileSheet,
    SheetTable,
    sheets_from_bytes,
    sheets_to_bytes,
)
from uitweg.platform.sealing import box, envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

UPLOAD_SPREADSHEET = Act("spreadsheet:upload", "Lijst klaargezet")

UPLOAD_TABLE = "spreadsheets_upload"
MAX_FILE_NAME = 120


class UploadRefusal(Refusal):
    IMPORT_GONE = "Deze lijst is al ingelezen, of weggegooid. Kijk bij Inlezen wat er staat."


@dataclass(frozen=True)
class ImportChoices:
    """What the member chose so far: the sheet, its headings, its columns, what happens to each row.

    `heading` is the place of the row with the headings. The dictionaries are keyed by the number of
    a row in the file. `matches` holds the id of the case that the row resembles and can be added
    to, and what is the same; `elsewhere` the same for a case that the member cannot add to.
    `decided` holds the answers of the member (an outcome; of one that goes to a case or a row also
    to which), `mended` the cells by row and column that they wrote anew, and `people` the rows that
    are about somebody although they do not look so.
    `is_second_try`: they come from an import of the same file that was undone.
    """

    columns: tuple[ImportField | None, ...]
    sheet: int = 0
    heading: int = 0
    matches: dict[int, tuple[int, MatchedBy]] = field(default_factory=dict)
    decided: dict[int, str] = field(default_factory=dict)
    is_compared: bool = False
    elsewhere: dict[int, tuple[int, MatchedBy]] = field(default_factory=dict)
    mended: dict[tuple[int, int], str] = field(default_factory=dict)
    people: frozenset[int] = frozenset()
    file_name: str = ""
    is_second_try: bool = False

    def not_compared(self) -> "ImportChoices":
        """Return the same choices without the cases that the rows resemble."""
        return replace(self, matches={}, elsewhere={}, is_compared=False)

    def to_bytes(self) -> bytes:
        fields = {
            **{each.name: getattr(self, each.name) for each in dataclass_fields(self)},
            "mended": [[row, column, text] for (row, column), text in self.mended.items()],
            "people": sorted(self.people),
        }
        return json.dumps(fields).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ImportChoices":
        fields = json.loads(raw)
        columns = (ImportField(column) if column else None for column in fields["columns"])
        return cls(
            **fields
            | {
                "columns": tuple(columns),
                "matches": _matches_from_json(fields["matches"]),
                "elsewhere": _matches_from_json(fields["elsewhere"]),
                "decided": {int(row): outcome for row, outcome in fields["decided"].items()},
                "mended": {(row, column): text for row, column, text in fields["mended"]},
                "people": frozenset(fields["people"]),
            }
        )


def first_choices(sheets: Sequence[FileSheet], sheet: int = 0) -> ImportChoices:
    """Return what we guess of this sheet."""
    return with_heading(sheets, sheet, guessed_heading_place(sheets[sheet].rows))


def with_heading(sheets: Sequence[FileSheet], sheet: int, heading: int) -> ImportChoices:
    """Return the choices for a sheet with the headings in this row, its columns guessed."""
    headings = sheets[sheet].rows[heading]
    return ImportChoices(tuple(guessed_columns(headings)), sheet=sheet, heading=heading)


def _matches_from_json(matches: dict[str, tuple[int, str]]) -> dict[int, tuple[int, MatchedBy]]:
    return {int(row): (case, MatchedBy(by)) for row, (case, by) in matches.items()}


@dataclass(frozen=True)
class OpenedUpload:
    """A decrypted upload; `key` encrypts the choices that are saved next."""

    upload: Upload
    key: bytes
    sheets: tuple[FileSheet, ...]
    choices: ImportChoices

    @property
    def sheet(self) -> FileSheet:
        return self.sheets[self.choices.sheet]

    @property
    def table(self) -> SheetTable:
        """The chosen sheet below the chosen headings."""
        return self.sheet.below(self.choices.heading)

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the number and the cells of each row, with the cells that were written anew."""
        table, mended = self.table, defaultdict[int, dict[int, str]](dict)
        for (number, column), text in self.choices.mended.items():
            mended[number][column] = text
        for place, row in enumerate(table.rows):
            number = table.number_of(place)
            anew = mended.get(number, {})
            yield number, tuple(anew.get(nth, cell) for nth, cell in enumerate(row))


def store_upload(*, content: bytes, by: Actor, file_name: str = "") -> Upload:
    """Read a spreadsheet and store it encrypted with what we guess of it.

    It replaces an upload that waits.

    Raises CannotReadSheet when the file is not a spreadsheet that we can read.
    """
    require(by, Permission.CASE_IMPORT)
    sheets = run.read_sheets(content)
    token, key = tokens.new_token(16), box.new_key()
    public_key = envelope.public_key(by.keyring.seed)
    with transaction.atomic():
        Upload.objects.filter(member=by.member).delete()
        upload = Upload.objects.create(
            token=token,
            member=by.member,
            stored_at=by.now,
            sealed_key=envelope.seal(public_key, _sealing_context(token, "sealed_key"), key),
            sealed_table=box.lock(
                key, _sealing_context(token, "sealed_table"), sheets_to_bytes(sheets)
            ),
        )
        choices = replace(first_choices(sheets), file_name=file_name[:MAX_FILE_NAME])
        _store_choices(upload, key, choices)
        audit_log.record(by.member, UPLOAD_SPREADSHEET, upload)
    return upload


def open_upload(upload: Upload, *, by: Actor) -> OpenedUpload:
    """Decrypt one's own upload. Raises NotPossible when the member's key changed since."""
    if upload.member_id != by.member.pk:
        raise NotPossible(UploadRefusal.IMPORT_GONE)
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
        raise NotPossible(UploadRefusal.IMPORT_GONE) from None
    return OpenedUpload(upload, key, sheets_from_bytes(table), ImportChoices.from_bytes(choices))


def save_choices(opened: OpenedUpload, choices: ImportChoices) -> OpenedUpload:
    """Store these choices, encrypted, and return the upload with them.

    Raises NotPossible when the upload was imported or discarded since.
    """
    _store_choices(opened.upload, opened.key, choices)
    return replace(opened, choices=choices)


def discard_upload(*, upload: Upload, by: Actor) -> None:
    """Delete an upload that was not imported."""
    require(by, Permission.CASE_IMPORT)
    Upload.objects.filter(pk=upload.pk, member=by.member).delete()


@job("imports", every=timedelta(minutes=1))
def delete_expired(*, now: datetime) -> int:
    """Delete uploads that nobody imported, and imports too old to undo; return how many rows."""
    number = retention.retention_table().number
    upload_term = timedelta(days=number("uploaded-spreadsheets"))
    uploads = Upload.objects.filter(stored_at__lt=now - upload_term)
    imports = Import.objects.filter(done_at__lt=now - timedelta(days=number("imports")))
    return uploads.delete()[0] + imports.delete()[0]


def _store_choices(upload: Upload, key: bytes, choices: ImportChoices) -> None:
    sealing_context = _sealing_context(bytes(upload.token), "sealed_choices")
    upload.sealed_choices = box.lock(key, sealing_context, choices.to_bytes())
    stored = Upload.objects.filter(pk=upload.pk).update(sealed_choices=upload.sealed_choices)
    if not stored:
        raise NotPossible(UploadRefusal.IMPORT_GONE)


def _sealing_context(token: bytes, field_name: str) -> bytes:
    """Return the context that ties a ciphertext to one field of one upload."""
    return context(UPLOAD_TABLE, token.hex(), field_name)
