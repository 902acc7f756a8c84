"""The retention table as a text that two people sign, and that is obeyed only then."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from uitweg.casework.retention.actions.signed_text import SignatureRefusal, SignedText
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.alarms import actions as alarms
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention

SIGN_TERMS = Act("retention:sign", "Bewaartermijnen getekend")

TERMS = SignedText(
    table="retention",
    thing="retention",
    permission=Permission.RETENTION_SIGN,
    act=SIGN_TERMS,
    changed=SignatureRefusal.TERMS_CHANGED,
    text_hash=lambda: retention.retention_table().text_hash,
)
is_signed_on = TERMS.is_signed_on
"""Before both had signed by that day no term destroys anything."""
has_to_sign, signatures, sign_table = TERMS.has_to_sign, TERMS.signatures, TERMS.sign


@job("audit-log", every=timedelta(hours=1))
def cut_audit_log(*, now: datetime) -> None:
    """Delete old audit entries, if the retention table has been signed by both signatories."""
    if is_signed_on(timezone.localdate(now)):
        years = retention.retention_table().number("audit-log")
        before = timezone.localtime(now) - timedelta(days=366 * years)
        alarms.delete_settled_alarms(before=before)
        audit_log.cut_old_entries(before=before, unread_stays=settings.LOGBOOK is not None)
