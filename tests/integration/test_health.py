"""/health of the staff door: how late the work is, in numbers, for any monitor."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from uitweg.casework.duty.models import Page
from uitweg.casework.duty.rules.paging import PageAudience, Urgency
from uitweg.channel.actions.new_message_mail import NEWS
from uitweg.platform.jobs.actions.audit_state import record_audit
from uitweg.platform.jobs.models import OutgoingMessage, Timer
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.version import VERSION

pytestmark = pytest.mark.postgres


def seconds_ago(seconds: int) -> dict[str, object]:
    return {"created_at": timezone.now(), "due_at": timezone.now() - timedelta(seconds=seconds)}


def test_a_house_where_nothing_happened_yet_says_so(db_both) -> None:
    told = Client().get("/health").json()

    assert told == {
        "door": "staff",
        "maintenance": False,
        "version": VERSION,
        "worker_seconds_ago": None,
        "page_message_seconds_late": 0,
        "page_step_seconds_late": 0,
        "job_seconds_late": 0,
        "clean_audit_seconds_ago": None,
        "audit_faults": None,
        "failed_messages": 0,
    }


def test_it_says_how_late_the_oldest_of_each_is_and_no_word_of_content(db_both) -> None:
    now = timezone.now()
    about = {"channel": Channel.SMS, "to": "+31600000000", "body": "Uitweg 123"}
    pages = {**about, "lane": Lane.PAGE}
    for n, late in enumerate((90, 30, -600)):
        OutgoingMessage.objects.create(key=f"p{n}", **pages, **seconds_ago(late))
    OutgoingMessage.objects.create(key="m", lane=Lane.MAIL, **about, **seconds_ago(5000))
    failed = {**pages, **seconds_ago(9000), "state": MessageState.FAILED, "ended_at": now}
    OutgoingMessage.objects.create(key="f", **failed)
    Timer.objects.create(name="pages", next_at=now - timedelta(seconds=40))
    Timer.objects.create(name=NEWS, next_at=now - timedelta(days=40))  # waits for news only
    Page.objects.create(
        number="123", urgency=Urgency.URGENT, audience=PageAudience.DUTY, opened_at=now, began_at=now,
        next_at=now - timedelta(seconds=20),
    )  # fmt: skip
    record_audit(clean=True, faults=0, now=now - timedelta(seconds=70))
    record_audit(clean=False, faults=2, now=now)
    answer = Client().get("/health")

    assert answer.json() == {
        "door": "staff",
        "maintenance": False,
        "version": VERSION,
        "worker_seconds_ago": None,
        "page_message_seconds_late": 90,
        "page_step_seconds_late": 20,
        "job_seconds_late": 40,
        "clean_audit_seconds_ago": 70,
        "audit_faults": 2,
        "failed_messages": 1,
    }
