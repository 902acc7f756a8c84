"""Remove files nobody needs: of deleted conversations and answers, and uploads never attached.

An upload is "unnamed" as long as no message or answer names it.
"""

import time
from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import connections, transaction
from django.utils import timezone

from uitweg.channel.attachments.actions.uploads import CHUNK_LOCK_ID, STORE, UploadRoom
from uitweg.channel.attachments.rules import upload_room
from uitweg.channel.attachments.rules.upload_room import KEPT_SECONDS
from uitweg.channel.conversation.models import Attachment, Chunk
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.channel.conversation.rules.sizes import unnamed_before
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.sealing.files import SEALED_CHUNK

FILES_PER_TURN = 500
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


@job("uploads", every=timedelta(minutes=1))
def remove_unnamed_uploads(*, now: datetime) -> int:
    """Remove uploads that no message named for their term; return how many chunks went.

    One transaction per file, so that a report never waits for the removal of a gigabyte. The
    DELETE itself checks again that the file is unnamed and no longer being uploaded.
    """
    kept_days = retention.retention_table().number("unnamed-uploads")
    before, removed = unnamed_before(timezone.localdate(now), kept_days), 0
    with connections[STORE].cursor() as cursor:
        cursor.execute(OLD_UNNAMED_FILES_QUERY, [before, FILES_PER_TURN])
        file_hashes = [bytes(row[0]) for row in cursor.fetchall()]
    for file_hash in file_hashes:
        removed += _delete(DELETE_UNNAMED_CHUNKS, file_hash, before)
    return removed


def _delete(statement: str, file_hash: bytes, limit: date | int) -> int:
    """Run one of the DELETE statements in a transaction of its own; return how many chunks went."""
    with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
        if connections[STORE].vendor == "postgresql":
            # waits for writers that use a file; the next statement sees what they committed
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHUNK_LOCK_ID])
        cursor.execute(statement, [file_hash, file_hash, file_hash, limit])
        return int(cursor.rowcount)


class RecentChunks:
    """Knows which chunks came in the last minutes, although chunks store no time of day.

    It remembers, in memory only, the newest chunk at each look. So after a restart nothing gives
    way until it has looked for KEPT_SECONDS.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._looks = clock, deque[tuple[float, int]]()
        self._last_old_id = 0

    def last_old_id(self) -> int:
        """Return the id of the newest chunk of KEPT_SECONDS ago; 0 when that is not known."""
        now = self._clock()
        newest = Chunk.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._looks.append((now, newest))
        while self._looks[0][0] <= now - KEPT_SECONDS:
            self._last_old_id = self._looks.popleft()[1]
        return self._last_old_id


RECENT_CHUNKS = RecentChunks()
OLDEST_UNNAMED_QUERY = """
SELECT file_hash FROM channel_chunk head
WHERE place = 0 AND stored_on >= %s AND id <= %s AND NOT EXISTS (
  SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = head.file_hash)
AND NOT EXISTS (
  SELECT 1 FROM channel_chunk recent WHERE recent.file_hash = head.file_hash AND recent.id > %s)
ORDER BY stored_on, id LIMIT %s
"""
DELETE_OLD_UNNAMED_CHUNKS = """
DELETE FROM channel_chunk WHERE file_hash = %s
AND NOT EXISTS (SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = %s)
AND NOT EXISTS (
  SELECT 1 FROM channel_chunk recent WHERE recent.file_hash = %s AND recent.id > %s)
"""


@job("upload-room", every=timedelta(seconds=10))
def make_room_for_uploads(*, now: datetime) -> int:
    """Remove the oldest uploads without a message when they take much room; return the chunks.

    An upload of which a chunk came within KEPT_SECONDS stays. Whoever sends a message about
    files that are gone is told so, and their browser uploads them again.
    """
    today = timezone.localdate(now)
    last_old_id = RECENT_CHUNKS.last_old_id()
    excess, removed = upload_room.bytes_that_give_way(UploadRoom().counts(today)), 0
    if not excess or not last_old_id:
        return 0
    oldest = (today - timedelta(days=2), last_old_id, last_old_id, FILES_PER_TURN)
    with connections[STORE].cursor() as cursor:
        cursor.execute(OLDEST_UNNAMED_QUERY, oldest)
        file_hashes = [bytes(row[0]) for row in cursor.fetchall()]
    for file_hash in file_hashes:
        if removed * SEALED_CHUNK < excess:
            removed += _delete(DELETE_OLD_UNNAMED_CHUNKS, file_hash, last_old_id)
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
