"""Whether something came in a conversation, in a few bytes: nothing is opened or handed out."""

from typing import NamedTuple

from django.db import connections

from uitweg.channel.actions.inbox import STORE
from uitweg.platform.sealing import tokens

STATUS_BYTES = 16
FIND_REPORT_QUERY = """
SELECT (SELECT id FROM channel_report WHERE mailbox_hash = %s),
  EXISTS (SELECT 1 FROM channel_tombstone WHERE mailbox_hash = %s),
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
    """How a conversation stands; of a wrong or wiped one nothing is there and nothing is new.

    `news`: an answer stands after the reporter's own last message. We keep nothing of when a
    reporter looks in, so an answer stays news until they write again.
    """

    there: bool
    news: bool
    sign: bytes

    @property
    def content(self) -> bytes:
        """Return SIGN_BYTES: zeros, or 1 (2 with news) and what changes when anything does."""
        return bytes([1 + self.news]) + self.sign if self.there else bytes(STATUS_BYTES)


def mailbox_status(mailbox_hash: bytes) -> MailboxStatus:
    """Look, with the same questions for right, wrong and wiped.

    For what is no conversation (any more) another is looked at in its place, and thrown away.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(FIND_REPORT_QUERY, [mailbox_hash, mailbox_hash])
        pk, wiped, another = cursor.fetchone()
        there = pk is not None and not wiped
        cursor.execute(STATUS_QUERY, [pk if there else another or 0] * 6)
        found = cursor.fetchone()
    own, answered = found[2], found[5]
    news = answered is not None and (own is None or answered >= own)
    counts = (found[0], found[1], found[3], found[4])  # moments become days, and that is no news
    sign = tokens.digest("standing", repr(counts).encode())[: STATUS_BYTES - 1]
    return MailboxStatus(there, there and news, sign)
