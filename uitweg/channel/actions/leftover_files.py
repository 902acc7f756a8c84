"""What the worker removes of files: those of a wiped conversation, and uploads no message names."""

from datetime import date

from django.db import connections, transaction

from uitweg.channel.actions.uploads import CHUNK_LOCK_ID, STORE
from uitweg.channel.models import Attachment, Chunk
from uitweg.channel.rules.reports import ReportState
from uitweg.channel.rules.sizes import unnamed_before

FILES_PER_TURN = 100
OLD_UNNAMED_FILES_QUERY = """
SELECT file_hash FROM channel_chunk begun WHERE place = 0 AND stored_on < %s AND NOT EXISTS (
  SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = begun.file_hash)
ORDER BY stored_on LIMIT %s
"""
DELETE_UNNAMED_CHUNKS = """
DELETE FROM channel_chunk WHERE file_hash = %s
AND NOT EXISTS (SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = %s)
AND NOT EXISTS (
  SELECT 1 FROM channel_chunk piece WHERE piece.file_hash = %s AND piece.stored_on >= %s)
"""


def remove_unnamed_uploads(today: date, *, kept_days: int) -> int:
    """Remove uploads that no message named in `kept_days`; returns how many chunks went.

    A file is one transaction, so that a report never waits for the removal of a gigabyte.
    Whether it is named, or still being sent, is asked in the statement that removes it.
    """
    before, removed = unnamed_before(today, kept_days), 0
    with connections[STORE].cursor() as cursor:
        cursor.execute(OLD_UNNAMED_FILES_QUERY, [before, FILES_PER_TURN])
        found = [bytes(row[0]) for row in cursor.fetchall()]
    for file_hash in found:
        with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
            if connections[STORE].vendor == "postgresql":
                # nobody names or adds to a file now; and the next statement sees what they did
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHUNK_LOCK_ID])
            cursor.execute(DELETE_UNNAMED_CHUNKS, [file_hash, file_hash, file_hash, before])
            removed += cursor.rowcount
    return removed


def remove_files_of_report(report_id: int) -> None:
    """Remove the files of a conversation, one by one; an interrupted round is done again."""
    for attached in Attachment.objects.filter(report_id=report_id).order_by("id"):
        with transaction.atomic(using=STORE):
            Chunk.objects.filter(file_hash=attached.file_hash).delete()
            attached.delete()


def remove_files_of_answer(answer_id: int) -> None:
    """Remove the files that went with an answer; part of the transaction that takes it back."""
    for attached in Attachment.objects.filter(answer_id=answer_id).order_by("id"):
        Chunk.objects.filter(file_hash=attached.file_hash).delete()
        attached.delete()


def remove_files_of_deleted_reports() -> None:
    """Remove what was attached at the very moment its conversation was wiped."""
    wiped = Attachment.objects.filter(report__state=ReportState.DELETED)
    for report_id in wiped.order_by().values_list("report_id", flat=True).distinct():
        remove_files_of_report(report_id)
