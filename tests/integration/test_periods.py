"""Periods that run in a case: 72 hours, a reflection period, another; on the case and on Nu."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.keys.actions import restriction
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.periods.rules import PeriodBound, PeriodKind, midnight, start_of_day
from uitweg.casework.cases.periods.tags import period_words
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.workflow.actions.destruction import destroy_contents
from uitweg.casework.dashboard.now.actions.now import load_dashboard
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def key() -> str:
    return tokens.new_token(16).hex()


def begin(browser, case: Case, kind: str = "talk", **said: object):  # type: ignore[no-untyped-def]
    return browser.post(f"/casus/{case.pk}/termijn/", {"kind": kind, "key": key(), **said})


def another(browser, case: Case, **said: object):  # type: ignore[no-untyped-def]
    typed = {"text": "Bezwaar tegen de boete", "until_on": on_day(9), "group": "law-police"}
    return begin(browser, case, "other", **{**typed, **said})


def tick(browser, period: Period, state: str = "done", **said: object):  # type: ignore[no-untyped-def]
    typed = {"state": state, "version": period.version, **said}
    return browser.post(f"/casus/termijn/{period.pk}/af/", typed)


def change(browser, period: Period, **said: object):  # type: ignore[no-untyped-def]
    typed = {"until_on": on_day(4), "why": "Hij lag in het ziekenhuis", "version": period.version}
    return browser.post(f"/casus/termijn/{period.pk}/", {**typed, **said})


def on_day(days: int) -> str:
    return (timezone.localdate() + days * DAY).isoformat()


def page(browser, case: Case) -> str:  # type: ignore[no-untyped-def]
    return browser.get(f"/casus/{case.pk}/").content.decode()


def told(browser, case: Case) -> list[str]:  # type: ignore[no-untyped-def]
    rows = browser.get(f"/casus/{case.pk}/").context["timeline"].rows
    return [row.text for row in rows if row.filter == "termijnen"]


def now_board(browser) -> str:  # type: ignore[no-untyped-def]
    return browser.get("/werk/").content.decode()


def reasons() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("reason", flat=True))


@pytest.mark.postgres
def test_one_click_starts_72_hours_from_now_and_it_stands_on_the_case_and_on_nu(case, desk) -> None:
    before = timezone.now()
    answer = begin(desk, case, "talk")
    period = Period.objects.get()

    assert answer.url == f"/casus/{case.pk}/#lopend"
    assert period.ends_at - period.started_at == 72 * HOUR
    assert before <= period.started_at <= timezone.now()
    assert (period.started_has_time, period.ends_has_time, period.group) == (True, True, "safety")
    for shown in (page(desk, case), now_board(desk)):
        assert "Eerste gesprek" in shown
        assert "uiterlijk" in shown
        assert "nog 2 dagen" in shown
    assert "Loopt af" in now_board(desk)
    assert reasons().count("period") == 1


def test_what_was_typed_as_its_beginning_counts(case, desk) -> None:
    begin(desk, case, "stay", on=on_day(-1), at="09:30")
    period = Period.objects.get()
    local = timezone.localtime(period.started_at)

    assert (local.date().isoformat(), f"{local:%H:%M}") == (on_day(-1), "09:30")
    assert period.ends_at - period.started_at == 72 * HOUR
    assert period.group == "shelter"


def test_a_reflection_period_runs_three_months_with_whole_days(case, desk) -> None:
    begin(desk, case, "reflection", on=on_day(0))
    period = Period.objects.get()

    assert (period.started_has_time, period.ends_has_time, period.group) == (
        False,
        False,
        "law-police",
    )
    assert 88 <= (period.ends_at - period.started_at) / DAY <= 92.1
    assert "tot en met" in page(desk, case)


def test_where_only_the_day_is_known_it_counts_from_its_beginning(case, desk) -> None:
    begin(desk, case, "talk", on=on_day(-1), at="")

    assert not Period.objects.get().ends_has_time
    assert "de laatste dag" not in page(desk, case)
    assert "nog 1 dag" in page(desk, case)


def test_another_period_has_its_own_words_sealed_and_its_own_end(case, desk) -> None:
    another(desk, case)
    period = Period.objects.get()

    assert "Bezwaar tegen de boete" in page(desk, case)
    assert "nog 9 dagen" in page(desk, case)
    assert b"Bezwaar" not in bytes(period.sealed_text)
    assert (period.kind, period.group) == ("other", "law-police")


def test_another_period_can_end_at_a_moment(case, desk) -> None:
    another(desk, case, until_on=on_day(1), until_at="12:00")
    period = Period.objects.get()

    assert period.ends_has_time
    assert f"{timezone.localtime(period.ends_at):%H:%M}" == "12:00"
    assert "tot morgen 12:00" in page(desk, case)


@pytest.mark.postgres
def test_the_same_form_twice_is_one_period_and_one_line(case, desk) -> None:
    same = key()
    answers = [begin(desk, case, "talk", key=same) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert Period.objects.count() == 1
    assert len(told(desk, case)) == 1


@pytest.mark.postgres
def test_a_second_of_one_kind_does_not_begin_while_the_first_runs(case, desk) -> None:
    answers = [begin(desk, case, "talk") for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 409]
    assert "Deze termijn loopt al" in answers[1].content.decode()
    assert Period.objects.count() == 1


def test_another_may_run_twice(case, desk) -> None:
    for words in ("Bezwaar", "Hoger beroep"):
        another(desk, case, text=words)

    assert Period.objects.running().count() == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "weekend"}, "Kies welke termijn."),
        ({"kind": ""}, ""),
        ({"on": "gisteren"}, "Dit is geen dag."),
        ({"on": on_day(2)}, "Dit begin is nog niet geweest."),
        ({"on": "0001-01-01"}, "te ver terug"),
        ({"on": "9999-12-31"}, "nog niet geweest"),
        ({"at": "25:99"}, "Dit is geen tijd."),
        ({"text": "x" * 301}, "langer dan 300 tekens"),
        ({"text": "a\x00b"}, ""),
        ({"key": "zz"}, ""),
        ({"key": ""}, ""),
        ({"group": "everything"}, ""),
    ],
)
def test_a_beginning_that_is_not_right_says_so_and_changes_nothing(case, desk, wrong, says) -> None:
    answer = begin(desk, case, **{"on": on_day(0), "text": "Belde zelf", **wrong})

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert "text" in wrong or 'value="Belde zelf"' in answer.content.decode()
    assert not Period.objects.exists()
    assert told(desk, case) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Schrijf op wat er dan moet gebeuren."),
        ({"until_on": ""}, "Kies tot wanneer."),
        ({"until_on": "ooit"}, "Dit is geen dag."),
        ({"until_on": on_day(-1)}, "eindigt later dan hij begon"),
        ({"until_on": "0001-01-01"}, "te ver weg"),
        ({"until_on": "9999-12-31"}, "te ver weg"),
        ({"until_on": on_day(0), "until_at": "00:00"}, "eindigt later dan hij begon"),
        ({"until_at": "later"}, "Dit is geen tijd."),
        ({"group": "everything"}, ""),
    ],
)
def test_another_that_is_not_right_says_so_and_keeps_its_words(case, desk, wrong, says) -> None:
    answer = another(desk, case, **wrong)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert "text" in wrong or 'value="Bezwaar tegen de boete"' in answer.content.decode()
    assert not Period.objects.exists()


def test_a_key_of_another_case_starts_nothing(case, desk) -> None:
    same = key()
    begin(desk, case, "talk", key=same)
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()

    assert begin(desk, other, "talk", key=same).status_code == 409
    assert Period.objects.count() == 1


def test_one_click_ends_it_and_one_brings_it_back(case, desk) -> None:
    begin(desk, case, "talk")
    answer = tick(desk, Period.objects.get())
    ended = Period.objects.get()

    assert answer.url == f"/casus/{case.pk}/?net=termijn-{ended.pk}#termijnen"
    assert (ended.ended, ended.ended_at is not None, ended.ended_by.name) == (
        "done",
        True,
        "Fatima",
    )
    assert 'data-key="u"' in desk.get(answer.url).content.decode()
    tick(desk, ended, "open")
    back = Period.objects.get()

    assert (back.ended, back.ended_at, back.ended_by) == ("", None, None)
    assert [r for r in reasons() if r.startswith("period")] == [
        "period",
        "period:done",
        "period:open",
    ]


def test_from_nu_a_tick_goes_back_to_nu_and_can_be_taken_back_there(case, desk) -> None:
    begin(desk, case, "talk")
    answer = tick(desk, Period.objects.get(), verder="/werk/")
    shown = now_board(desk)

    assert answer.url.partition("?")[0] == "/werk/"
    assert f"De termijn in {case.number} is klaar." in desk.get(answer.url).content.decode()
    assert "Loopt af" not in shown
    assert "Vandaag gedaan" in shown
    assert "Terugzetten: Eerste gesprek" in shown
    assert tick(desk, Period.objects.get(), "open", verder="//evil.example").url.startswith(
        "/casus/"
    )
    assert "Loopt af" in now_board(desk)


@pytest.mark.postgres
def test_a_tick_twice_is_once_and_one_that_came_later_hears_of_the_first(case, desk, joris) -> None:
    begin(desk, case, "talk")
    first = Period.objects.get()
    other = people.let_in(case, joris, "work")
    answers = [tick(desk, first), tick(desk, first), tick(other, first, "lapsed")]

    assert [a.status_code for a in answers] == [302, 302, 409]
    assert "Een collega veranderde deze termijn net" in answers[2].content.decode()
    assert Period.objects.get().ended == "done"
    assert len(told(desk, case)) == 2


def test_a_tick_on_what_a_colleague_moved_changes_nothing(case, desk, joris) -> None:
    begin(desk, case, "talk")
    seen = Period.objects.get()
    change(people.let_in(case, joris, "work"), seen)

    assert tick(desk, seen).status_code == 409
    assert Period.objects.get().ended == ""


@pytest.mark.parametrize(
    "wrong",
    [{"state": "passed"}, {"state": "x"}, {"state": ""}, {"version": "0"}, {"version": "é"}],
)
def test_a_forged_tick_changes_nothing(case, desk, wrong) -> None:
    begin(desk, case, "talk")
    tick(desk, Period.objects.get(), **{"state": "done", **wrong})

    assert Period.objects.get().ended == ""


def test_the_end_moves_with_a_reason_that_stands_on_the_timeline(case, desk) -> None:
    begin(desk, case, "talk")
    answer = change(desk, Period.objects.get())
    moved = Period.objects.get()

    assert answer.status_code == 302
    assert moved.ends_at == midnight(
        timezone.localdate() + 5 * DAY, timezone.get_current_timezone()
    )
    assert (moved.ends_has_time, moved.version) == (False, 2)
    newest = told(desk, case)[0]
    assert newest.startswith("Eerste gesprek: loopt nu uiterlijk")
    assert "Hij lag in het ziekenhuis" in newest
    assert "Was: " in newest
    assert "period:later" in reasons()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"why": ""}, "Schrijf eerst iets op."),
        ({"why": "x" * 301}, "langer dan 300"),
        ({"why": "a\x00b"}, ""),
        ({"until_on": ""}, "Kies tot wanneer."),
        ({"until_on": on_day(-400)}, "eindigt later dan hij begon"),
        ({"until_on": "ooit"}, "Dit is geen dag."),
        ({"until_at": "99:99"}, "Dit is geen tijd."),
        ({"version": ""}, ""),
        ({"version": "9" * 30}, ""),
    ],
)
def test_another_end_that_is_not_right_says_so_and_keeps_what_was_typed(
    case, desk, wrong, says
) -> None:
    begin(desk, case, "talk")
    was = Period.objects.get()
    answer = change(desk, was, **wrong)

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert "why" in wrong or "Hij lag in het ziekenhuis" in answer.content.decode()
    assert Period.objects.get().ends_at == was.ends_at
    assert len(told(desk, case)) == 1


@pytest.mark.postgres
def test_two_who_move_one_end_do_not_overwrite_each_other(case, desk, joris) -> None:
    begin(desk, case, "talk")
    seen, other = Period.objects.get(), people.let_in(case, joris, "work")
    answers = [
        change(desk, seen, until_on=on_day(4)),
        change(other, seen, until_on=on_day(6)),
        change(desk, seen, until_on=on_day(4)),
    ]

    assert [a.status_code for a in answers] == [302, 409, 302]
    assert Period.objects.get().version == 2
    assert len(told(desk, case)) == 2


def test_what_was_ended_is_not_moved_and_another_of_its_kind_keeps_it_ended(case, desk) -> None:
    begin(desk, case, "talk")
    tick(desk, Period.objects.get(), "lapsed")
    ended = Period.objects.get()
    assert change(desk, ended).status_code == 409
    begin(desk, case, "talk")

    assert tick(desk, ended, "open").status_code == 409
    assert Period.objects.running().count() == 1


@pytest.mark.postgres
def test_the_store_refuses_two_that_run_and_an_end_without_a_person(case, desk) -> None:
    begin(desk, case, "talk")
    row = Period.objects.get()
    for wrong in (
        {"ended": "done"},
        {"ends_at": row.started_at},
        {"kind": "holiday"},
        {"group": "all"},
        {"ended": "gone", "ended_at": timezone.now(), "ended_by": row.written_by},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Period.objects.update(**wrong)
    row.pk, row.form_key = None, tokens.new_token(16)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.postgres
def test_the_timeline_tells_when_it_began_ended_and_ran_on(case, desk) -> None:
    begin(desk, case, "talk", on=on_day(-2), at="10:00", text="Belde zelf")
    tick(desk, Period.objects.get())
    tick(desk, Period.objects.get(), "open")
    start = Entry.objects.filter(kind="period").order_by("id").first()
    timeline = desk.get(f"/casus/{case.pk}/").context["timeline"]
    shown = {row.pk: row for row in timeline.rows}

    assert told(desk, case)[-1].endswith("Belde zelf")
    assert {"Eerste gesprek: klaar."} < set(told(desk, case))
    assert shown[start.pk].happened_at == on_day(-2)
    assert b"gesprek" not in bytes(start.sealed_text)
    assert "Termijnen" in [narrowed.words for narrowed in timeline.filters]
    correction = desk.post(f"/casus/{case.pk}/stuk/{start.pk}/", {"text": "Nooit", "key": key()})
    assert correction.status_code == 409


@pytest.mark.parametrize(
    ("level", "sees", "may"),
    [("card", False, False), ("read", True, False), ("work", True, True), ("manage", True, True)],
)
def test_each_level_of_a_grant_sees_and_changes_what_it_may(case, desk, joris, level, sees, may):
    begin(desk, case, "talk")
    period, browser = Period.objects.get(), people.let_in(case, joris, level)
    assert ("Eerste gesprek" in page(browser, case)) == sees
    assert ("Klaar: Eerste gesprek" in page(browser, case)) == may
    expected = 302 if may else 403

    assert another(browser, case).status_code == expected
    assert change(browser, period).status_code == expected
    period.refresh_from_db()
    assert tick(browser, period).status_code == expected
    assert browser.get(f"/casus/termijn/{period.pk}/").status_code == (200 if may else 403)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}), ids=str)
def test_a_role_without_a_grant_changes_nothing(case, desk, team, role) -> None:
    begin(desk, case, "talk")
    period = Period.objects.get()
    browser = people.at_the_desk(people.a_member(team, f"zz-{role}", role))
    answers = [
        begin(browser, case, "stay"),
        tick(browser, period),
        change(browser, period),
        browser.get(f"/casus/termijn/{period.pk}/"),
    ]

    assert {a.status_code for a in answers} == {403}
    assert (Period.objects.get().ended, Period.objects.get().version) == ("", 1)
    assert "Eerste gesprek" not in "".join(a.content.decode() for a in answers)


def test_the_stranger_goes_to_the_login_page_and_changes_nothing(case, desk, client) -> None:
    begin(desk, case, "talk")
    period = Period.objects.get()
    answers = [begin(client, case, "stay"), tick(client, period), client.get("/casus/termijn/1/")]

    assert all(a.status_code == 302 and "/inloggen/" in a.url for a in answers)
    assert Period.objects.get().ended == ""


def test_a_number_that_is_none_is_not_found(case, desk) -> None:
    assert desk.get("/casus/termijn/999/").status_code == 404
    assert desk.post("/casus/termijn/999/af/", {"state": "done", "version": 1}).status_code == 404
    assert begin(desk, Case(pk=999)).status_code == 404


def test_fewer_groups_show_and_start_fewer_periods(case, desk, joris) -> None:
    for kind in ("talk", "stay", "reflection"):
        begin(desk, case, kind)
    another(desk, case, group="school-work", text="Schorsing")
    browser = people.let_in(case, joris, "work", "law-police", "contact")
    shown = page(browser, case)
    talk = Period.objects.get(kind="talk")

    assert "Bedenktijd" in shown
    for hidden in ("Eerste gesprek", "72-uursplek", "Schorsing"):
        assert hidden not in shown
    assert tick(browser, talk).status_code == 403
    assert change(browser, talk).status_code == 403
    assert another(browser, case, group="school-work").status_code == 400
    tick(desk, talk)
    assert begin(browser, case, "talk").status_code == 400
    assert AuditEntry.objects.filter(result="refused", reason="period").exists()


def test_who_reads_all_and_works_on_school_alone_ends_no_reflection_period(case, desk, joris):
    begin(desk, case, "reflection")
    people.let_in(case, joris, "work", "school-work")
    browser = people.let_in(case, joris, "read")

    assert "Bedenktijd" in page(browser, case)
    assert "Klaar: Bedenktijd" not in page(browser, case)
    assert tick(browser, Period.objects.get()).status_code == 403


@pytest.mark.postgres
def test_nu_shows_the_soonest_first_and_says_what_is_over_in_words(case, desk) -> None:
    begin(desk, case, "reflection")
    another(desk, case, text="Later bezwaar", until_on=on_day(9))
    begin(desk, case, "talk", on=on_day(-9), at="09:00")
    shown = now_board(desk)
    order = sorted(
        ("Bedenktijd", "Later bezwaar", "Eerste gesprek"), key=lambda name: shown.index(name)
    )

    assert order == ["Eerste gesprek", "Later bezwaar", "Bedenktijd"]
    assert "verlopen sinds" in shown
    assert 'class="tag red"' not in shown


@pytest.mark.postgres
def test_nu_shows_only_what_one_leads_or_stands_in_for(case, desk, joris) -> None:
    begin(desk, case, "talk")
    browser = people.let_in(case, joris, "work")
    assert "Eerste gesprek" not in now_board(browser)
    CaseGrant.objects.filter(member=joris).update(level="manage")
    assert "Eerste gesprek" in now_board(browser)
    CaseGrant.objects.filter(member=joris).update(until=timezone.now())

    assert "Eerste gesprek" not in now_board(browser)


def test_nu_shows_nothing_outside_the_groups_of_a_grant_and_nothing_twice(case, desk, joris):
    begin(desk, case, "talk")
    begin(desk, case, "reflection")
    browser = people.let_in(case, joris, "manage", "law-police")
    people.let_in(case, joris, "manage", "law-police", "school-work")
    shown = load_dashboard(
        by=acting(joris, now=timezone.now(), keyring=people.keyring_of(joris))
    ).running_periods

    assert [one.name for one in shown] == ["Bedenktijd"]
    assert "Eerste gesprek" not in now_board(browser)


def test_nu_says_when_the_words_do_not_open(case, desk, joris) -> None:
    another(desk, case)
    people.let_in(case, joris, "manage")
    restriction.restrict_case(
        case=case,
        by=acting(
            Period.objects.get().written_by,
            now=timezone.now(),
            keyring=people.keyring_of(Period.objects.get().written_by),
        ),
    )
    assert "Bezwaar tegen de boete" in now_board(desk)
    case.key_copies.filter(member=joris).delete()

    assert "Andere termijn" in now_board(people.at_the_desk(joris))


@pytest.mark.postgres
def test_the_board_asks_once_a_block_however_many_run(case, desk) -> None:
    another(desk, case)
    desk.get("/werk/")
    few = _queries(desk, "/werk/"), _queries(desk, f"/casus/{case.pk}/")
    for _ in range(12):
        another(desk, case)

    assert (_queries(desk, "/werk/"), _queries(desk, f"/casus/{case.pk}/")) == few


def _queries(desk, path: str) -> int:  # type: ignore[no-untyped-def]
    with CaptureQueriesContext(connection) as asked:
        desk.get(path)
    return len(asked)


@pytest.mark.postgres
def test_no_question_about_periods_walks_or_sorts_what_is_not_the_members(case, desk, fatima):
    begin(desk, case, "talk")
    if connection.vendor != "sqlite":
        pytest.skip("a small table is walked whole there, and rightly")
    for rows, index in (
        (Period.objects.managed_by(fatima)[:50], "period_board"),
        (Period.objects.ended_by_hand_of(fatima, since=timezone.now())[:50], "period_ended"),
        (case.periods.order_by("ends_at", "id"), "period_of_case"),
    ):
        plan = rows.explain()
        assert "SCAN cases_" not in plan, plan
        assert index in plan, plan


def test_a_case_does_not_close_while_a_period_runs_unless_the_form_says_how_it_goes_on(
    case, desk
) -> None:
    begin(desk, case, "talk")
    begin(desk, case, "reflection")
    talk, reflection = Period.objects.order_by("kind").reverse()
    form = desk.get(f"/casus/{case.pk}/sluiten/").content.decode()
    refused = desk.post(f"/casus/{case.pk}/sluiten/", people.closing())
    assert "Termijnen die lopen" in form
    assert "Bedenktijd" in form
    assert refused.status_code == 409
    assert "Zeg bij elke termijn die loopt hoe het verder gaat." in refused.content.decode()
    assert Period.objects.running().count() == 2
    ends = {f"termijn-{talk.pk}": "done", f"termijn-{reflection.pk}": "passed"}
    done = desk.post(f"/casus/{case.pk}/sluiten/", people.closing(**ends))
    case.refresh_from_db()

    assert done.status_code == 302
    assert case.state == "closing"
    assert {p.kind: p.ended for p in Period.objects.all()} == {
        "talk": "done",
        "reflection": "passed",
    }
    assert "Bedenktijd: overgedragen." in told(desk, case)


def test_closing_that_lacks_something_else_ends_no_period(case, desk) -> None:
    begin(desk, case, "talk")
    ends = {f"termijn-{Period.objects.get().pk}": "done"}
    answer = desk.post(f"/casus/{case.pk}/sluiten/", people.closing(ending="", **ends))

    assert answer.status_code == 409
    assert Period.objects.get().ended == ""
    assert len(told(desk, case)) == 1


def test_in_a_closed_case_nothing_begins_moves_or_runs_on(case, desk, team) -> None:
    begin(desk, case, "talk")
    tick(desk, Period.objects.get())
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing())
    people.agree(people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD)), case)
    period = Period.objects.get()
    answers = [begin(desk, case, "stay"), change(desk, period), tick(desk, period, "open")]

    assert [a.status_code for a in answers] == [409, 409, 409]
    assert "Start een termijn" not in page(desk, case)
    assert Period.objects.get().ended == "done"


def test_handing_over_names_what_runs_and_the_new_owner_has_it_on_nu(case, desk, joris) -> None:
    begin(desk, case, "reflection")
    desk.post(
        f"/casus/{case.pk}/overdragen/",
        {"to": joris.pk, "why": "Ziek.", "keeps": "nothing", "was": case.coordinator_id},
    )
    browser = people.at_the_desk(joris)

    assert "Termijn: Bedenktijd, tot en met" in page(browser, case)
    assert Entry.objects.filter(kind="handover", group="law-police").exists()
    assert "Bedenktijd" in now_board(browser)
    assert "Bedenktijd" not in now_board(desk)


def test_papers_and_insight_name_what_runs(case, desk) -> None:
    begin(desk, case, "reflection")
    another(desk, case, text="Bezwaar bij de rechter", group="law-police")
    for paper in ("overdracht", "samenvatting"):
        asked = {"papier": paper, "voor": "mezelf"}
        answer = desk.get(f"/casus/{case.pk}/papieren/", asked)
        titles = [section.title for section in answer.context["layout"].sections]
        assert "Termijnen die lopen" in titles
        assert "Bezwaar bij de rechter" in answer.content.decode()
    chronology = desk.get(f"/casus/{case.pk}/papieren/", {"papier": "tijdlijn", "voor": "mezelf"})
    asked = {"papier": "samenvatting", "voor": "partner"}
    partner = desk.get(f"/casus/{case.pk}/papieren/", asked).context["layout"]
    insight = desk.get(f"/casus/{case.pk}/inzage/").content.decode()

    assert "Bedenktijd: vanaf" in chronology.content.decode()
    assert [i.omission for i in partner.items if i.id.startswith("termijn-")] == ["group", "group"]
    assert "Bezwaar bij de rechter" in insight
    assert "Bedenktijd" in insight
    assert not Disclosure.objects.exists()


@pytest.mark.postgres
def test_what_runs_leaves_as_an_excel_file_after_it_is_written_down(case, desk, joris) -> None:
    own = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}
    assert desk.post("/werk/termijnen/excel/", own).status_code == 409
    another(desk, case, text="=1+1", until_on=on_day(9))
    begin(desk, case, "talk", on=on_day(-1), at="10:15")
    made = desk.post("/werk/termijnen/excel/", own).content
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()
    browser = people.let_in(case, joris, "work")

    assert head == ["Nummer", "Termijn", "Vanaf", "Laatste dag", "Tot"]
    assert [row[1].lstrip("'") for row in rows] == ["Eerste gesprek", "=1+1"]
    assert [row[3].isoformat() for row in rows] == [on_day(2), on_day(9)]
    ends_at = timezone.localtime(Period.objects.get(kind="talk").ends_at)
    assert [row[4] for row in rows] == [f"{ends_at:%H:%M}", ""]
    assert (Disclosure.objects.get().via, Disclosure.objects.get().rows) == ("export", 2)
    assert set(Disclosure.objects.get().groups.split(",")) == {"law-police", "safety"}
    assert browser.post("/werk/termijnen/excel/", own).status_code == 409


def test_a_strict_case_takes_the_words_along_and_a_destroyed_one_loses_them(
    case, desk, joris, fatima
) -> None:
    another(desk, case)
    people.let_in(case, joris, "work")
    ring, before = people.keyring_of(fatima), bytes(Period.objects.get().sealed_text)
    restriction.restrict_case(case=case, by=acting(fatima, now=timezone.now(), keyring=ring))
    assert bytes(Period.objects.get().sealed_text) != before
    assert "Bezwaar tegen de boete" in page(desk, case)
    destroy_contents(case)

    assert not Period.objects.exists()


def words_at(
    now: datetime, end: PeriodBound, kind: PeriodKind = PeriodKind.STAY
) -> tuple[str, str]:
    row = Period(kind=kind, ends_at=end.at, ends_has_time=end.has_time)
    said = period_words(row, now)
    return said.until, said.left


def test_what_is_left_is_said_as_people_do() -> None:
    zone = timezone.get_current_timezone()
    now = datetime(2026, 11, 25, 3, 7, tzinfo=zone)
    talk = PeriodBound(now + 24 * HOUR, has_time=True)

    assert words_at(now, talk, PeriodKind.TALK) == ("uiterlijk morgen 03:07", "nog 24 uur")
    assert words_at(now, PeriodBound(now + HOUR / 2, has_time=True)) == (
        "tot vandaag 03:37",
        "nog 30 min",
    )
    assert words_at(now, start_of_day(date(2026, 12, 5), zone)) == (
        "tot en met vr 4 dec",
        "nog 9 dagen",
    )
    assert words_at(now, start_of_day(date(2026, 11, 27), zone))[1] == "nog 1 dag"
    assert words_at(now, start_of_day(date(2026, 11, 26), zone))[1] == "de laatste dag"
    assert words_at(now, start_of_day(date(2026, 11, 25), zone)) == ("", "verlopen sinds vandaag")
    assert words_at(now, PeriodBound(now, has_time=True)) == ("", "verlopen sinds vandaag 03:07")
