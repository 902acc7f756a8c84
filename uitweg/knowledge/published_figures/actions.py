"""Reading the ledger of releases, and adding to it."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from uitweg.knowledge.published_figures.models import LedgerRow
from uitweg.knowledge.published_figures.rules.machine_files import require_machine_ids
from uitweg.knowledge.published_figures.rules.released_tables import (
    Release,
    ReleasedTable,
    read_tables,
    written,
)
from uitweg.platform.sealing import tokens


class LedgerBroken(Exception):
    """A row was changed, removed or put in; nothing may be released until somebody looked."""


def newest_number() -> int:
    """Return the number of the last row, 0 for none: another one means that pages changed."""
    last = LedgerRow.objects.order_by("-number").values_list("number", flat=True).first()
    return last or 0


def shown_releases() -> list[Release]:
    """Return what everybody may see now, the first first."""
    return [_release(row) for row in LedgerRow.objects.shown()]


def shown_numbers() -> set[int]:
    """Return the numbers of the releases that everybody may see now."""
    return set(LedgerRow.objects.shown().values_list("number", flat=True))


def all_releases() -> list[Release]:
    """Return all that was ever released, withdrawn or not. Raises LedgerBroken."""
    verify_ledger()
    return [_release(row) for row in LedgerRow.objects.releases()]


def _release(row: LedgerRow) -> Release:
    return Release(row.number, timezone.localdate(row.released_at), read_tables(row.tables))


def add_release(tables: tuple[ReleasedTable, ...], *, now: datetime) -> int:
    """Add a release to the ledger and return its number; the public door shows it from then on.

    Two at once get one number each, for the number is the key. Raises LedgerBroken, and
    InvalidRelease for an id that no file can hold.
    """
    for table in tables:
        require_machine_ids(table)
    return _add(written(tables), withdraws=None, now=now)


def add_withdrawal(number: int, *, now: datetime) -> int:
    """Take a release off the pages; it stays in the ledger. Raises LedgerBroken."""
    return _add("[]", withdraws=number, now=now)


def _add(tables: str, *, withdraws: int | None, now: datetime) -> int:
    with transaction.atomic("channel"):
        last_hash = verify_ledger()
        row = LedgerRow(
            number=newest_number() + 1,
            released_at=now,
            withdraws=withdraws,
            tables=tables,
            previous_hash=last_hash,
        )
        row.entry_hash = _hash_of(row)
        row.save(force_insert=True)
    return row.number


def verify_ledger() -> bytes:
    """Return the hash of the last row, b"" for none. Raises LedgerBroken."""
    last = b""
    for number, row in enumerate(LedgerRow.objects.order_by("number"), 1):
        follows = row.number == number and bytes(row.previous_hash) == last
        if not follows or bytes(row.entry_hash) != _hash_of(row):
            raise LedgerBroken(f"row {row.number}")
        last = bytes(row.entry_hash)
    return last


def _hash_of(row: LedgerRow) -> bytes:
    withdraws = "" if row.withdraws is None else str(row.withdraws)
    moment = row.released_at.astimezone(UTC).isoformat()
    text = "\n".join([str(row.number), moment, withdraws, row.tables])
    return tokens.chain(bytes(row.previous_hash), text.encode())
