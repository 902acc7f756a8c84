"""Remove files nobody needs: of deleted conversations and answers, and uploads never attached.

An upload is "unnamed" as long as no message or answer names it.
"""

from datetime import date

from django.db import connections, transaction

from uitweg.channel.actions.uploads import CHUNK_LOCK_ID, STORE
from uitweg.channel.models import Attachment, Chunk
from uitweg.channel.rules.reports import ReportState
from uitweg.channel.rules.sizes import unnamed_before

FILES_PER_TURN = 100
OLD_UNNAMED_FILES_QUERY = """
SELECT file_hash FROM channel_chunk head WHERE place = 0 AND stored_on < %s AND NOT EXISTS (
  SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = head.file_hash)
ORDER BY stored_on LIMIT %s
"""
DELETE_UNNAMED_CHUNKS = """
DELETE FROM channel_chunk WHERE file_hash = %s
AND NOT EXISTS (SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = %s)
AND NOT EXISTS (
  SELECT 1 FROM channel_chunk recent WHERE recent.file_hash = %s AND recent.stored_on >= %s)
"""


def remove_unnamed_uploads(today: date, *, kept_days: int) -> int:
    """Remove uploads that no message named within `kept_days`; return how many chunks went.

    One transaction per file, so that a report never waits for the removal of a gigabyte. The
    DELETE itself checks again that the file is unnamed and no longer being uploaded.
    """
    before, removed = unnamed_before(today, kept_days), 0
    with connections[STORE].cursor() as cursor:
        cursor.execute(OLD_UNNAMED_FILES_QUERY, [before, FILES_PER_TURN])
        file_hashes = [bytes(row[0]) for row in cursor.fetchall()]
    for file_hash in file_hashes:
        with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
            if connections[STORE].vendor == "postgresql":
                # waits for writers that use a file; the next statement sees what they committed
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHUNK_LOCK_ID])
            cursor.execute(DELETE_UNNAMED_CHUNKS, [file_hash, file_hash, file_hash, before])
            removed += cursor.rowcount
    return removed


def remove_files_of_report(report_id: int) -> None:
    """Remove the files of a conversation, one transaction each; safe to run again."""
    for attachment in Attachment.objects.filter(report_id=report_id).order_by("id"):
        with transaction.atomic(using=STORE):
            Chunk.objects.filter(file_hash=attachment.file_hash).delete()
            attachment.delete()


def remove_files_of_answer(answer_id: int) -> None:
    """Remove the files of an answer; runs inside the transaction that withdraws it."""
    for attachment in Attachment.objects.filter(answer_id=answer_id).order_by("id"):
        Chunk.objects.filter(file_hash=attachment.file_hash).delete()
        attachment.delete()


def remove_files_of_deleted_reports() -> None:
    """Remove files that were attached while their conversation was being deleted."""
    orphaned = Attachment.objects.filter(report__state=ReportState.DELETED)
    for report_id in orphaned.order_by().values_list("report_id", flat=True).distinct():
        remove_files_of_report(report_id)
