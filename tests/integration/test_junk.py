"""Junk laid aside: many at once, by who may, never danger unasked; and back again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.channel.answers.actions import junk as folding
from uitweg.channel.answers.actions import reports as actions
from uitweg.channel.conversation.models import JunkBatch, Message, Report, Tombstone
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.accounts.rules import GRANTS, Permission, Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import code

FOLD, JUNK = "/werk/meldingen/opzij-leggen/", "/werk/meldingen/opzij/"


def states() -> list[str]:
    return list(Report.objects.order_by("id").values_list("state", flat=True))


def acts(report: Report) -> list[str]:
    named = AuditEntry.objects.filter(thing=f"report:{report.pk}")
    return list(named.order_by("id").values_list("act", flat=True))


def by_time(hours: int = 2, **more: str) -> dict[str, str]:
    now = timezone.now()
    return {"since": (now - timedelta(hours=hours)).isoformat(), "until": now.isoformat(), **more}


def a_fold(desk: Any, *reports: Report) -> JunkBatch:
    desk.post(FOLD, {"numbers": [r.pk for r in reports]})
    return JunkBatch.objects.get()


@pytest.fixture
def noor(team):  # type: ignore[no-untyped-def]
    """A colleague's browser: destroying takes two people."""
    return people.at_the_desk(people.a_member(team, "Noor", Role.LEAD))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def days(number: int) -> None:
        JunkBatch.objects.update(junked_at=timezone.now() - timedelta(days=number))

    return days


# laying aside


@pytest.mark.postgres
def test_what_is_ticked_leaves_the_worklist_and_stays_readable(team, desk) -> None:
    junk, more, real = (people.a_report() for _ in range(3))
    desk.post(FOLD, {"numbers": [junk.pk, more.pk]})

    assert states() == ["junk", "junk", "waiting"]
    assert [m.report_id for m in Message.objects.waiting()] == [real.pk]
    assert people.STORY in desk.get(f"/werk/melding/{junk.pk}/").content.decode()
    assert acts(junk) == ["report:junk", "report:read"]
    assert audit_log.first_broken_entry() is None


def test_the_reporter_of_what_lies_aside_notices_nothing(team, desk, public) -> None:
    words = code.new_words()
    a_fold(desk, people.a_report(words))

    page = public.post("/postvak/openen/", {"words": " ".join(words)})
    assert people.STORY in page.content.decode()


def test_danger_is_left_where_it_is_unless_that_is_said_too(team, desk) -> None:
    danger, calm = people.a_report(danger=True), people.a_report()
    numbers = [danger.pk, calm.pk]
    asked = desk.post(FOLD, {"numbers": numbers})
    assert "er nu gevaar is" in asked.content.decode().replace("\n", " ").replace("  ", "")
    assert states() == ["waiting", "waiting"]
    desk.post(FOLD, {"numbers": numbers, "sure": "yes"})
    assert states() == ["waiting", "junk"]
    desk.post(FOLD, {"numbers": numbers, "sure": "yes", "danger": "on"})

    assert states() == ["junk", "junk"]


def test_what_was_taken_answered_or_closed_is_never_laid_aside(team, desk, fatima) -> None:
    taken, answered, closed = (people.a_report() for _ in range(3))
    desk.post(f"/werk/melding/{taken.pk}/oppakken/")
    desk.post(f"/werk/melding/{answered.pk}/", {"text": "Goed.", "key": "ab" * 16})
    Report.objects.filter(pk=answered.pk).update(state="waiting")  # as a half restored store might
    desk.post(f"/werk/melding/{closed.pk}/advies/", {"outcome": "advised"})
    before = states()
    desk.post(FOLD, {"numbers": [taken.pk, answered.pk, closed.pk], "sure": "yes", "danger": "on"})

    assert states() == before
    assert not JunkBatch.objects.exists()


@pytest.mark.postgres
def test_all_of_a_time_is_shown_first_and_then_laid_aside(team, desk) -> None:
    old = people.a_report(at=timezone.now() - timedelta(hours=3))
    opened, *junk = (people.a_report() for _ in range(4))
    desk.get(f"/werk/melding/{opened.pk}/")
    typed = by_time()
    asked = desk.post(FOLD, typed).content.decode()
    assert "<b>3 meldingen</b>" in asked
    assert set(states()) == {"waiting"}
    desk.post(FOLD, {**typed, "sure": "yes"})

    aside = Report.objects.filter(state="junk").order_by("id")
    assert list(aside) == junk
    assert {old.pk, opened.pk} == {m.report_id for m in Message.objects.waiting()}


