"""Sessions of trainers: planned at the desk, answered in three taps, and shown as counts."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from tests.integration.test_door_rights import as_the_door, refusal
from tests.support import people
from uitweg.knowledge.training import jobs
from uitweg.knowledge.training.actions import feedback, sessions
from uitweg.knowledge.training.models import (
    ReviewedMaterial,
    SessionAnswer,
    SessionCount,
    TrainingSession,
)
from uitweg.knowledge.training.rules.sessions import (
    FEEDBACK_LASTS,
    QUESTION_WORDS,
    FeedbackAnswer,
    FeedbackQuestion,
    SessionAudience,
    SessionFeedback,
)
from uitweg.platform.accounts.rules import GRANTS, Permission, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.content import load
from uitweg.site.config import door_rights
from uitweg.site.operations.declared import all_jobs

pytestmark = pytest.mark.django_db(databases=["default", "channel"])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES = {"knows_step": "1", "will_do": "1", "practised": "1"}
KEY = "0a" * 16
YES_TO_ALL = SessionFeedback(FeedbackAnswer.YES, FeedbackAnswer.YES, FeedbackAnswer.YES)


def a_session(*, ago: timedelta = HOUR, **changed: Any) -> TrainingSession:
    number = TrainingSession.objects.count()
    values: dict[str, Any] = {
        "code": f"bcdfg{number}",
        "form_key": number.to_bytes(16),
        "starts_at": timezone.now() - ago,
        "minutes": 60,
        "place": "Lokaal 12",
        "audience": SessionAudience.SCHOOL,
        "material": "lesson-at-school",
    }
    return TrainingSession.objects.create(**values | changed)


def answer_of(session: TrainingSession) -> str:
    return f"/leren/terug/{session.code}/"


def counted() -> list[tuple[str, int, int]]:
    rows = SessionCount.objects.order_by("question", "answer")
    return list(rows.values_list("question", "answer", "people"))


def typed(**changed: str) -> dict[str, str]:
    day = timezone.localdate() + DAY
    return {
        "key": KEY,
        "material": "lesson-at-school",
        "audience": "police",
        "day": day.isoformat(),
        "begins": "15:30",
        "minutes": "60",
        "place": "Bureau Zuid",
    } | changed


# planning


def test_a_session_is_planned_in_four_taps(team: people.Team) -> None:
    """Leren, Plan een sessie, where (one field), Plan: the rest is filled in."""
    iris = people.a_member(team, "Iris", Role.EDITOR)
    desk = people.at_the_desk(iris)
    page = desk.get("/leren/nieuw/").content.decode()
    fields = dict(re.findall(r'name="(key|day|begins)"[^>]*?value="([^"]+)"', page, re.DOTALL))
    chosen = re.findall(r'<option\s+value="([^"]+)"\s+selected', page)
    posted = fields | dict(zip(("material", "audience", "minutes"), chosen, strict=True))

    assert desk.post("/leren/nieuw/", posted | {"place": "Lokaal 12"}).status_code == 302
    session = TrainingSession.objects.get()
    assert (session.place, session.planned_by, session.starts_at > timezone.now()) == (
        "Lokaal 12",
        iris.pk,
        True,
    )
    assert AuditEntry.objects.filter(act="training:plan", result="done").count() == 1


@pytest.mark.postgres
def test_the_same_form_twice_is_one_session(fatima: Any) -> None:
    desk = people.at_the_desk(fatima)
    answers = [desk.post("/leren/nieuw/", typed()) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"place": ""}, "Vul in waar."),
        ({"place": "x" * 121}, "Dit is te lang"),
        ({"place": "a\x00b"}, ""),
        ({"day": "31-2"}, "Dit is geen dag."),
        ({"day": "2999-01-01"}, "Deze dag is te ver weg."),
        ({"begins": "half vier"}, "Schrijf de tijd zo"),
        ({"minutes": "61"}, "Kies er een uit de lijst."),
        ({"audience": "aliens"}, "Kies er een uit de lijst."),
        ({"material": "lesson-nowhere"}, "Kies er een uit de lijst."),
        ({"key": "zz"}, "Er is niets gepland."),
    ],
)
def test_what_is_no_plan_changes_nothing(
    fatima: Any, changed: dict[str, str], sentence: str
) -> None:
    answer = people.at_the_desk(fatima).post("/leren/nieuw/", typed(**changed))

    assert (answer.status_code, TrainingSession.objects.count()) == (400, 0)
    assert sentence in answer.content.decode()
    assert answer.content.decode().count('class="why"') == 1


def test_attendance_is_a_number_after_it_began(fatima: Any) -> None:
    desk = people.at_the_desk(fatima)
    past, coming = a_session(), a_session(ago=-DAY)
    for session, said, status in (
        (past, "14", 302),
        (past, "-1", 400),
        (past, "veel", 400),
        (past, "501", 400),
        (past, "9" * 400, 400),
        (coming, "14", 409),
        (a_session(cancelled_on=timezone.localdate()), "14", 409),
    ):
        answer = desk.post(f"/leren/sessie/{session.pk}/opkomst/", {"people": said})
        assert answer.status_code == status, said
    past.refresh_from_db()
    coming.refresh_from_db()

    assert (past.attendance, coming.attendance) == (14, None)


def test_a_session_is_cancelled_before_it_begins_and_then_takes_no_answers(
    fatima: Any, public: people.PublicClient
) -> None:
    desk, coming, begun = people.at_the_desk(fatima), a_session(ago=-DAY), a_session()
    statuses = [
        desk.post(f"/leren/sessie/{each.pk}/afgelast/").status_code
        for each in (coming, coming, begun)
    ]
    coming.refresh_from_db()

    assert statuses == [302, 302, 409]
    assert coming.cancelled_on == timezone.localdate()
    assert AuditEntry.objects.filter(act="training:cancel").count() == 1
    TrainingSession.objects.filter(pk=coming.pk).update(starts_at=timezone.now() - HOUR)
    assert public.get(answer_of(coming)).status_code == 404


def test_the_sheet_has_the_code_as_words_and_as_a_picture(fatima: Any, settings: Any) -> None:
    session = a_session()
    html = people.at_the_desk(fatima).get(f"/leren/sessie/{session.pk}/blad/").content.decode()

    assert f"{settings.PUBLIC_URL.rstrip('/')}/leren/terug/{session.code}/" in html
    assert re.search(r'<svg[^>]*class="qr"', html)
    assert "/leren/school/" in html


@pytest.mark.parametrize("role", list(Role))
def test_who_may_plan_and_read(team: people.Team, role: Role) -> None:
    session, coming = a_session(), a_session(ago=-DAY)
    desk = people.at_the_desk(people.a_member(team, "Iris", role))
    read = ["", "nieuw/", "nakijken/", f"sessie/{session.pk}/", f"sessie/{session.pk}/blad/"]
    statuses = [desk.get(f"/leren/{path}").status_code for path in read]
    statuses += [
        desk.post("/leren/nieuw/", typed()).status_code,
        desk.post(f"/leren/sessie/{session.pk}/opkomst/", {"people": "3"}).status_code,
        desk.post(f"/leren/sessie/{coming.pk}/afgelast/").status_code,
    ]

    allowed = role in GRANTS[Permission.TRAINING_PLAN].roles
    assert statuses == ([200] * 5 + [302] * 3 if allowed else [403] * 8)
    assert TrainingSession.objects.count() == (3 if allowed else 2)


def test_a_stranger_meets_nothing(db_both: None, public: people.PublicClient) -> None:
    session = a_session()
    for path in ("", "nieuw/", "nakijken/", f"sessie/{session.pk}/", f"sessie/{session.pk}/blad/"):
        assert Client().get(f"/leren/{path}").status_code == 302
    assert public.get(f"/leren/sessie/{session.pk}/").status_code == 404
    assert public.get("/leren/nakijken/").status_code == 404


# three taps


@pytest.mark.postgres
def test_three_taps_are_counted_once_and_nothing_before_the_third(
    public: people.PublicClient,
) -> None:
    address = answer_of(a_session())
    pages = [public.get(address)]
    for number in range(1, 4):
        posted = dict([*YES.items()][:number])
        pages.append(public.post(address, posted))
        assert SessionAnswer.objects.count() == (number == 3)
    closed = timezone.now() + FEEDBACK_LASTS
    assert [jobs.count_answers(now=closed) for _ in range(2)] == [1, 0]

    assert [page.status_code for page in pages] == [200] * 4
    assert {page["Cache-Control"] for page in pages} == {"no-store"}
    assert all(page.cookies == {} for page in pages)
    assert [page.content.decode().count("<button") for page in pages] == [3, 3, 3, 0]
    assert counted() == [("knows_step", 1, 1), ("practised", 1, 1), ("will_do", 1, 1)]
    assert not SessionAnswer.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/makkelijk", "/en"])
def test_each_level_asks_in_its_own_words(public: people.PublicClient, prefix: str) -> None:
    level = {"": "nl", "/makkelijk": "nl-a2", "/en": "en"}[prefix]
    html = public.get(prefix + answer_of(a_session())).content.decode()

    assert load(level=level).training["feedback_knows_step"] in html


def test_the_questions_at_the_desk_are_those_of_the_public_page() -> None:
    said = load().training
    assert {each: said[f"feedback_{each}"] for each in FeedbackQuestion} == QUESTION_WORDS


def test_of_an_answer_no_trace_of_a_person_or_moment_is_stored() -> None:
    columns = {field.name for field in SessionAnswer._meta.local_fields}
    assert columns == {"id", "session", "knows_step", "will_do", "practised"}


CLOSED = "Deze vragen zijn er niet"


@pytest.mark.parametrize("posts", [False, True])
def test_a_wrong_and_a_closed_code_get_the_same_page(
    public: people.PublicClient, posts: bool
) -> None:
    closed = [
        a_session(ago=-HOUR),
        a_session(ago=FEEDBACK_LASTS + HOUR),
        a_session(cancelled_on=timezone.localdate()),
    ]
    addresses = [answer_of(each) for each in closed]
    addresses += ["/leren/terug/zzzzzz/", "/leren/terug/x/", f"/leren/terug/{'x' * 900}/"]
    answers = [public.post(each, YES) if posts else public.get(each) for each in addresses]
    bodies = {re.sub(r"/leren/terug/[^/]+/", "", answer.content.decode()) for answer in answers}

    assert {answer.status_code for answer in answers} == {404}
    assert len(bodies) == 1
    assert CLOSED in bodies.pop()
    assert not SessionAnswer.objects.exists()


def test_it_is_open_from_the_start_for_seven_days(public: people.PublicClient) -> None:
    minute = timedelta(minutes=1)
    for ago, status in ((-minute, 404), (minute, 200), (FEEDBACK_LASTS - minute, 200)):
        assert public.get(answer_of(a_session(ago=ago))).status_code == status


@pytest.mark.parametrize(
    "posted",
    [
        {"knows_step": "4"},
        {"knows_step": "yes"},
        {"knows_step": "01"},
        {"will_do": "1"},
        {"knows_step": "1", "practised": "1"},
        {"knows_step": ["1", "1"]},
        YES | {"name": "Yassin"},
        YES | {"practised": "1" * 500},
        YES | {"practised": "\x00"},
        {"more": "x" * 600},
    ],
)
def test_what_is_no_answer_changes_nothing(
    public: people.PublicClient, posted: dict[str, Any]
) -> None:
    answer = public.post(answer_of(a_session()), posted)

    assert (answer.status_code, SessionAnswer.objects.count()) == (400, 0)
    assert "Er is niets bewaard." in answer.content.decode()


def test_a_body_that_was_cut_off_changes_nothing(public: people.PublicClient) -> None:
    form = "application/x-www-form-urlencoded"
    for body in (b"knows_step=1&will_do=1&practised=", b"knows_step=1&will", b"\xff=%zz", b"="):
        answer = public.post(answer_of(a_session()), body, content_type=form)
        assert answer.status_code == 400, body
    assert not SessionAnswer.objects.exists()


def test_a_flood_of_answers_is_bounded(
    public: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "MOST_ANSWERS_WAITING", 5)
    monkeypatch.setattr(jobs, "MOST_ANSWERS", 5)
    address = answer_of(a_session())
    answers = Counter(public.post(address, YES).status_code for _ in range(12))
    for _ in range(3):
        jobs.count_answers(now=timezone.now())
        answers += Counter(public.post(address, YES).status_code for _ in range(6))

    assert answers == {200: 20, 503: 10}
    assert SessionAnswer.objects.count() == 5
    assert {people for _, _, people in counted()} == {5}


@pytest.mark.postgres
def test_a_store_that_does_not_answer_is_told(
    public: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> bool:
        raise DatabaseError

    monkeypatch.setattr(feedback, "add_answer", broken)
    answer = public.post(answer_of(a_session()), YES)

    assert answer.status_code == 503
    assert "Er is niets bewaard." in answer.content.decode()


@pytest.mark.postgres
def test_answers_cut_off_while_they_are_counted_are_counted_later(
    public: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    public.post(answer_of(a_session()), YES)
    closed = timezone.now() + FEEDBACK_LASTS
    saves: Iterator[int] = iter(range(2))
    kept = SessionCount.save

    def breaks_at_the_third(count: SessionCount, **more: Any) -> None:
        if next(saves, None) is None:
            raise ZeroDivisionError
        kept(count, **more)

    with monkeypatch.context() as patched:
        patched.setattr(SessionCount, "save", breaks_at_the_third)
        with pytest.raises(ZeroDivisionError):
            jobs.count_answers(now=closed)
    assert counted() == []
    jobs.count_answers(now=closed)

    assert {people for _, _, people in counted()} == {1}


@pytest.mark.postgres
def test_while_a_session_is_open_answers_are_added_five_at_a_time() -> None:
    session, now = a_session(), timezone.now()
    counted_after = []
    for _ in range(11):
        SessionAnswer.objects.create(session=session, knows_step=1, will_do=1, practised=1)
        jobs.count_answers(now=now)
        counted_after.append(sum(people for _, answer, people in counted()) // 3)

    assert counted_after == [0] * 4 + [5] * 5 + [10] * 2
    assert jobs.count_answers(now=now + FEEDBACK_LASTS) == 1


def test_an_answer_to_a_closed_session_is_forgotten() -> None:
    for session in (a_session(ago=-HOUR), a_session(ago=FEEDBACK_LASTS + 2 * DAY)):
        SessionAnswer.objects.create(session=session, knows_step=1, will_do=1, practised=1)

    assert jobs.count_answers(now=timezone.now()) == 2
    assert counted() == []


DOOR_MAY_NOT = [
    "UPDATE training_sessionanswer SET knows_step = 1",
    "DELETE FROM training_sessionanswer",
    "UPDATE training_trainingsession SET cancelled_on = NULL",
    "SELECT place FROM training_trainingsession",
    "SELECT planned_by FROM training_trainingsession",
    "SELECT people FROM training_sessioncount",
    "SELECT parts FROM training_reviewedmaterial",
    "SELECT since FROM training_duematerial",
    "INSERT INTO training_duematerial (material, since) VALUES ('x', '2026-01-01')",
    "INSERT INTO training_sessionanswer (session_id, knows_step, will_do, practised) "
    "SELECT id, 4, 1, 1 FROM training_trainingsession",
]


@pytest.mark.postgres
@pytest.mark.parametrize("statement", DOOR_MAY_NOT)
def test_the_doors_login_only_adds_answers(team: people.Team, statement: str) -> None:
    door_rights.set_door_rights()
    a_session()
    assert refusal(statement) != ""


@pytest.mark.postgres
def test_the_doors_login_finds_a_session_and_adds_an_answer(team: people.Team) -> None:
    door_rights.set_door_rights()
    session = a_session()
    with as_the_door():
        found = feedback.open_session(session.code, now=timezone.now())
        assert found is not None
        assert feedback.add_answer(session=found, feedback=YES_TO_ALL)

    assert SessionAnswer.objects.count() == 1


# counts, and their end


@pytest.mark.parametrize(("answers", "shown"), [(4, False), (5, True)])
def test_counts_of_few_are_not_shown(fatima: Any, answers: int, shown: bool) -> None:
    session = a_session()
    for _ in range(answers):
        SessionAnswer.objects.create(session=session, knows_step=1, will_do=2, practised=3)
    jobs.count_answers(now=timezone.now())
    html = people.at_the_desk(fatima).get(f"/leren/sessie/{session.pk}/").content.decode()

    rows = re.findall(r'<td class="r nb">(\d+)</td>', html)
    assert rows == (["5", "0", "0", "0", "5", "0", "0", "0", "5"] if shown else [])
    assert ("zodra 5 mensen" in html) == (not shown)


@pytest.mark.postgres
def test_the_worker_counts_and_forgets_what_is_old_and_who_left(fatima: Any, team: Any) -> None:
    now = timezone.now()
    gone = people.a_member(team, "Weg", Role.EDITOR)
    type(gone).objects.filter(pk=gone.pk).update(until=timezone.localdate(now) - DAY)
    old, kept = a_session(ago=733 * DAY), a_session(ago=731 * DAY, planned_by=gone.pk)
    SessionCount.objects.create(session=old, question="will_do", answer=1, people=3)
    ours = a_session(planned_by=fatima.pk)
    ReviewedMaterial.objects.create(
        material="lesson-at-school", parts={}, reviewed_on="2026-01-01", reviewed_by=10**9
    )
    for _ in range(5):
        SessionAnswer.objects.create(session=ours, knows_step=1, will_do=1, practised=1)
    for step in ("session-answers", "training"):
        all_jobs()[step].work(now=now)

    assert set(TrainingSession.objects.values_list("pk", "planned_by")) == {
        (kept.pk, None),
        (ours.pk, fatima.pk),
    }
    assert ReviewedMaterial.objects.get().reviewed_by is None
    assert {people for _, _, people in counted()} == {5}


def test_a_member_who_is_still_there_stays_named(fatima: Any) -> None:
    a_session(planned_by=fatima.pk)
    assert sessions.forget_former_members(today=timezone.localdate()) == 0
