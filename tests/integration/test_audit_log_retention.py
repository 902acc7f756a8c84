"""The oldest part of the audit log goes by its term, and what stays can still be checked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.retention.actions import conversations as keeping
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry, AuditHead, AuditReader
from uitweg.site.operations.declared import all_jobs

YEAR = timedelta(days=366)


@pytest.fixture
def years(fatima):  # type: ignore[no-untyped-def]
    """Three lines of long ago and two of now, behind what founding the team left."""
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    now = timezone.now()
    for n, ago in enumerate((12, 11, 11, 1, 0)):
        audit_log.record(fatima, READ_CASE, f"case:{n}", at=now - ago * YEAR)
    return now


def things() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("thing", flat=True))


@pytest.mark.postgres
def test_what_is_over_goes_and_the_chain_is_whole(years, signed) -> None:
    all_jobs()["audit-log"].work(now=years)

    assert things() == ["case:3", "case:4", "-"]
    assert AuditEntry.objects.latest("id").act == "audit:cut"
    assert AuditEntry.objects.latest("id").reason == "3"
    assert audit_log.first_broken_entry() is None
    all_jobs()["audit-log"].work(now=years)
    assert len(things()) == 3


def test_before_both_signed_nothing_goes(years) -> None:
    all_jobs()["audit-log"].work(now=years)

    assert len(things()) == 5


@pytest.mark.postgres
@pytest.mark.parametrize("which", [0, 1])
def test_a_line_that_somebody_takes_off_after_it_still_shows(years, signed, which) -> None:
    all_jobs()["audit-log"].work(now=years)
    AuditEntry.objects.order_by("id")[which].delete()

    assert audit_log.first_broken_entry() is not None


def test_a_young_line_in_front_keeps_what_is_behind_it(years) -> None:
    """Only the oldest part goes, never a line out of the middle."""
    AuditEntry.objects.filter(thing="case:0").update(at=years)

    assert audit_log.cut_old_entries(before=years - 10 * YEAR) == 0
    assert len(things()) == 5


def test_what_the_citys_logbook_did_not_have_yet_stays(years) -> None:
    AuditReader.objects.create(name="logbook", last_id=AuditEntry.objects.earliest("id").pk)

    assert audit_log.cut_old_entries(before=years - 10 * YEAR, unread_stays=True) == 1
    assert things()[0] == "case:1"
    assert audit_log.first_broken_entry() is None


def test_a_logbook_that_was_set_and_asked_nothing_yet_keeps_all_of_it(
    years,
    signed,
    settings,
) -> None:
    settings.LOGBOOK = object()
    all_jobs()["audit-log"].work(now=years)

    assert len(things()) == 5


def test_a_trail_that_is_old_as_a_whole_keeps_its_end(years) -> None:
    assert audit_log.cut_old_entries(before=years + YEAR) == 0


@pytest.mark.postgres
def test_it_goes_in_turns(years, monkeypatch) -> None:
    monkeypatch.setattr(audit_log, "ENTRIES_PER_CUT", 2)

    assert [audit_log.cut_old_entries(before=years - 10 * YEAR) for _ in range(3)] == [2, 1, 0]
    assert audit_log.first_broken_entry() is None


def test_that_a_report_was_read_is_still_known_when_the_line_is_gone(team, desk, fatima) -> None:
    from tests.support import people

    report = people.a_report()
    assert not keeping._was_read(report.pk)
    desk.get(f"/werk/melding/{report.pk}/")
    AuditEntry.objects.all().delete()

    assert keeping._was_read(report.pk)