def test_what_came_in_after_the_page_was_made_is_left_alone(team, desk) -> None:
    people.a_report()
    typed = by_time()
    late = people.a_report()
    desk.post(FOLD, {**typed, "sure": "yes"})
    desk.post(FOLD, {"numbers": [late.pk], "made": str(timezone.now().timestamp() - 60)})

    assert states() == ["junk", "waiting"]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"numbers": "x"},
        {"numbers": "-1"},
        {"numbers": "9" * 40},
        {"numbers": [str(n) for n in range(51)]},
        {"since": "2026-13-40", "until": "x"},
        {"since": "2026-11-25T14:00", "until": "2026-11-25T13:00"},
        {"since": "2026-11-25T14:00"},
        {"since": "0001-01-01T00:00", "until": "9999-12-31T23:59", "made": "nan"},
    ],
    ids=str,
)
def test_nonsense_is_refused_with_a_sentence_and_folds_nothing(team, desk, typed: dict) -> None:
    people.a_report()
    answer = desk.post(FOLD, {**typed, "sure": "yes"})

    assert answer.status_code == 400
    assert 'class="why"' in answer.content.decode()
    assert states() == ["waiting"]


@pytest.mark.postgres
def test_thousands_are_laid_aside_and_brought_back_in_pieces(
    team, desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "REPORTS_PER_TRANSACTION", 4)
    for _ in range(10):
        people.a_report()
    with CaptureQueriesContext(connections["default"]) as asked:
        desk.post(FOLD, by_time(sure="yes"))
    assert states() == ["junk"] * 10
    assert len([q for q in asked if q["sql"].startswith('UPDATE "audit_audithead"')]) == 3
    desk.post(f"{JUNK}{JunkBatch.objects.get().pk}/terug/", {"all": "on"})

    assert states() == ["waiting"] * 10
    assert Message.objects.waiting().count() == 10
    assert audit_log.first_broken_entry() is None


# back again


def test_bringing_some_back_leaves_the_rest_aside(team, desk) -> None:
    honest, junk = people.a_report(), people.a_report()
    made = a_fold(desk, honest, junk)
    desk.post(f"{JUNK}{made.pk}/terug/", {"numbers": [honest.pk]})

    assert states() == ["waiting", "junk"]
    assert acts(honest) == ["report:junk", "report:restore-junk"]


def test_a_new_message_brings_it_back_by_itself_with_all_that_was_said(team, desk) -> None:
    words = code.new_words()
    report = people.a_report(words)
    a_fold(desk, report, people.a_report())
    arriving, _ = people.sealed(words, text="Ik meen het echt.")
    inbox.receive_message(arriving)
    assert report.number in desk.get("/werk/").content.decode()  # at once, also before the worker
    folding.restore_reports_written_again(now=timezone.now())

    assert states() == ["waiting", "junk"]
    assert [m.report_id for m in Message.objects.waiting()] == [report.pk, report.pk]
    assert acts(report)[-1] == "report:restore-junk"


def test_a_message_that_came_while_the_page_was_open_brings_it_back(team, desk) -> None:
    words = code.new_words()
    report, made = people.a_report(words), timezone.now()
    inbox.receive_message(people.sealed(words, at=made + timedelta(seconds=1))[0])
    desk.post(FOLD, {"numbers": [report.pk], "made": str(made.timestamp())})
    folding.restore_reports_written_again(now=timezone.now())

    assert states() == ["waiting"]
    assert Message.objects.waiting().count() == 2


def test_an_answer_to_what_lies_aside_takes_it(team, desk, fatima) -> None:
    report = people.a_report()
    a_fold(desk, report)
    desk.post(f"/werk/melding/{report.pk}/", {"text": "Wij lezen je.", "key": "ab" * 16})
    report.refresh_from_db()

    assert (report.state, report.taken_by, report.junk_batch_id) == ("taken", fatima.pk, None)


# and gone


@pytest.mark.postgres
def test_what_lies_aside_is_destroyed_by_another_after_its_days(
    team, desk, noor, later, public
) -> None:
    words = code.new_words()
    report = people.a_report(words)
    made, sure = a_fold(desk, report), {"sure": "yes"}
    later(13)
    assert noor.post(f"{JUNK}{made.pk}/vernietigen/", sure).status_code == 409
    later(15)
    assert desk.post(f"{JUNK}{made.pk}/vernietigen/", sure).status_code == 403
    noor.post(f"{JUNK}{made.pk}/vernietigen/")  # without the worker in the box
    assert not Tombstone.objects.exists()
    noor.post(f"{JUNK}{made.pk}/vernietigen/", sure)
    gone = public.post("/postvak/openen/", {"words": " ".join(words)}).content.decode()
    assert people.STORY not in gone
    actions.execute_tombstones(now=timezone.now())

    assert states() == ["deleted"]
    assert not Message.objects.exists()
    assert acts(report) == ["report:junk", "report:destroy", "report:delete"]
    assert AuditEntry.objects.order_by("-id")[0].reason == "junk"


def test_nothing_that_lies_aside_goes_by_itself(team, desk, later) -> None:
    a_fold(desk, people.a_report())
    later(4000)
    for _ in range(2):
        folding.restore_reports_written_again(now=timezone.now())
        folding.finish_destroying_junk(now=timezone.now())
        actions.execute_tombstones(now=timezone.now())

    assert states() == ["junk"]
    assert Message.objects.count() == 1


