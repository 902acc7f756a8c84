"""The content owner's page: what is due, what nobody confirmed, how each page reads."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.utils.formats import date_format
from msgspec import structs

from tests.support import people
from uitweg.knowledge.guide.public_views.page_words import GENERATED_PAGES as GUIDE
from uitweg.knowledge.guide.views import content_owner
from uitweg.knowledge.guide.views.content_owner_rows import owner_words
from uitweg.platform.accounts.rules import Role
from uitweg.platform.content import levels, load
from uitweg.platform.content.checks.links import GENERATED_PATHS
from uitweg.platform.content.checks.overview import measure_content
from uitweg.platform.content.files.strict_yaml import Problem
from uitweg.site.web.public_pages import publish_all
from uitweg.site.web.published import SOONEST

ADDRESS = "/beheer/inhoud/"


def page_of(member) -> str:  # type: ignore[no-untyped-def]
    answer = people.at_the_desk(member).get(ADDRESS)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def editor(team):  # type: ignore[no-untyped-def]
    return people.a_member(team, "Iris", Role.EDITOR)


def test_an_editor_reads_the_verdict_the_dates_and_the_gaps(editor) -> None:
    html = page_of(editor)

    assert "<b>De inhoud klopt.</b>" in html
    assert any(date_format(day, "j F Y") in html for day, _ in measure_content().reviews())
    assert "fier-chat" in html
    assert "fier.nl" in html
    assert html.count("niet bevestigd") == len(load().promises)


def test_an_editor_reads_what_to_ask_the_city_and_what_the_site_says_meanwhile(editor) -> None:
    html = page_of(editor)

    for question in load().city_questions:
        for text in (question.question, question.ask, question.meanwhile):
            assert text in html


def test_each_page_stands_there_with_how_it_reads(editor) -> None:
    html = page_of(editor).replace("<wbr>", "")

    for path in ("/voor-jou/", "/makkelijk/voor-jou/", "/en/voor-jou/", "/hulp/lijnen/"):
        assert f"<td>{path}</td>" in html
    assert "Flesch-Douma" in html


def test_an_editor_comes_in_on_this_page_and_finds_it_in_the_menu(editor) -> None:
    desk = people.at_the_desk(editor)

    assert desk.get("/").url == ADDRESS
    assert f'href="{ADDRESS}"' in desk.get("/ik/").content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *((Role.LEAD, 200), (Role.COORDINATOR, 200), (Role.ADMINISTRATOR, 200)),
        *((Role.ANALYST, 403), (Role.PRIVACY_OFFICER, 403)),
    ],
)
def test_the_page_opens_to_who_keeps_the_content(team, role: Role, status: int) -> None:
    member = people.a_member(team, "Ander", role)

    assert people.at_the_desk(member).get(ADDRESS).status_code == status


def test_what_is_wrong_stands_first(editor, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Problem("words/nl/pages/law.md", "/wet/", "there is no such page.")
    monkeypatch.setattr(
        content_owner, "_measured_overview", lambda: replace(measure_content(), problems=(wrong,))
    )
    html = page_of(editor)

    assert "1 ding klopt niet" in html
    assert "words/nl/pages/law.md: /wet/: there is no such page." in html
    assert "De inhoud klopt" not in html


def test_what_is_too_old_is_named_with_its_date_and_keeper() -> None:
    (first, facts), *_ = measure_content().reviews()
    late = owner_words(measure_content(), today=first)["late"]

    assert {each.fact.id for each in late} == {fact.id for fact in facts}
    assert {"hulplijn", "uitleg"} <= {each.kind for each in late}


def test_who_confirmed_a_promise_is_said(editor, monkeypatch: pytest.MonkeyPatch) -> None:
    found = measure_content()
    assert found.content
    sure = [
        structs.replace(each, confirmed_by="teamleider", confirmed_on=date(2026, 12, 1))
        for each in found.content.promises
    ]
    content = structs.replace(found.content, promises=tuple(sure))
    monkeypatch.setattr(
        content_owner, "_measured_overview", lambda: replace(found, content=content)
    )

    html = page_of(editor)

    assert "bevestigd door teamleider" in html
    assert sure[0].confirmed in html


def test_the_hardest_page_stands_first() -> None:
    for _, rows in owner_words(measure_content(), today=date(2026, 11, 25))["levels"]:
        scores = [row.ease for row in rows if row.ease is not None]

        assert scores == sorted(scores)


def test_what_the_check_of_links_believes_is_what_the_door_publishes(team) -> None:
    published = publish_all(SOONEST, everything=True).published.keys()

    assert set(GUIDE) <= GENERATED_PATHS <= published
    for level in levels():
        for page in load(level=level.id).pages:
            here = {
                level.address(re.split("[?#]", to)[0]) for to in page.text.links if to[0] == "/"
            }
            assert here <= published, page.id
