"""Callouts stand in the tables that were there when they were named pages, and so do their names."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tests.support import people
from uitweg.casework.duty.callouts.actions.calls import callout_group
from uitweg.casework.duty.callouts.models import Callout, CalloutCall, CalloutSubject, CalloutWait
from uitweg.platform.audit.actions.audit_log import audit_name


@pytest.mark.django_db(transaction=True)
def test_the_migration_says_nothing_to_the_store() -> None:
    said = StringIO()
    call_command("sqlmigrate", "duty", "0002_callouts", stdout=said)
    lines = [line for line in said.getvalue().splitlines() if not line.startswith("--")]

    assert set(lines) <= {"", "BEGIN;", "COMMIT;"}


def test_rows_of_before_open_as_callouts_and_keep_their_names(fatima) -> None:
    apps = MigrationLoader(connection).project_state(("duty", "0001_initial")).apps
    page, subject, call, wait = (
        apps.get_model("duty", name) for name in ("Page", "PageSubject", "PageCall", "PageWait")
    )
    now = timezone.now()
    moments = {"opened_at": now, "began_at": now, "next_at": now + timedelta(minutes=2)}
    old = page.objects.create(number="7K4", urgency="urgent", audience="duty", **moments)
    subject.objects.create(page=old, kind="danger", thing="message:1", at=now)
    try_of = {"round": 0, "step": 0, "attempt": 0, "member_id": fatima.pk, "channel": "sms"}
    call.objects.create(page=old, key="page-1-0-0", due_at=now, **try_of)
    wait.objects.create(page=old, seconds=60)

    callout = Callout.objects.get()
    assert (callout.pk, callout.number, callout.wait.seconds) == (old.pk, "7K4", 60)
    assert CalloutSubject.objects.get(callout=callout).thing == "message:1"
    assert CalloutCall.objects.get(callout=callout).key == "page-1-0-0"
    assert CalloutWait.objects.get(callout__urgency="urgent").callout_id == old.pk
    assert "7K4" in people.at_the_desk(fatima).get(f"/oproep/{old.pk}/").content.decode()
    assert audit_name(callout) == callout_group(callout.pk) == f"page:{old.pk}"
    assert CalloutCall.objects.get().own_key.startswith(f"page-{old.pk}-0-0-")
    callout.delete()
    assert not call.objects.exists()
