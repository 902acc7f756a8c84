"""The route map as a visitor meets it: three questions, one line, a map to print."""

import re
from urllib.parse import unquote

import pytest

from tests.support import people
from uitweg.knowledge.guide.forms import LONGEST_BODY
from uitweg.knowledge.guide.public_views import route_map
from uitweg.platform.content import levels, load
from uitweg.platform.ui.templatetags.public_look import LOOK_FOLDER

HELP = [level.address("/hulp/") for level in levels()]


@pytest.mark.parametrize("path", HELP)
def test_three_answers_give_one_line_to_tap(public: people.PublicClient, path: str) -> None:
    answer = public.post(path, {"who": "friend", "danger": "no", "wants": "offender-unknown"})
    html = answer.content.decode()

    assert answer["Cache-Control"] == "no-store"
    assert html.count('class="call') == 1
    assert 'class="tel" href="tel:08007000"' in html


def test_danger_is_red_and_112(public: people.PublicClient) -> None:
    html = public.post("/hulp/", {"danger": "yes"}).content.decode()

    assert 'class="call now"' in html
    assert 'class="tel" href="tel:112"' in html


def test_nothing_answered_leads_to_the_coordinator(public: people.PublicClient) -> None:
    assert 'class="tel" href="tel:+31610599458"' in public.post("/hulp/", {}).content.decode()


def test_the_way_back_keeps_what_was_answered(public: people.PublicClient) -> None:
    html = public.post("/hulp/", {"who": "family", "wants": "work", "again": "1"}).content.decode()

    assert re.findall(r'value="([\w-]+)" checked', html) == ["family", "no", "work"]


def test_a_forged_answer_counts_as_none(public: people.PublicClient) -> None:
    answer = public.post("/hulp/", {"who": "<b>", "danger": "maybe", "wants": "x" * 900})

    assert answer.status_code == 200
    assert b"<b>&" not in answer.content
    assert b"xxx" not in answer.content


def test_an_absurdly_long_answer_is_refused_in_words(public: people.PublicClient) -> None:
    answer = public.post("/hulp/", {"who": "x" * LONGEST_BODY})

    assert answer.status_code == 400
    assert "Er is niets bewaard" in answer.content.decode()


def test_the_map_stores_nothing(public: people.PublicClient, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0), django_assert_num_queries(0, using="channel"):
        answer = public.post("/hulp/", {"who": "family"})

    assert not answer.cookies


@pytest.mark.parametrize("level", [level.id for level in levels()])
def test_the_picture_says_what_the_text_says(level: str) -> None:
    content = load(level=level)
    drawn = " ".join(re.findall(r">([^<>]+)</text>", route_map.draw_svg(content)))

    for route in content.routes:
        assert all(word in drawn for word in route.ask.split())
        assert (route.to.number or "keerpunt.chat") in drawn


@pytest.mark.parametrize("level", [level.id for level in levels()])
def test_nothing_in_the_picture_runs_off_it(level: str) -> None:
    shown = re.findall(r">([^<>]+)</text>", route_map.draw_svg(load(level=level)))

    assert [words for words in shown if len(words) > route_map.MOST_LETTERS_A_LINE] == []


def test_the_picture_comes_with_the_page() -> None:
    address = route_map.data_uri(load())

    assert address.startswith("data:image/svg+xml,")
    assert unquote(address).endswith("</svg>")
    assert '"' not in address


def test_the_picture_has_the_colours_of_the_house() -> None:
    tokens = (LOOK_FOLDER / "tokens.css").read_text(encoding="utf-8")
    light, dark = tokens.split("prefers-color-scheme:dark")

    for name, colour in route_map.LIGHT.items():
        assert f"--{name}:{colour}" in light
    for name, colour in route_map.DARK.items():
        assert f"--{name}:{colour}" in dark.split("@media print")[0]
