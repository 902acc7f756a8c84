"""Tell in a few bytes whether a mailbox has something new, without returning its messages."""

from typing import NamedTuple

from django.db import connections

from uitweg.channel.conversation.actions.store_faults import STORE
from uitweg.platform.sealing import tokens

STATUS_BYTES = 16
FIND_REPORT_QUERY = """
SELECT (SELECT id FROM channel_report WHERE mailbox_hash = %s),
  EXISTS (SELECT 1 FROM channel_tombstone WHERE mailbox_hash = %s)
    OR EXISTS (SELECT 1 FROM channel_deletionwish WHERE mailbox_hash = %s),
  (SELECT min(report_id) FROM channel_message)
"""
STATUS_QUERY = """
SELECT
  (SELECT count(*) FROM channel_message WHERE report_id = %s),
  (SELECT count(*) FROM channel_message WHERE report_id = %s AND read_on IS NOT NULL),
  (SELECT max(received_at) FROM channel_message WHERE report_id = %s),
  (SELECT count(*) FROM channel_answer WHERE report_id = %s),
  (SELECT count(*) FROM channel_answer WHERE report_id = %s AND withdrawn_on IS NOT NULL),
  (SELECT max(written_at) FROM channel_answer WHERE report_id = %s AND withdrawn_on IS NULL)
"""


class MailboxStatus(NamedTuple):
    """The status of a mailbox; an unknown or deleted one does not exist and has no `news`.

    `news` means that an answer came after the reporter's own last message. We do not record when
    a reporter reads, so an answer stays news until they write again. `digest` is one that
    changes whenever anything in the conversation changes.
    """

    exists: bool
    news: bool
    digest: bytes

    @property
    def content(self) -> bytes:
        """Return STATUS_BYTES bytes: zeros, or 1 (2 when there is news) followed by `digest`."""
        return bytes([1 + self.news]) + self.digest if self.exists else bytes(STATUS_BYTES)


def mailbox_status(mailbox_hash: bytes) -> MailboxStatus:
    """Return the status of a mailbox, in the same time whether or not it exists.

    For an unknown or deleted mailbox the queries run on another report, and the result is
    discarded.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(FIND_REPORT_QUERY, [mailbox_hash] * 3)
        report_id, is_deleted, decoy_id = cursor.fetchone()
        exists = report_id is not None and not is_deleted
        cursor.execute(STATUS_QUERY, [report_id if exists else decoy_id or 0] * 6)
        message_count, read_count, last_message_at, *answers = cursor.fetchone()
    answer_count, withdrawn_count, last_answer_at = answers
    news = last_answer_at is not None and (
        last_message_at is None or last_answer_at >= last_message_at
    )
    # without the times: they are coarsened to days later, which is no change for the reporter
    counts = (message_count, read_count, answer_count, withdrawn_count)
    sign = tokens.digest("standing", repr(counts).encode())[: STATUS_BYTES - 1]
    return MailboxStatus(exists, exists and news, sign)
