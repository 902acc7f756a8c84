"""The last audit of open pages: was every one going to be called again, and when was that asked."""

from datetime import datetime, timedelta

from uitweg.platform.jobs.models import AuditState

THE_ONLY_ROW = 1


def record_audit(*, clean: bool, faults: int, now: datetime) -> None:
    """Record how the audit ended. A clean one has no faults."""
    known = {"audited_at": now, "faults": faults} | ({"clean_at": now} if clean else {})
    AuditState.objects.update_or_create(pk=THE_ONLY_ROW, defaults=known)


def last_audit() -> AuditState | None:
    """Return the last audit, or None when there was none yet."""
    return AuditState.objects.filter(pk=THE_ONLY_ROW).first()


def is_clean(*, within: timedelta, now: datetime) -> bool:
    """Return whether the last audit was clean, and not longer ago; one in the future is not."""
    audit = last_audit()
    if audit is None or audit.clean_at is None or audit.clean_at != audit.audited_at:
        return False
    return timedelta() <= now - audit.clean_at <= within
