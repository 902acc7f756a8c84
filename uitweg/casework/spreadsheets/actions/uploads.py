"""A list between two steps: read, sealed to its member, opened again for the next step."""

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
    """What the member chose so far: what each column is, and what becomes of a row.

    `matches` holds, by place in the list, the number of the case that a row resembles, and how;
    `elsewhere` the same of cases to which nothing can be added;
    `decided` what to do with a row, where that is not what we propose.
    """

    columns: tuple[ImportField | None, ...]
    matches: dict[int, tuple[int, MatchedBy]] = field(default_factory=dict)
    decided: dict[int, str] = field(default_factory=dict)
    is_mapped: bool = False
    elsewhere: dict[int, tuple[int, MatchedBy]] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        said = [self.columns, self.matches, self.decided, self.is_mapped, self.elsewhere]
        return json.dumps(said).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ImportChoices":
        columns, matches, decided, is_mapped, elsewhere = json.loads(raw)
        return cls(
            columns=tuple(ImportField(one) if one else None for one in columns),
            matches=_matches_from_json(matches),
            decided={int(place): what for place, what in decided.items()},
            is_mapped=is_mapped,
            elsewhere=_matches_from_json(elsewhere),
        )


def _matches_from_json(said: dict[str, tuple[int, str]]) -> dict[int, tuple[int, MatchedBy]]:
    return {int(place): (case, MatchedBy(how)) for place, (case, how) in said.items()}


@dataclass(frozen=True)
class OpenedUpload:
    """An opened list; `key` closes what is chosen next."""

    upload: Upload
    key: bytes
    table: SheetTable
    choices: ImportChoices


def store_upload(
    *,
    content: bytes,
    by: Actor,
) -> Upload:
    """Read a file and keep it sealed, in place of what this member left waiting.

    Raises CannotRead when it is no list.
    """
    require(by.member, Permission.CASE_IMPORT)
    table = run.read_sheet(content)
    token, key = tokens.new_token(16), box.new_key()
    public = envelope.public_key(by.keyring.seed)
    with transaction.atomic():
        Upload.objects.filter(member=by.member).delete()
        upload = Upload.objects.create(
            token=token,
            member=by.member,
            stored_at=by.now,
            sealed_key=envelope.seal(public, _envelope_context(token, "sealed_key"), key),
            sealed_table=box.lock(key, _envelope_context(token, "sealed_table"), table.to_bytes()),
        )
        _store_choices(upload, key, ImportChoices(tuple(guessed_columns(table.headings))))
        audit_log.record(by.member, "spreadsheet:upload", upload)
    return upload


def open_upload(
    upload: Upload,
    *,
    by: Actor,
) -> OpenedUpload:
    """Open a list of one's own. Raises NotPossible when the key has changed since."""
    if upload.member_id != by.member.pk:
        raise NotPossible("import-gone")
    token = bytes(upload.token)
    try:
        key = envelope.unseal(
            by.keyring.seed, _envelope_context(token, "sealed_key"), bytes(upload.sealed_key)
        )
        table = box.unlock(
            key, _envelope_context(token, "sealed_table"), bytes(upload.sealed_table)
        )
        chosen = box.unlock(
            key, _envelope_context(token, "sealed_choices"), bytes(upload.sealed_choices)
        )
    except (CannotOpen, Malformed):
        raise NotPossible("import-gone") from None
    return OpenedUpload(upload, key, SheetTable.from_bytes(table), ImportChoices.from_bytes(chosen))


def save_choices(waiting: OpenedUpload, choices: ImportChoices) -> OpenedUpload:
    """Keep what was chosen, sealed."""
    _store_choices(waiting.upload, waiting.key, choices)
    return replace(waiting, choices=choices)


def discard_upload(*, upload: Upload, by: Actor) -> None:
    """Remove a list that was not brought in."""
    require(by.member, Permission.CASE_IMPORT)
    Upload.objects.filter(pk=upload.pk, member=by.member).delete()


def delete_expired(*, now: datetime, upload_days: int, import_days: int) -> int:
    """Remove lists nobody went on with, and imports too old to take back; returns how many."""
    lists = Upload.objects.filter(stored_at__lt=now - timedelta(days=upload_days)).delete()[0]
    old = Import.objects.filter(done_at__lt=now - timedelta(days=import_days))
    return lists + old.delete()[0]


def _store_choices(upload: Upload, key: bytes, choices: ImportChoices) -> None:
    place = _envelope_context(bytes(upload.token), "sealed_choices")
    upload.sealed_choices = box.lock(key, place, choices.to_bytes())
    upload.save(update_fields=["sealed_choices"])


def _envelope_context(token: bytes, field_name: str) -> bytes:
    return context(UPLOAD_TABLE, token.hex(), field_name)
