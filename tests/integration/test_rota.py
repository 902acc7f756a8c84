"""The rota: patterns and their shifts, taking and giving back, what a lead changes, its page."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from tests.support.rota import a_shift, make_reachable, terms
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.handover.models import Handover
from uitweg.casework.duty.rota.actions import absences, patterns, shifts
from uitweg.casework.duty.rota.actions import absences as rota
from uitweg.casework.duty.rota.actions.shifts import ShiftTerms
from uitweg.casework.duty.shifts import actions as on_duty
from uitweg.casework.duty.shifts.models import Shift, ShiftPattern
from uitweg.casework.duty.shifts.rules import TEAM_ZONE, TimeSpan, instant_of
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("every_channel")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ruud(team) -> Member:  # type: ignore[no-untyped-def]
    """A lead."""
    return people.a_member(team, "Ruud", Role.LEAD)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotPossible) as caught:
        act()
    return caught.value.refusal.code


def acts() -> list[str]:
    return list(
        AuditEntry.objects.filter(act__startswith="duty:")
        .order_by("id")
        .values_list("act", flat=True)
    )


# patterns and their shifts


@pytest.mark.postgres
def test_a_pattern_gives_twelve_weeks_of_shifts_and_again_gives_none(ruud) -> None:
    patterns.add_pattern(terms=terms(), by=acting(ruud))
    first = list(Shift.objects.values_list("pk", flat=True))
    rota.plan_ahead(now=timezone.now())

    assert 83 <= len(first) <= 85
    assert list(Shift.objects.values_list("pk", flat=True)) == first


def test_the_same_pattern_twice_is_one(ruud) -> None:
    for _ in range(2):
        patterns.add_pattern(terms=terms(), by=acting(ruud))

    assert ShiftPattern.objects.count() == 1
    assert acts() == ["duty:add-pattern"]


def test_the_hours_of_a_night_stay_those_of_the_clock(ruud) -> None:
    patterns.add_pattern(terms=terms(), by=acting(ruud))
    local = [timezone.localtime(shift.starts_at, TEAM_ZONE) for shift in Shift.objects.all()]

    assert {(moment.hour, moment.minute) for moment in local} == {(22, 0)}


@pytest.mark.postgres
def test_another_pattern_renews_what_nobody_touched_and_leaves_the_rest(ruud, fatima) -> None:
    make_reachable(fatima)
    pattern = patterns.add_pattern(terms=terms(), by=acting(ruud))
    past, taken, dropped, other = Shift.objects.order_by("starts_at")[:4]
    began = timezone.now() - HOUR
    Shift.objects.filter(pk=past.pk).update(starts_at=began)
    shifts.take_shift(shift=taken, by=acting(fatima))
    shifts.drop_shift(shift=dropped, shown=dropped.state, by=acting(ruud))
    patterns.change_pattern(
        pattern=pattern, terms=terms(begins=time(23)), shown=pattern.state, by=acting(ruud)
    )
    hours = {
        name: timezone.localtime(Shift.objects.get(pk=row.pk).starts_at, TEAM_ZONE).hour
        for name, row in {"taken": taken, "dropped": dropped, "other": other}.items()
    }

    assert hours == {"taken": 22, "dropped": 22, "other": 23}
    assert Shift.objects.get(pk=past.pk).starts_at == began


def test_a_pattern_that_ends_takes_its_shifts_along(ruud) -> None:
    pattern = patterns.add_pattern(terms=terms(), by=acting(ruud))
    last = timezone.localdate() + 10 * DAY
    patterns.change_pattern(
        pattern=pattern, terms=terms(last_day=last), shown=pattern.state, by=acting(ruud)
    )
    rota.plan_ahead(now=timezone.now())

    assert max(Shift.objects.values_list("pattern_day", flat=True)) == last


@pytest.mark.postgres
def test_two_leads_who_change_one_pattern_do_not_overwrite_each_other(ruud) -> None:
    pattern = patterns.add_pattern(terms=terms(), by=acting(ruud))
    shown = pattern.state
    patterns.change_pattern(pattern=pattern, terms=terms(name="late"), shown=shown, by=acting(ruud))

    assert (
        refused(
            lambda: patterns.change_pattern(
                pattern=pattern, terms=terms(name="vroeg"), shown=shown, by=acting(ruud)
            )
        )
        == "shift-changed"
    )
    assert set(Shift.objects.values_list("name", flat=True)) == {"late"}


def test_only_a_lead_plans(fatima) -> None:
    with pytest.raises(NotAllowed):
        patterns.add_pattern(terms=terms(), by=acting(fatima))
    assert ShiftPattern.objects.count() == 0


def test_who_is_not_reachable_gets_no_pattern_and_no_shift(ruud, fatima) -> None:
    row = a_shift(None)
    put_in = ShiftTerms("nacht", row.period, fatima, None)

    assert (
        refused(lambda: patterns.add_pattern(terms=terms(member=fatima), by=acting(ruud)))
        == "duty-not-reachable"
    )
    assert refused(lambda: shifts.take_shift(shift=row, by=acting(fatima))) == "duty-not-reachable"
    assert (
        refused(
            lambda: shifts.change_shift(shift=row, terms=put_in, shown=row.state, by=acting(ruud))
        )
        == "duty-not-reachable"
    )


def test_a_proof_of_31_days_ago_counts_no_more(fatima) -> None:
    make_reachable(fatima, at=timezone.now() - 31 * DAY)

    assert refused(lambda: shifts.take_shift(shift=a_shift(None), by=acting(fatima))) == (
        "duty-not-reachable"
    )


# one shift


@pytest.mark.postgres
def test_two_take_one_shift_and_one_gets_it(fatima, joris) -> None:
    make_reachable(fatima, joris)
    row = a_shift(None)
    shifts.take_shift(shift=row, by=acting(fatima))
    with pytest.raises(NotPossible) as caught:
        shifts.take_shift(shift=row, by=acting(joris))

    assert (caught.value.refusal.code, caught.value.ask) == ("shift-taken", fatima.pk)
    assert Shift.objects.get().member == fatima
    assert acts() == ["duty:take"]


def test_who_takes_the_shift_behind_which_they_stand_is_not_their_own_back_up(fatima) -> None:
    make_reachable(fatima)
    row = a_shift(None, backup=fatima)
    shifts.take_shift(shift=row, by=acting(fatima))

    assert (Shift.objects.get().member, Shift.objects.get().backup) == (fatima, None)


def test_nobody_stands_behind_themselves(ruud, fatima) -> None:
    make_reachable(fatima)
    row = a_shift(fatima)
    twice = ShiftTerms("nacht", row.period, fatima, fatima)

    assert (
        refused(lambda: shifts.take_shift(shift=row, as_backup=True, by=acting(fatima)))
        == "shift-taken"
    )
    assert (
        refused(
            lambda: shifts.change_shift(shift=row, terms=twice, shown=row.state, by=acting(ruud))
        )
        == "shift-own-backup"
    )


def test_a_shift_goes_back_until_a_day_before(fatima) -> None:
    late, in_time = a_shift(fatima, hours=23), a_shift(fatima, hours=25)
    shifts.give_back_shift(shift=in_time, by=acting(fatima))

    assert (
        refused(lambda: shifts.give_back_shift(shift=late, by=acting(fatima))) == "shift-too-late"
    )
    assert [Shift.objects.get(pk=row.pk).member for row in (late, in_time)] == [fatima, None]


def test_what_is_past_never_changes(ruud, fatima) -> None:
    make_reachable(fatima)
    row = a_shift(None, hours=-10)
    put_in = ShiftTerms("nacht", row.period, fatima, None)
    tried = [
        lambda: shifts.take_shift(shift=row, by=acting(fatima)),
        lambda: shifts.change_shift(shift=row, terms=put_in, shown=row.state, by=acting(ruud)),
        lambda: shifts.drop_shift(shift=row, shown=row.state, by=acting(ruud)),
        lambda: shifts.add_shift(terms=put_in, by=acting(ruud)),
    ]

    assert {refused(act) for act in tried} == {"shift-over"}


@pytest.mark.postgres
def test_two_leads_who_change_one_shift_do_not_overwrite_each_other(ruud, fatima, joris) -> None:
    make_reachable(fatima, joris)
    row = a_shift(None)
    shown = row.state
    shifts.change_shift(
        shift=row, terms=ShiftTerms("nacht", row.period, fatima, None), shown=shown, by=acting(ruud)
    )

    assert (
        refused(
            lambda: shifts.change_shift(
                shift=row,
                terms=ShiftTerms("nacht", row.period, joris, None),
                shown=shown,
                by=acting(ruud),
            )
        )
        == "shift-changed"
    )
    assert Shift.objects.get().member == fatima


def test_a_member_cannot_change_or_drop_a_shift(fatima, joris) -> None:
    row = a_shift(joris)
    for act in (
        lambda: shifts.drop_shift(shift=row, shown=row.state, by=acting(fatima)),
        lambda: shifts.add_shift(terms=ShiftTerms("x", row.period, None, None), by=acting(fatima)),
        lambda: absences.plan_absence(
            member=joris,
            first_day=timezone.localdate(),
            last_day=timezone.localdate(),
            by=acting(fatima),
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


# who has duty now


@pytest.mark.postgres
def test_who_has_duty_now_is_who_began_last(fatima, joris) -> None:
    a_shift(joris, hours=-5)
    began_last = a_shift(fatima, hours=-1, backup=joris)

    assert on_duty.shift_at(timezone.now()) == began_last
    assert on_duty.is_on_duty(joris, now=timezone.now())


@pytest.mark.parametrize("why", ["left", "no key", "not admitted", "absent"])
def test_who_is_not_there_has_no_duty(fatima, joris, why: str) -> None:
    a_shift(fatima, hours=-1)
    row = a_shift(joris, hours=-2, backup=fatima)
    today = timezone.localdate()
    if why == "left":
        Member.objects.filter(pk=fatima.pk).update(until=today - DAY)
    elif why == "no key":
        KeyShare.objects.filter(member=fatima).delete()
    elif why == "not admitted":
        Member.objects.filter(pk=fatima.pk).update(admitted_at=None)
    else:
        fatima.absences.create(first_day=today, last_day=today)
    shift = on_duty.shift_at(timezone.now())

    assert shift == row
    assert shift.backup is None
    assert Shift.objects.get(pk=row.pk).backup == fatima  # only what is read differs


# who is away or left


def test_absence_opens_the_shifts_in_it_and_coming_back_fills_them(ruud, fatima) -> None:
    make_reachable(fatima)
    patterns.add_pattern(terms=terms(member=fatima), by=acting(ruud))
    first = timezone.localdate() + 7 * DAY
    by_hand = a_shift(fatima, hours=8 * 24)
    Shift.objects.filter(pk=by_hand.pk).update(changed_by=fatima.pk)
    absence = absences.plan_absence(
        member=fatima, first_day=first, last_day=first + 2 * DAY, by=acting(fatima)
    )
    gone = Shift.objects.filter(member=None, pattern__isnull=False).count()
    rota.plan_ahead(now=timezone.now())
    still = Shift.objects.filter(member=None, pattern__isnull=False).count()
    absences.cancel_absence(absence=absence, by=acting(fatima))

    assert (gone, still) == (4, 4)  # the night before the first day touches it
    assert Shift.objects.filter(member=None).get() == by_hand


def test_who_is_away_cannot_take_a_shift_in_those_days(fatima) -> None:
    make_reachable(fatima)
    row = a_shift(None, hours=72)
    day = timezone.localdate(row.starts_at)
    absences.plan_absence(member=fatima, first_day=day, last_day=day, by=acting(fatima))

    assert refused(lambda: shifts.take_shift(shift=row, by=acting(fatima))) == "duty-absent"


def test_who_left_has_no_shifts_any_more(fatima, joris) -> None:
    past, now, to_come = (a_shift(fatima, hours=h) for h in (-20, -1, 30))
    behind = a_shift(joris, hours=40, backup=fatima)
    Member.objects.filter(pk=fatima.pk).update(until=timezone.localdate() - DAY)
    rota.plan_ahead(now=timezone.now())
    rota.plan_ahead(now=timezone.now())
    members = [Shift.objects.get(pk=row.pk).member_id for row in (past, now, to_come)]

    assert members == [fatima.pk, None, None]
    assert Shift.objects.get(pk=behind.pk).backup is None
    assert acts() == ["duty:open-shift"] * 3


@pytest.mark.postgres
def test_old_shifts_go_with_their_term(fatima) -> None:
    old, kept = a_shift(fatima, hours=-24 * 731), a_shift(fatima, hours=-24 * 729)
    rota.forget_old_shifts(now=timezone.now())

    assert list(Shift.objects.values_list("pk", flat=True)) == [kept.pk]
    assert old.pk


def test_an_old_shift_whose_hand_over_is_still_kept_waits_for_it(fatima) -> None:
    old = a_shift(fatima, hours=-24 * 731)
    handover = Handover.objects.create(shift=old, entries_before=0, messages_before=0)

    assert rota.forget_old_shifts(now=timezone.now()) == 0
    handover.delete()
    assert rota.forget_old_shifts(now=timezone.now()) == 1


# the pages


def page(client, address: str = "/dienst/", **query: str) -> str:  # type: ignore[no-untyped-def]
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_an_empty_rota_says_so_once_and_on_nu_to_a_lead(desk, ruud) -> None:
    lead = people.at_the_desk(ruud)

    assert page(desk).count("Er staat niemand in het rooster") == 1
    assert "Maak een rooster" not in page(desk)
    assert "Maak een rooster" in page(lead)
    assert "Er staat niemand in het rooster" in page(lead, "/werk/")
    assert "Er staat niemand in het rooster" not in page(desk, "/werk/")


@pytest.mark.postgres
def test_the_month_shows_names_gaps_and_who_is_asked_twice(
    desk, fatima, joris, time_machine
) -> None:
    make_reachable(fatima)
    year = timezone.localdate().year + 1
    time_machine.move_to(datetime(year, 12, 2, 9, tzinfo=TEAM_ZONE).timestamp())
    night = a_shift(fatima, hours=40, backup=joris)
    a_shift(joris, hours=41, name="extra", backup=None)
    a_shift(None, hours=60)
    shown = page(people.at_the_desk(fatima), maand=f"{year}-12")

    assert f'id="dienst-{night.pk}"' in shown
    assert shown.count("dubbel") == 2
    assert "geen achterwacht" in shown
    assert "Eerste kerstdag" in shown
    assert "niemand" in shown


def test_a_night_in_which_the_clock_changes_says_how_long_it_is(desk, fatima) -> None:
    day = date(2027, 3, 27)
    Shift.objects.create(
        name="nacht",
        starts_at=instant_of(day, time(22)),
        ends_at=instant_of(day + DAY, time(8)),
        member=fatima,
    )

    assert "9 uur" in page(desk, maand="2027-03")


@pytest.mark.parametrize(
    "query",
    [{"maand": "x"}, {"maand": "0000-00"}, {"week": "9999-12-31"}, {"maand": "2026-13" * 99}],
)
def test_an_odd_month_shows_this_one(desk, query) -> None:
    assert timezone.localdate().strftime("%Y") in page(desk, **query)


def test_a_lead_hears_what_it_means_before_it_is_saved(ruud, fatima) -> None:
    make_reachable(fatima)
    a_shift(fatima, hours=48)
    row = a_shift(None, hours=50, name="avond")
    begins, ends = (timezone.localtime(m, TEAM_ZONE) for m in (row.starts_at, row.ends_at))
    typed = {
        "name": "avond",
        "day": begins.date().isoformat(),
        "begins": f"{begins:%H:%M:%S}",
        "ends": f"{ends:%H:%M:%S}",
        "member": fatima.pk,
        "shown": row.state,
    }
    lead, address = people.at_the_desk(ruud), f"/dienst/beurt/{row.pk}/wijzigen/"
    first = lead.post(address, typed)
    before = Shift.objects.get(pk=row.pk).member
    second = lead.post(address, {**typed, "sure": "on"})

    assert first.status_code == 400
    assert "Dubbel" in first.content.decode()
    assert (before, second.status_code) == (None, 302)
    assert Shift.objects.get(pk=row.pk).member == fatima


def test_an_absence_says_first_what_becomes_open(desk, fatima) -> None:
    row = a_shift(fatima, hours=72)
    day = timezone.localdate(row.starts_at)
    typed = {"first_day": day, "last_day": day}
    first = desk.post("/dienst/afwezig/", typed)
    before = Shift.objects.get().member
    second = desk.post("/dienst/afwezig/", {**typed, "sure": "on"})

    assert "1 dienst van Fatima komt open te staan" in " ".join(first.content.decode().split())
    assert (before, second.status_code, Shift.objects.get().member) == (fatima, 302, None)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"first_day": "morgen", "last_day": "2026-01-01"},
        {"first_day": "9999-12-31", "last_day": "9999-12-31"},
        {"first_day": "2026-12-05", "last_day": "2026-12-01"},
        {"first_day": "2026-12-05", "last_day": "2026-12-05", "member": "999"},
    ],
)
def test_an_absence_that_cannot_be_is_refused(desk, typed) -> None:
    assert desk.post("/dienst/afwezig/", typed).status_code == 400


@pytest.mark.parametrize(
    "other",
    [
        {"weekdays": []},
        {"weekdays": ["7"]},
        {"begins": "25:00"},
        {"every_weeks": "0"},
        {"every_weeks": "9" * 400},
        {"first_day": "1026-12-01"},
        {"last_day": "2020-01-01"},
        {"member": "999999"},
        {"name": "x" * 41},
        {"name": "a\0b"},
    ],
)
def test_a_pattern_that_cannot_be_is_refused(ruud, other) -> None:
    good = {
        "name": "nacht",
        "weekdays": ["0", "6"],
        "begins": "22:00",
        "ends": "08:00",
        "first_day": timezone.localdate(),
        "every_weeks": "1",
    }
    lead = people.at_the_desk(ruud)

    assert lead.post("/dienst/patronen/", {**good, **other}).status_code == 400
    assert ShiftPattern.objects.count() == 0
    assert lead.post("/dienst/patronen/", good).status_code == 302


def test_the_header_names_who_has_duty_with_a_number_to_tap(desk, joris, ruud) -> None:
    Member.objects.filter(pk=ruud.pk).update(phone="+31612345678")
    nobody = page(desk, "/ik/")
    Member.objects.filter(pk=joris.pk).update(phone="+31687654321")
    a_shift(joris, hours=-1)
    somebody = page(desk, "/ik/")

    assert "Niemand heeft dienst:" in nobody
    assert 'href="tel:+31612345678"' in nobody
    assert "Dienst: Joris" in somebody
    assert 'href="tel:+31687654321"' in somebody


@pytest.mark.postgres
def test_the_header_asks_one_question(desk, joris, django_assert_max_num_queries) -> None:
    a_shift(joris, hours=-1)
    with CaptureQueriesContext(connection) as asked:
        page(desk, "/ik/")

    assert len([q for q in asked if "duty_shift" in q["sql"]]) == 1


@pytest.mark.postgres
def test_a_month_with_hundreds_of_shifts_asks_no_more_questions(desk, ruud, fatima) -> None:
    a_shift(fatima)
    with CaptureQueriesContext(connection) as few:
        page(desk)
    for begins in range(0, 24, 2):
        patterns.add_pattern(
            terms=terms(name=f"d{begins}", begins=time(begins), ends=time((begins + 3) % 24)),
            by=acting(ruud),
        )
    with CaptureQueriesContext(connection) as many:
        page(desk)

    assert Shift.objects.count() > 900
    assert len(many) == len(few)


def test_the_page_leads_to_hand_overs_promises_and_steps(desk) -> None:
    for way in ("/dienst/overdracht/", "/dienst/beloften/", "/dienst/stappen/"):
        assert f'href="{way}"' in page(desk)


def test_taking_from_the_page_needs_a_tested_alarm(desk, fatima) -> None:
    row = a_shift(None)
    address = f"/dienst/beurt/{row.pk}/nemen/"
    assert "Test eerst je alarm" in page(desk)
    assert desk.post(address).status_code == 409
    make_reachable(fatima)
    assert "Ik neem deze nacht" in page(desk)
    assert desk.post(address).status_code == 302
    assert ContactChannel.objects.count() == 2
    assert Shift.objects.get().member == fatima
    assert TimeSpan(row.starts_at, row.ends_at).lasts == 8 * HOUR
