"""“Hielp dit?”: a tap adds one to a count of the day, and nothing of who tapped is stored."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.integration.test_door_rights import as_the_door, refusal
from tests.support import people
from uitweg.knowledge.guide import actions, jobs, rules
from uitweg.knowledge.guide.models import DayVotes, PageVote
from uitweg.knowledge.guide.public_views import votes
from uitweg.platform.accounts.rules import GRANTS, Permission, Role
from uitweg.site.config import door_rights
from uitweg.site.operations.declared import all_jobs

pytestmark = pytest.mark.django_db(databases=["default", "channel"])
TODAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
YES = {"page": "/voor-jou/", "helped": "yes"}


def counted() -> list[tuple[Any, ...]]:
    rows = DayVotes.objects.order_by("day", "page", "level")
    return list(rows.values_list("day", "page", "level", "helped", "not_helped"))


@pytest.mark.parametrize(("path", "level"), [("/hielp/", "nl"), ("/en/hielp/", "en")])
def test_a_tap_is_counted_once_and_thanked(
    public: people.PublicClient, path: str, level: str
) -> None:
    answer = public.post(path, YES)
    jobs.count_votes(now=NOON)
    jobs.count_votes(now=NOON)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.cookies == {}
    assert f'href="{"" if level == "nl" else "/en"}/voor-jou/"' in answer.content.decode()
    assert counted() == [(TODAY, "/voor-jou/", level, 1, 0)]
    assert not PageVote.objects.exists()


def test_a_no_is_answered_with_a_way_to_a_person(public: people.PublicClient) -> None:
    html = public.post("/makkelijk/hielp/", YES | {"helped": "no"}).content.decode()

    assert 'href="/makkelijk/schrijven/"' in html
    assert html.count('href="tel:+31610599458"') == 2  # the box and the bar


def test_of_a_vote_no_trace_of_the_visitor_is_stored() -> None:
    columns = {field.name for field in PageVote._meta.local_fields}

    assert columns == {"id", "page", "level", "helped"}


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"page": "/voor-jou/"},
        {"page": "/voor-jou/", "helped": "maybe"},
        {"page": "/schrijven/", "helped": "yes"},
        {"page": "/en/voor-jou/", "helped": "yes"},
        {"page": "//elsewhere.example/", "helped": "yes"},
        {"page": "/voor-jou/\x00", "helped": "yes"},
        {"page": "/" + "x" * 1_900, "helped": "yes"},
        YES | {"more": "x" * 2_000},
    ],
)
def test_what_is_no_vote_changes_nothing(public: people.PublicClient, posted: dict) -> None:  # type: ignore[type-arg]
    answer = public.post("/hielp/", posted)

    assert (answer.status_code, PageVote.objects.count()) == (400, 0)
    assert "Er is niets bewaard." in answer.content.decode()


def test_only_a_form_votes(public: people.PublicClient) -> None:
    assert public.get("/hielp/", YES).status_code == 405


def test_a_flood_of_votes_is_bounded(
    public: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_VOTES_WAITING", 5)
    monkeypatch.setattr(jobs, "MOST_VOTES_A_DAY", 5)
    answers = Counter(public.post("/hielp/", YES).status_code for _ in range(12))
    for _ in range(3):
        jobs.count_votes(now=NOON)
        answers += Counter(public.post("/hielp/", YES).status_code for _ in range(6))

    assert answers == {200: 20, 503: 10}
    assert PageVote.objects.count() == 5
    assert counted() == [(TODAY, "/voor-jou/", "nl", 5, 0)]


@pytest.mark.postgres
def test_a_store_that_does_not_answer_is_told_and_nothing_is_counted(
    public: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> bool:
        raise DatabaseError

    monkeypatch.setattr(votes.actions, "add_vote", broken)
    answer = public.post("/hielp/", YES)

    assert answer.status_code == 503
    assert "Er is niets bewaard." in answer.content.decode()


@pytest.mark.postgres
def test_votes_cut_off_while_they_are_counted_are_counted_later(
    public: people.PublicClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    public.post("/hielp/", YES)
    with monkeypatch.context() as patched:
        patched.setattr(DayVotes, "save", lambda _self, **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.count_votes(now=NOON)
    jobs.count_votes(now=NOON)

    assert counted() == [(TODAY, "/voor-jou/", "nl", 1, 0)]


def test_a_forged_page_is_forgotten_and_never_counted() -> None:
    PageVote.objects.create(page="/elders/", level="nl", helped=True)
    PageVote.objects.create(page="/voor-jou/", level="klingon", helped=True)

    assert jobs.count_votes(now=NOON) == 2
    assert counted() == []


DOOR_MAY_NOT = [
    "UPDATE guide_pagevote SET helped = FALSE",
    "DELETE FROM guide_pagevote",
    "INSERT INTO guide_dayvotes (day, page, level, helped, not_helped) VALUES ('2026-01-01', '/', 'nl', 9, 0)",
    "UPDATE guide_dayvotes SET helped = 9",
    "INSERT INTO guide_pagevote (page, level, helped) VALUES ('" + "x" * 81 + "', 'nl', TRUE)",
]


@pytest.fixture
def rights(team: people.Team) -> None:
    door_rights.set_door_rights()


@pytest.mark.postgres
@pytest.mark.parametrize("statement", DOOR_MAY_NOT)
def test_the_doors_login_only_adds_votes(rights: None, statement: str) -> None:
    assert refusal(statement) != ""


@pytest.mark.postgres
def test_the_doors_login_adds_a_vote(rights: None) -> None:
    assert refusal("SELECT count(id) FROM guide_pagevote") == ""
    with as_the_door():
        assert actions.add_vote(page="/voor-jou/", level="nl", helped=True)

    assert PageVote.objects.count() == 1


@pytest.mark.postgres
def test_old_counts_go_and_the_worker_does_both() -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    for days in (760, 761):
        DayVotes.objects.create(day=today - timedelta(days=days), page="/", level="nl", helped=1)
    PageVote.objects.create(page="/voor-jou/", level="nl", helped=False)
    for step in ("page-votes", "old-page-votes"):
        all_jobs()[step].work(now=now)

    assert [row[0] for row in counted()] == [today - timedelta(days=760), today]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_the_counts(team: people.Team, role: Role) -> None:
    for path, helped, not_helped in (
        ("/voor-jou/", 9, 3),
        ("/mijn-kind/", 4, 3),
        ("/privacy/", 2, 9),
    ):
        DayVotes.objects.create(
            day=timezone.localdate(), page=path, level="en", helped=helped, not_helped=not_helped
        )
    answer = people.at_the_desk(people.a_member(team, "Iris", role)).get("/beheer/inhoud/")

    assert (answer.status_code == 200) == (role in GRANTS[Permission.CONTENT_READ].roles)
    html = answer.content.decode().replace("<wbr>", "")
    shown = re.findall(r"<td>(/en/[^<]+)</td>\s*<td class=\"r nb\">([^<]+)</td>", html)
    expected = [
        ("/en/privacy/", "2 van 11"),
        ("/en/voor-jou/", "9 van 12"),
        ("/en/mijn-kind/", "te weinig"),
    ]
    assert shown == (expected if answer.status_code == 200 else [])


def test_a_stranger_reads_no_counts(db_both: None, public: people.PublicClient) -> None:
    from django.test import Client

    assert Client().get("/beheer/inhoud/").status_code in (302, 404)
    assert public.get("/beheer/inhoud/").status_code == 404


@pytest.mark.postgres
def test_a_share_of_few_is_not_shown() -> None:
    assert rules.share_words(4, 3) == "te weinig"
    assert rules.share_words(0, 8) == "0 van 8"


def test_every_page_that_asks_can_be_answered(public: people.PublicClient) -> None:
    for path in ("/voor-jou/", "/signalen/", "/signalen/geld/", "/hulp/lijnen/", "/hulp/kaart/"):
        form = re.search(
            r'action="/hielp/"><input type="hidden" name="page" value="([^"]+)"',
            public.get(path).content.decode(),
        )
        assert form is not None, path
        assert form[1] == path
        assert public.post("/hielp/", {"page": form[1], "helped": "no"}).status_code == 200
