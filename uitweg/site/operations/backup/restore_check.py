"""Checks of restored stores before they are used: ids, audit log, phone codes, recovery sheet."""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import django
from django.db import connections

from uitweg.platform.sealing import conversation, envelope, recovery
from uitweg.site.config import migrating
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import copying
from uitweg.site.web.backup_age import RESTORE_BACKUP

Lines = list[str]


def load_django() -> None:
    """Load Django; its settings read the environment, which by now names the fresh folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()


def close_stores() -> None:
    """Close both stores; SQLite then merges its journal into the file."""
    connections.close_all()


def refuse_unknown_migrations(migrations: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """Raise Misconfigured when the backup has a migration that this version does not know."""
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None).disk_migrations or {}
    for app, name in (tuple(migration) for rows in migrations.values() for migration in rows):
        if (app, name) not in known:
            raise Misconfigured(
                f"This backup was made by a newer version of Uitweg (it has {app} {name}); "
                "restore with that."
            )


def bring_up_to_date(numbers: Mapping[str, int]) -> None:
    """Run the missing migrations, and let no id be given out a second time.

    `numbers` has, for each table, the highest id that was given out before the backup.
    """
    migrating.migrate()
    connection = connections["channel"]
    with connection.cursor() as cursor:
        highest = copying.next_numbers()
        for table, number in numbers.items():
            if number <= highest.get(table, 0):
                continue
            if connection.vendor == "postgresql":
                sequence = copying.sequences(cursor)[table]
                cursor.execute("SELECT setval(%s::regclass, %s)", [sequence, number])
            elif table in highest:
                cursor.execute("UPDATE sqlite_sequence SET seq=%s WHERE name=%s", [number, table])
            else:
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])


def check_restored(words: str | None, *, knows_secret: bool) -> Lines:
    """Check the audit log, and the sheet and phone codes if possible; return what was found.

    Raises Misconfigured for a broken audit log, or a recovery sheet that does not fit.
    """
    from django.utils import timezone

    from uitweg.channel.conversation.models import Message, Report
    from uitweg.figures.actions import releases
    from uitweg.platform.audit.actions import audit_log
    from uitweg.platform.audit.rules import ActOrigin

    entry_id = audit_log.first_broken_entry()
    if entry_id is not None:
        raise Misconfigured(f"The audit log in this backup is broken at entry {entry_id}.")
    findings = [
        f"Restored: {Report.objects.count()} reports, {Message.objects.count()} messages;"
        " hashes, counts and the audit log are right."
    ]
    if words is not None:
        findings.append(_try_recovery_sheet(words))
    findings.append(_try_phone_codes() if knows_secret else SECRETS_MISSING_NOTE)
    if waiting := releases.reopen_lost():
        findings.append(f"Releases of figures that have to be decided again: {waiting}.")
    if withdrawn := releases.withdraw_lost_again(now=timezone.now()):
        findings.append(f"Releases of figures that were taken off the site again: {withdrawn}.")
    audit_log.record(None, RESTORE_BACKUP, "-", origin=ActOrigin.COMMAND_LINE)
    return findings


LATER_DELETIONS_NOTE = "Wishes to delete that came after this backup was made are not in it."
SECRETS_MISSING_NOTE = (
    "The staff door's secret is not here, and without it no member can log in:"
    " put staff.secret in its place before you start the staff door."
)


def _try_phone_codes() -> str:
    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.models import Member
    from uitweg.platform.sealing.envelope import CannotOpen

    for member in Member.objects.exclude(sealed_totp=b"").order_by("id"):
        try:
            login.totp_of(member)
        except (CannotOpen, ValueError):
            return (
                "The staff door's secret here is another one than the members' phone codes were"
                " sealed under: put the right one in its place, or no member can log in."
            )
        break
    return "The staff door's secret here opens the members' phone codes."


def _try_recovery_sheet(words: str) -> str:
    """Decrypt every team key with the sheet, and the newest message with one of them."""
    from uitweg.channel.conversation.models import Message, TeamKey
    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.actions.keyring import TeamKeys
    from uitweg.platform.accounts.models import KeyShare

    try:
        sheet = recovery.from_words(words)
    except (recovery.WrongWords, recovery.WrongChecksum):
        raise Misconfigured("These are not the 24 words of a recovery sheet.") from None
    public, seeds = envelope.public_key(sheet), {}
    for share in KeyShare.objects.of_sheet().filter(holder_key=public):
        keys = envelope.unseal(sheet, login.share_context(share), bytes(share.sealed_keys))
        seeds[bytes(share.team_key_id)] = TeamKeys.from_bytes(keys).seed
    if not seeds:
        raise Misconfigured(
            "This recovery sheet belongs to another team than this backup, or the team made a new"
            " sheet before this backup was made."
        )
    if TeamKey.current_id() not in seeds:
        raise Misconfigured("This recovery sheet does not open the present team key of the backup.")
    older = len(TeamKey.retired_ids() - seeds.keys())
    opens = "The recovery sheet opens the team's key"
    opens += f" (not {older} older ones)" if older else ""
    message = Message.objects.select_related("report").order_by("-id").first()
    if message is None:
        return f"{opens}; there is no report to try it on."
    sealed = bytes(message.for_team)
    try:
        seed = seeds[envelope.inspect(sealed).key_id]
        mailbox_hash, key = bytes(message.report.mailbox_hash), bytes(message.key)
        conversation.open_message(seed, mailbox_hash, key, sealed, reader="team")
    except (KeyError, envelope.CannotOpen, envelope.Malformed):
        raise Misconfigured("With this recovery sheet the newest report does not open.") from None
    return f"{opens}, and with it the newest report."


def carry_over_deletions(old: Path) -> Lines:
    """Copy the wishes to delete and the tombstones from the channel store being replaced.

    Else reports whose deletion was asked after the backup would come back. What was held still
    waits for a lead, and a wish is still checked.
    """
    if not old.exists():
        return [LATER_DELETIONS_NOTE]
    journal = old.with_name(f"{old.name}-wal")
    # without a journal, `immutable` keeps SQLite from making files beside the old store
    options = "mode=ro" if journal.exists() else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"file:{old}?{options}", uri=True)) as rows:
            requests = rows.execute(
                "SELECT mailbox_hash, asked_at, by_reporter, is_held FROM channel_tombstone"
            ).fetchall()
            wishes = rows.execute(
                "SELECT mailbox_hash, mailbox_id, asked_at FROM channel_deletionwish"
            ).fetchall()
    except sqlite3.DatabaseError:
        return [f"{LATER_DELETIONS_NOTE} The old store cannot be read, so they are not known."]
    with connections["channel"].cursor() as cursor:
        cursor.execute("SELECT mailbox_hash FROM channel_tombstone")
        known = {bytes(mailbox_hash) for (mailbox_hash,) in cursor.fetchall()}
        missing = [row for row in requests if bytes(row[0]) not in known]
        cursor.executemany(
            "INSERT INTO channel_tombstone (mailbox_hash, asked_at, by_reporter, is_held)"
            " VALUES (%s, %s, %s, %s)",
            missing,
        )
        cursor.executemany(
            "INSERT INTO channel_deletionwish (mailbox_hash, mailbox_id, asked_at)"
            " VALUES (%s, %s, %s)",
            wishes,
        )
    found = len(missing) + len(wishes)
    return [f"Wishes to delete taken over from the old store: {found}."]
