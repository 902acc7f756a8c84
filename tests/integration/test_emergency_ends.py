"""Emergency access ends with the shift, also when the shift changes, and never later than its term."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.support import duty_rows, people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.duty.emergency_access import actions as emergency_ends
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def go_in(member: Member, case: Case, level: str = "card") -> None:
    typed = {"level": level, "reason": "danger", "why": "", "key": tokens.new_token(16).hex()}
    assert (
        people.at_the_desk(member).post(f"/casus/{case.pk}/noodtoegang/", typed).status_code == 302
    )


def ends(member: Member) -> list[datetime]:
    return list(CaseGrant.objects.filter(member=member).values_list("until", flat=True))


def close_to(moment: datetime, other: datetime) -> bool:
    return abs(moment - other) < MINUTE


@pytest.mark.postgres
def test_the_access_of_who_has_duty_ends_with_it_and_the_page_says_so_before(case, joris) -> None:
    shift = duty_rows.a_shift(joris, ends_at=timezone.now() + 4 * HOUR)
    page = people.at_the_desk(joris).get(f"/casus/{case.pk}/noodtoegang/").content.decode()
    go_in(joris, case)

    assert f"{timezone.localtime(shift.ends_at):%H:%M}" in page
    assert "met je dienst" in page
    assert ends(joris) == [shift.ends_at]


def test_the_backup_has_it_until_the_same_moment_and_who_has_no_duty_for_the_whole_term(
    case, fatima, joris, team
) -> None:
    shift = duty_rows.a_shift(fatima, backup=joris, ends_at=timezone.now() + HOUR)
    other = people.a_member(team, "Ander")
    go_in(joris, case)
    go_in(other, case)

    assert ends(joris) == [shift.ends_at]
    assert close_to(ends(other)[0], timezone.now() + 12 * HOUR)


def test_access_minutes_before_the_end_lasts_half_an_hour(case, joris) -> None:
    duty_rows.a_shift(joris, ends_at=timezone.now() + 5 * MINUTE)
    go_in(joris, case)

    assert close_to(ends(joris)[0], timezone.now() + 30 * MINUTE)


def test_a_shift_longer_than_the_term_does_not_lengthen_it(case, joris) -> None:
    duty_rows.a_shift(joris, ends_at=timezone.now() + 24 * HOUR)
    go_in(joris, case)

    assert close_to(ends(joris)[0], timezone.now() + 12 * HOUR)


def test_shifts_that_follow_each_other_are_one_duty_until_another_takes_over(
    case, fatima, joris
) -> None:
    now = timezone.now()
    first = duty_rows.a_shift(joris, ends_at=now + HOUR)
    following = {"starts_at": first.ends_at, "ends_at": now + 3 * HOUR, "name": "Nacht"}
    Shift.objects.create(member=joris, **following)
    assert emergency_ends.duty_ends_at(joris, now=now) == now + 3 * HOUR
    Shift.objects.create(member=fatima, **following | {"starts_at": now + 2 * HOUR})
    assert emergency_ends.duty_ends_at(joris, now=now) == now + 2 * HOUR


def test_after_a_swap_in_the_middle_of_the_night_the_access_ends_with_the_shift(
    case, fatima, joris
) -> None:
    shift = duty_rows.a_shift(joris)
    go_in(joris, case)
    go_in(joris, case, "read")
    Shift.objects.filter(pk=shift.pk).update(member=fatima)
    taken = timezone.now() - 2 * HOUR
    CaseGrant.objects.filter(member=joris).update(since=taken)
    now = timezone.now()

    assert emergency_ends.end_with_shift(now=now) == 1
    assert ends(joris) == [now, now]
    assert people.at_the_desk(joris).get(f"/casus/{case.pk}/kaart/").status_code == 403
    assert emergency_ends.end_with_shift(now=timezone.now()) == 0
    entry = AuditEntry.objects.get(act="case:emergency-end")
    assert (entry.member, entry.reason, entry.thing) == (None, "shift-over", f"case:{case.pk}")


def test_a_swap_minutes_after_the_access_leaves_half_an_hour(case, fatima, joris) -> None:
    shift = duty_rows.a_shift(joris)
    go_in(joris, case)
    Shift.objects.filter(pk=shift.pk).update(member=fatima)

    assert emergency_ends.end_with_shift(now=timezone.now()) == 1
    assert close_to(ends(joris)[0], timezone.now() + 30 * MINUTE)


def test_the_worker_leaves_alone_who_never_had_duty_and_whose_shift_stays(
    case, joris, team
) -> None:
    other = people.a_member(team, "Ander")
    duty_rows.a_shift(joris)
    for member in (joris, other):
        go_in(member, case)
        go_in(member, case, "read")
    before = ends(joris) + ends(other)

    assert emergency_ends.end_with_shift(now=timezone.now() + HOUR) == 0
    assert ends(joris) + ends(other) == before