def test_who_wrote_again_is_not_destroyed_with_the_rest(team, desk, noor, later) -> None:
    words = code.new_words()
    made = a_fold(desk, people.a_report(words), people.a_report())
    later(15)
    inbox.receive_message(people.sealed(words)[0])
    noor.post(f"{JUNK}{made.pk}/vernietigen/", {"sure": "yes"})
    actions.execute_tombstones(now=timezone.now())
    folding.restore_reports_written_again(now=timezone.now())

    assert states() == ["waiting", "deleted"]


@pytest.mark.postgres
def test_a_message_between_the_click_and_the_tick_still_saves_it(
    team, desk, noor, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = code.new_words()
    made = a_fold(desk, people.a_report(words))
    later(15)
    late = inbox.MessageWrite(people.sealed(words)[0])
    noor.post(f"{JUNK}{made.pk}/vernietigen/", {"sure": "yes"})
    with monkeypatch.context() as patched:  # it had looked before the tombstone was there
        patched.setattr(Tombstone.objects, "filter", lambda **_: Tombstone.objects.none())
        late()
    actions.execute_tombstones(now=timezone.now())
    folding.restore_reports_written_again(now=timezone.now())

    assert states() == ["waiting"]
    assert not Tombstone.objects.exists()
    assert Message.objects.waiting().count() == 2


@pytest.mark.postgres
def test_destroying_that_was_cut_off_is_finished_by_the_tick(
    team, desk, noor, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_fold(desk, people.a_report(), people.a_report())
    later(15)
    with monkeypatch.context() as patched:
        patched.setattr(
            folding, "write_junk_tombstones", lambda *_, **__: 0
        )  # the process ends here
        noor.post(f"{JUNK}{made.pk}/vernietigen/", {"sure": "yes"})
    assert desk.post(f"{JUNK}{made.pk}/terug/", {"all": "on"}).status_code == 409
    folding.finish_destroying_junk(now=timezone.now())
    actions.execute_tombstones(now=timezone.now())

    assert states() == ["deleted", "deleted"]


def test_what_a_reporter_deletes_while_it_lies_aside_is_their_own_doing(team, desk, public) -> None:
    words = code.new_words()
    a_fold(desk, people.a_report(words))
    public.post("/postvak/wissen/", {"words": " ".join(words), "sure": "yes"})
    actions.execute_tombstones(now=timezone.now())

    assert AuditEntry.objects.order_by("-id")[0].reason == "reporter-asked"


# who may, and what it costs


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_each_role_lays_aside_brings_back_and_destroys_only_as_the_table_says(
    team, desk, later, role: Role
) -> None:
    member = people.at_the_desk(people.a_member(team, f"r-{role}", role))
    first, second = people.a_report(), people.a_report()
    made = a_fold(desk, first)
    later(15)
    may_fold = role in GRANTS[Permission.REPORT_JUNK].roles
    may_destroy = role in GRANTS[Permission.REPORT_DESTROY].roles
    member.post(FOLD, {"numbers": [second.pk]})
    assert (states()[1] == "junk") == may_fold
    member.post(f"{JUNK}{made.pk}/terug/", {"all": "on"})
    assert (states()[0] == "waiting") == may_fold
    again = folding.mark_as_junk(
        choice=folding.JunkSelection(until=timezone.now(), numbers=(first.pk,)),
        by=acting(people.a_member(team, "Bram"), now=timezone.now() - timedelta(days=15)),
        danger=False,
    )
    member.post(f"{JUNK}{(again or made).pk}/vernietigen/", {"sure": "yes"})
    assert Tombstone.objects.exists() == may_destroy


@pytest.mark.postgres
def test_the_pages_show_what_lies_aside_and_from_when_it_may_go(team, desk, noor, later) -> None:
    made = a_fold(desk, people.a_report())
    assert f"{JUNK}{made.pk}/" in desk.get(JUNK).content.decode()
    assert "Vernietigen kan vanaf" in noor.get(f"{JUNK}{made.pk}/").content.decode()
    later(15)
    assert "Jij legde dit opzij" in desk.get(f"{JUNK}{made.pk}/").content.decode()
    assert "Vernietig voorgoed" in noor.get(f"{JUNK}{made.pk}/").content.decode()


@pytest.mark.postgres
def test_the_choice_of_a_time_finds_its_place_by_an_index(team) -> None:
    store = connections["channel"]
    if store.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a handful of rows without one")
    moment = datetime.fromisoformat("2026-11-25T12:00+00:00")
    asked = folding._selected_reports(
        folding.JunkSelection(until=moment, since=moment - timedelta(hours=1))
    )

    assert "report_by_state" in asked.values_list("pk").explain()
    assert "TEMP B-TREE" not in asked.values_list("pk").explain()
