"""Nothing typed is lost: what stands in a form is kept at each pause, for its writer alone."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions import team as members
from uitweg.platform.accounts.rules import DRAFT_SAVES_AT_ONCE
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.models import Draft
from uitweg.site.operations.declared import all_jobs

KEY, TAB = "ab" * 16, "11" * 8
STORY = "Hij belde net, hij durft niet naar huis."
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def rested() -> None:
    drafts._saves_left.clear()


@pytest.fixture
def joris(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Joris"))


def typed(text: str = STORY, *, place: str, **more: object) -> dict[str, object]:
    said = {
        "page": place,
        "title": "Casus",
        "what": "Tijdlijn",
        "fields": [["text", text, "Tekst", ""]],
    }
    first = {"place": place, "key": KEY, "base": 0, "tab": TAB, "turn": 1}
    return first | {"words": json.dumps(said)} | more


def pause(desk: Client, case: Case, text: str = STORY, **more: object):  # type: ignore[no-untyped-def]
    place = str(more.pop("place", f"/casus/{case.pk}/"))
    return desk.post("/onverstuurd/bewaar/", typed(text, place=place, **more), **JSON)


def lies(desk: Client) -> str:
    return desk.get("/onverstuurd/").content.decode()


def test_what_is_typed_lies_on_its_own_page_again_and_stands_nowhere_open(case, desk) -> None:
    assert pause(desk, case).status_code == 200
    row = Draft.objects.get()

    assert STORY.encode() not in bytes(row.sealed_text)
    assert STORY in desk.get(f"/casus/{case.pk}/").content.decode()
    assert STORY in lies(desk)


def test_two_members_on_one_form_each_have_their_own_text(case, desk, joris) -> None:
    pause(desk, case)
    pause(joris, case, "Iets heel anders.")

    assert Draft.objects.count() == 2
    assert STORY not in lies(joris)
    assert "Iets heel anders." not in lies(desk)


def test_a_text_moved_to_a_colleague_or_another_place_does_not_open(case, desk, joris) -> None:
    pause(desk, case)
    pause(joris, case, "Iets anders.")
    mine, theirs = Draft.objects.order_by("id")
    Draft.objects.filter(pk=theirs.pk).update(
        sealed_text=bytes(mine.sealed_text), version=mine.version
    )
    Draft.objects.filter(pk=mine.pk).update(place="/casus/99/")

    assert STORY not in lies(joris)
    assert "gaat niet meer open" in lies(desk)


@pytest.mark.postgres
def test_an_older_text_put_back_in_the_store_does_not_pass_for_the_newest(case, desk) -> None:
    pause(desk, case, "Eerst.")
    older = bytes(Draft.objects.get().sealed_text)
    pause(desk, case, "Later.", turn=2)
    Draft.objects.update(sealed_text=older)

    assert "Eerst." not in lies(desk)


@pytest.mark.postgres
def test_sending_the_form_takes_its_text_away_in_the_same_commit(case, desk) -> None:
    pause(desk, case)
    desk.post(f"/casus/{case.pk}/", {"text": STORY, "kind": "note", "key": KEY})

    assert Entry.objects.filter(kind="note").count() == 1
    assert not Draft.objects.exists()


def test_a_form_that_is_refused_leaves_its_text(case, desk) -> None:
    pause(desk, case)

    assert desk.post(f"/casus/{case.pk}/doel/", {"text": "", "key": KEY}).status_code == 400
    assert Draft.objects.exists()


@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("", {"text": "Meer.", "kind": "note"}),
        ("gebeurd/", {"text": "Meer.", "when": "gisteren"}),
        ("doel/", {"text": "Weg van hem", "domain": "safety"}),
        ("actie/", {"text": "Bel de mentor"}),
        ("termijn/", {"kind": "talk"}),
        ("veiligheid/", {"blad-where": "Bij oma", "version": 0}),
        ("sluiten/", {"ending": "safe", "told": "yes", "stays": "Maatje", "call": "Tante"}),
    ],
)
def test_each_form_of_a_case_takes_its_own_text_away(case, desk, fatima, where, form) -> None:
    place = f"/casus/{case.pk}/{where}"
    pause(desk, case, place=place)
    pause(desk, case, "Nog bezig.", place="/casussen/", key="cd" * 16)
    Case.objects.update(state="active", risk="low", ground="wmo", review_on=timezone.localdate())
    desk.post(place, {"key": KEY, "owner": fatima.pk} | form)

    assert list(Draft.objects.values_list("place", flat=True)) == ["/casussen/"]


def test_an_answer_to_a_reporter_takes_its_text_away(team, desk) -> None:
    report = people.a_report()
    pause(desk, Case(pk=1), place=f"/werk/melding/{report.pk}/")
    desk.post(f"/werk/melding/{report.pk}/", {"text": STORY, "key": KEY})

    assert not Draft.objects.exists()


def test_the_forms_of_one_page_have_keys_of_their_own(case, desk) -> None:
    keys = desk.get(f"/casus/{case.pk}/").content.decode().split('name="key" value="')[1:]

    assert len(keys) == 8
    assert len({key[:32] for key in keys}) == 8


@pytest.mark.postgres
def test_a_late_save_of_the_same_page_changes_nothing(case, desk) -> None:
    pause(desk, case, "Nieuwer.", turn=5)
    late = pause(desk, case, "Ouder.", turn=4)

    assert late.json()["version"] == Draft.objects.get().version
    assert "Nieuwer." in lies(desk)
    assert "Ouder." not in lies(desk)


def test_another_tab_that_does_not_know_the_newest_is_told_and_changes_nothing(case, desk) -> None:
    pause(desk, case)
    other = pause(desk, case, "Uit tab twee.", tab="22" * 8)

    assert other.status_code == 409
    assert other.json()["kept"]["fields"] == [["text", STORY, "Tekst", ""]]
    assert "Uit tab twee." not in lies(desk)


def test_another_tab_that_saw_the_newest_goes_on_with_it(case, desk) -> None:
    version = pause(desk, case).json()["version"]
    answer = pause(desk, case, STORY + " Meer.", tab="22" * 8, base=version)

    assert answer.json()["version"] > version
    assert pause(desk, case, "Oud.", turn=2).status_code == 409


def test_a_save_that_comes_after_the_form_was_sent_brings_nothing_back(case, desk) -> None:
    version = pause(desk, case).json()["version"]
    desk.post(f"/casus/{case.pk}/", {"text": STORY, "kind": "note", "key": KEY})
    late = pause(desk, case, turn=2, base=version)

    assert (late.status_code, late.json()["kept"]) == (409, None)
    assert not Draft.objects.exists()


@pytest.mark.postgres
def test_a_version_never_comes_back_so_an_old_page_is_not_taken_for_a_new_one(case, desk) -> None:
    first = pause(desk, case).json()["version"]
    desk.post("/onverstuurd/weg/", {"place": f"/casus/{case.pk}/", "version": first}, **JSON)
    again = pause(desk, case, "Opnieuw.", tab="22" * 8).json()["version"]

    assert again > first
    assert pause(desk, case, "Oud.", base=first, tab="33" * 8).status_code == 409


def test_throwing_away_is_of_what_was_looked_at_not_of_what_came_since(case, desk) -> None:
    first = pause(desk, case).json()["version"]
    newer = pause(desk, case, "Meer.", turn=2).json()["version"]
    place = {"place": f"/casus/{case.pk}/"}

    assert desk.post("/onverstuurd/weg/", place | {"version": first}, **JSON).json() == {
        "gone": False
    }
    assert "Meer." in lies(desk)
    assert desk.post("/onverstuurd/weg/", place | {"version": newer}).url == "/onverstuurd/"
    assert "Er staat niets." in lies(desk)


def test_nobody_throws_away_a_colleagues_text(case, desk, joris) -> None:
    pause(desk, case)
    joris.post("/onverstuurd/weg/", {"place": f"/casus/{case.pk}/", "version": 2**52})

    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "/nergens/"},
        {"place": "https://elders.example/"},
        {"place": "//elders.example/"},
        {"place": "/casus/1/|x"},
        {"place": "/" + "a" * 200},
        {"key": "zz"},
        {"key": ""},
        {"base": -1},
        {"turn": 0},
        {"turn": 2**31},
        {"base": "x"},
        {"tab": "1"},
        {"words": "x" * 200_001},
        {"words": "{"},
        {"words": "[" * 50_000},
        {"words": "{}"},
        {
            "words": json.dumps(
                {"page": "/ik/", "title": "", "what": "", "fields": [["a", 1, "", ""]]}
            )
        },
        {"words": json.dumps({"page": "//x.nl/", "title": "", "what": "", "fields": []})},
        {"words": json.dumps({"page": "javascript:1", "title": "", "what": "", "fields": []})},
        {
            "words": json.dumps(
                {"page": "/ik/", "title": "", "what": "", "fields": [["", "", "", ""]] * 201}
            )
        },
    ],
)
def test_what_is_no_save_of_ours_is_refused_and_changes_nothing(case, desk, wrong) -> None:
    assert pause(desk, case, **wrong).status_code == 400
    assert not Draft.objects.exists()


def test_a_pause_without_fields_is_refused(case, desk) -> None:
    assert desk.post("/onverstuurd/bewaar/", {}).status_code == 400
    assert desk.post("/onverstuurd/weg/", {"place": "x"}).status_code == 400


def test_who_saves_faster_than_anybody_types_is_held_up_and_keeps_what_lay_there(
    case, desk, stopped_clock
) -> None:
    answers = [pause(desk, case, f"{n}", turn=n) for n in range(1, DRAFT_SAVES_AT_ONCE + 20)]
    codes = [answer.status_code for answer in answers]

    assert codes[:DRAFT_SAVES_AT_ONCE] == [200] * DRAFT_SAVES_AT_ONCE
    assert codes[-1] == 429
    assert Draft.objects.count() == 1


def test_more_places_than_anybody_has_are_refused(case, desk, fatima, monkeypatch) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    answers = [pause(desk, case, place=f"/casus/{n}/") for n in range(1, 4)]

    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert answers[-1].json() == {"why": "drafts-full"}
    assert pause(desk, case, "Meer.", place="/casus/1/", turn=2).status_code == 200


def test_a_stranger_keeps_nothing_and_reads_nothing(case, desk) -> None:
    pause(desk, case)
    for answer in (pause(Client(), case), Client().get("/onverstuurd/")):
        assert answer.url.startswith("/inloggen/")
    assert Draft.objects.count() == 1


@pytest.mark.postgres
def test_it_goes_after_its_term_and_not_before(case, desk) -> None:
    pause(desk, case)
    discard = all_jobs()["drafts"].work
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=13))
    discard(now=timezone.now())
    assert Draft.objects.exists()
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=15))
    discard(now=timezone.now())

    assert not Draft.objects.exists()


def test_it_goes_with_the_case_it_is_about(case, desk) -> None:
    pause(desk, case, place=f"/casus/{case.pk}/persoon/")
    pause(desk, case, place=f"/casus/{case.pk}1/", tab="22" * 8)
    drafts.discard_drafts_under(f"/casus/{case.pk}/")

    assert Draft.objects.get().place == f"/casus/{case.pk}1/"


@pytest.mark.postgres
def test_it_goes_with_who_leaves(case, desk, team, fatima) -> None:
    pause(desk, case)
    lead = people.a_member(team, "Leo", people.Role.LEAD)
    members.end_membership(by=acting(lead), member=fatima, last_day=timezone.localdate())

    assert not Draft.objects.exists()


def test_a_page_without_scripts_says_where_the_text_lies(case, desk) -> None:
    assert "<noscript>" not in desk.get(f"/casus/{case.pk}/").content.decode()
    pause(desk, case)
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert 'href="/onverstuurd/"' in page.split("<noscript>")[1]


def test_markup_in_what_was_typed_stays_text(case, desk) -> None:
    pause(desk, case, "</script><script>alert(1)</script>")

    for page in (desk.get(f"/casus/{case.pk}/"), desk.get("/onverstuurd/")):
        assert "alert(1)" in page.content.decode()
        assert "<script>alert" not in page.content.decode()


@pytest.mark.postgres
def test_nu_says_that_text_lies_there_until_it_is_sent(case, desk) -> None:
    assert "nog niet verstuurde" not in desk.get("/werk/").content.decode()
    pause(desk, case)
    assert "Je hebt 1 tekst" in " ".join(desk.get("/werk/").content.decode().split())
    desk.post(f"/casus/{case.pk}/", {"text": STORY, "kind": "note", "key": KEY})

    assert "nog niet verstuurde" not in desk.get("/werk/").content.decode()


@pytest.mark.postgres
def test_two_pages_that_begin_at_one_moment_are_one_text_and_one_is_told(
    case, desk, monkeypatch
) -> None:
    def another_was_first(*_: object, **__: object) -> None:
        raise IntegrityError

    pause(desk, case, tab="22" * 8)
    monkeypatch.setattr(drafts, "_store_draft", another_was_first)
    answer = pause(desk, case, "Uit de andere.")

    assert answer.status_code == 409
    assert answer.json()["kept"]["fields"][0][1] == STORY
    assert Draft.objects.count() == 1
