"""What a member answered about a file, kept with its import for a second try after an undo."""

import json

from uitweg.casework.spreadsheets.actions.uploads import ImportChoices, OpenedUpload
from uitweg.casework.spreadsheets.models import Import
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sandbox.sheet.run import FileSheet, sheets_to_bytes
from uitweg.platform.sealing import box, envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

IMPORT_TABLE = Import._meta.db_table
MAX_TRIES = 5
"""So many of the newest undone imports are looked at."""


def keep_answers(done: Import, opened: OpenedUpload, *, by: Actor) -> None:
    """Put the answers into an import that is not stored yet, encrypted for its member.

    The file itself is not kept: a digest inside the ciphertext tells whether it is the same.
    """
    key, token = box.new_key(), bytes(done.token)
    answers = json.dumps([_digest(opened.sheets).hex(), opened.choices.to_bytes().decode()])
    public_key = envelope.public_key(by.keyring.seed)
    done.sealed_key = envelope.seal(public_key, _context(token, "sealed_key"), key)
    done.sealed_answers = box.lock(key, _context(token, "sealed_answers"), answers.encode())


def earlier_answers(sheets: tuple[FileSheet, ...], *, by: Actor) -> ImportChoices | None:
    """Return what the member answered about this same file in an import that was undone, if any.

    Which case a row resembled is left out: that is compared anew.
    """
    undone = Import.objects.filter(member=by.member, undone_at__isnull=False)[:MAX_TRIES]
    digest = _digest(sheets).hex()
    for done in undone:
        if (answers := _open_answers(done, by)) and answers[0] == digest:
            choices = ImportChoices.from_bytes(answers[1].encode())
            return choices.not_compared()
    return None


def _open_answers(done: Import, by: Actor) -> list[str] | None:
    """Return the digest and the choices; None when there are none or the member's key changed."""
    token = bytes(done.token)
    try:
        key = envelope.unseal(
            by.keyring.seed, _context(token, "sealed_key"), bytes(done.sealed_key)
        )
        raw = box.unlock(key, _context(token, "sealed_answers"), bytes(done.sealed_answers))
    except (CannotOpen, Malformed):
        return None
    answers: list[str] = json.loads(raw)
    return answers


def _digest(sheets: tuple[FileSheet, ...]) -> bytes:
    return tokens.digest("imported-file", sheets_to_bytes(sheets))


def _context(token: bytes, field_name: str) -> bytes:
    return context(IMPORT_TABLE, token.hex(), field_name)
