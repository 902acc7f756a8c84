"""The help lines on their pages, the call bar, and that no door leads to a dead end."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.knowledge.training.public_views.everything import training_pages
from uitweg.platform.content import levels, load
from uitweg.platform.ui.templatetags.public_look import HOLIDAY_YEARS
from uitweg.site.web.published import Shelf

LEVELS = [level.id for level in levels()]
DOORS = ("/", "/voor-jou/", "/check/", "/professionals/")
ONE_TAP_AWAY = ("/mijn-kind/", "/hulp/opvang/", "/vragen/", "/schrijven/")
BAR = re.compile(r'<aside class="thumb np( now)?".*?href="([^"]+)".*?</aside>')


@pytest.fixture
def pages(team: people.Team, made_once: Callable[[], Shelf]) -> dict[str, str]:
    """Return the HTML of every published page by its path."""
    published = made_once().published.items()
    texts = {path: page.body("") or b"" for path, page in published if page.status == 200}
    return {path: text.decode() for path, text in texts.items() if text.startswith(b"<!doctype")}


def links_of(html: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'<a [^>]*href="([^"]+)"', html)]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("door", DOORS)
def test_no_door_is_a_dead_end(pages: dict[str, str], door: str, level: str) -> None:
    address = load(level=level).level.address
    links = links_of(pages[address(door)])

    for there in ONE_TAP_AWAY:
        assert address(there) in links, there
        assert address(there) in pages, there


def test_every_page_of_the_guide_has_its_call_button_at_the_thumb(pages: dict[str, str]) -> None:
    bars = {path: BAR.search(html) for path, html in pages.items()}
    without = {path for path, bar in bars.items() if bar is None}
    without = {path for path in without if 'class="foot"' not in pages[path]}  # the short check
    without -= training_pages().keys()  # a story is read without a number in its way

    assert without == {
        load(level=level).level.address(path)
        for level in LEVELS
        for path in ("/schrijven/", "/postvak/")
    }
    called = {bar[2] for bar in bars.values() if bar}
    # the step of every page that calls; 112 on danger now, CoMensha on the regions
    assert called == {"tel:+31610599458", "tel:112", "tel:+31334481186"}


def test_the_bar_of_an_answer_calls_whom_the_answer_says(public: people.PublicClient) -> None:
    danger = public.post("/check/", {"s": "red2", "who": "parent"}).content.decode()
    typing = public.post("/hulp/", {"who": "youngster", "wants": "typing"}).content.decode()

    assert [BAR.search(html).groups() for html in (danger, typing)] == [  # type: ignore[union-attr]
        (" now", "tel:112"),
        (None, "https://keerpunt.chat"),
    ]
    assert "Bel 112</span></span> <span></span>" in danger


def test_the_hours_are_there_without_a_script(pages: dict[str, str]) -> None:
    html = pages["/hulp/lijnen/"]

    assert "Elke dag van 11.00 tot 21.00 uur. Ook op feestdagen. <b></b>" in html
    assert 'href="tel:08000188"' in html
    chat = r'Of chat: <a href="https://www\.centrumseksueelgeweld\.nl"[^\n]*>centrumseksueelgeweld\.nl</a>'
    assert re.search(chat, html)
    assert "Met je naam" not in "".join(pages.values())


def test_the_holidays_of_the_pages_reach_far_enough() -> None:
    assert timezone.localdate().year + 2 in HOLIDAY_YEARS, "add years to HOLIDAY_YEARS"
