"""From which number on something of /health needs a person; docs/monitoring.md says what to do."""

from collections.abc import Mapping

HOUR, DAY = 3600, 24 * 3600
MOST = {
    "worker_seconds_ago": 120,
    "page_message_seconds_late": 30,
    "page_step_seconds_late": 30,
    "job_seconds_late": 300,
    "mail_seconds_late": HOUR,
    "clean_audit_seconds_ago": 120,
    "audit_faults": 0,
    "logbook_seconds_late": HOUR,
    "backup_seconds_ago": 26 * HOUR,
    "rehearsal_seconds_ago": 100 * DAY,
}
"""The highest value that is in order."""
MUST_BE_KNOWN = ("worker_seconds_ago", "clean_audit_seconds_ago", "backup_seconds_ago")
"""Of these, null is as bad as too high: it never happened."""
MUST_BE_TRUE = ("team_key", "backup_ok", "rehearsal_ok")
STORES = ("channel_store", "staff_store")


def needs_attention(told: Mapping[str, object]) -> list[str]:
    """Return the names in /health whose value needs a person, in its own order."""
    return [name for name, value in told.items() if not _is_in_order(name, value)]


def _is_in_order(name: str, value: object) -> bool:
    if name in STORES:
        return value == "ok"
    if name in MUST_BE_TRUE:
        return value is not False
    if value is None:
        return name not in MUST_BE_KNOWN
    return name not in MOST or (isinstance(value, int) and value <= MOST[name])
