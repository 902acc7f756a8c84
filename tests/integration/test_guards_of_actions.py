"""Actions refuse by themselves what the page before them refuses too, and bear what is already gone."""

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.partners.actions.need_of_case import Places, never_there
from uitweg.channel.actions.report_destruction import begin_destruction_with_case
from uitweg.channel.models import Report, Tombstone
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import NotAllowed


def test_what_a_youngster_needs_is_not_read_for_a_colleague_outside_the_case(case, joris) -> None:
    with pytest.raises(NotAllowed):
        never_there(case=case, places=Places((), ()), by=acting(joris))


def test_a_case_can_go_when_its_conversation_is_gone_already(team) -> None:
    report = people.a_report()
    Report.objects.filter(pk=report.pk).update(state=ReportState.DELETED)

    assert begin_destruction_with_case(report.pk, now=timezone.now())
    assert begin_destruction_with_case(report.pk + 1, now=timezone.now())  # not even a row is left
    assert not Tombstone.objects.exists()


def test_a_case_stays_while_a_message_of_its_conversation_waits(team) -> None:
    report = people.a_report()

    assert not begin_destruction_with_case(report.pk, now=timezone.now())
    assert not Tombstone.objects.exists()
