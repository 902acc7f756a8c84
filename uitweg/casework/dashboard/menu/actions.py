"""How late the worker is with what it does: numbers, of nobody."""

from datetime import datetime

from uitweg.casework.duty.callouts.models import Callout
from uitweg.channel.answers.actions.new_message_mail import DANGER_NEWS, NEWS
from uitweg.platform.audit.actions import logboek
from uitweg.platform.jobs.actions import outbox, outside_heartbeat, timers
from uitweg.platform.jobs.rules import Lane

NOT_KNOWN: dict[str, int | None] = dict.fromkeys(
    (
        "worker_seconds_ago",
        "page_message_seconds_late",
        "page_step_seconds_late",
        "job_seconds_late",
        "mail_seconds_late",
        "clean_audit_seconds_ago",
        "audit_faults",
        "failed_messages",
        "logbook_seconds_late",
    )
)
"""What `state_of_health` returns where nothing can be asked."""


def state_of_health(*, now: datetime) -> dict[str, int | None]:
    """Return whole seconds and counts; None where something never happened.

    What is late is the oldest that is due: a message of a callout, a step of one, a job, a mail, an
    entry of the audit log that the city's logboek has not confirmed.
    """
    audit = outside_heartbeat.last_audit()
    next_steps = Callout.objects.due(now).order_by("next_at").values_list("next_at", flat=True)
    oldest_job = timers.oldest_due(apart_from=(NEWS, DANGER_NEWS), now=now)
    return {
        "worker_seconds_ago": _seconds(timers.last_heartbeat(), now),
        "page_message_seconds_late": _seconds(outbox.oldest_due(Lane.PAGE, now=now), now) or 0,
        "page_step_seconds_late": _seconds(next_steps.first(), now) or 0,
        "job_seconds_late": _seconds(oldest_job, now) or 0,
        "mail_seconds_late": _seconds(outbox.oldest_due(Lane.MAIL, now=now), now) or 0,
        "clean_audit_seconds_ago": _seconds(audit.clean_at if audit else None, now),
        "audit_faults": audit.faults if audit else None,
        "failed_messages": outbox.failed_count(),
        "logbook_seconds_late": _seconds(logboek.oldest_unsent(), now) or 0,
    }


def _seconds(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else round((now - since).total_seconds())
