"""The public pages: what a visitor meets before writing anything."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import brotli
import pytest

from tests.support import people
from uitweg.channel.conversation.rules.reports import ReporterLanguage, ReporterRole
from uitweg.knowledge.guide.public_views.page_words import GROUP_SLUGS, guide_pages
from uitweg.knowledge.guide.public_views.sections import PICTURES, sections_of
from uitweg.knowledge.published_figures.public_views.figures import page_addresses
from uitweg.knowledge.signalcheck.public_views.addresses import check_addresses
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.knowledge.training.public_views.recall import calendar_addresses
from uitweg.platform.content import levels, load
from uitweg.platform.content.files.levels import SHARED_PREFIXES, ReadingLevel, split_address
from uitweg.platform.ui.look.icons import ICONS
from uitweg.platform.ui.templatetags.public_words import LANGUAGE_WORDS, wrong_words_sentence
from uitweg.site.web.public_pages import publish_all, security_txt
from uitweg.site.web.published import SOONEST, Shelf

BADGE_KEYS = "/leren/sleutels.json"
CHANNEL = {level.address(path) for level in levels() for path in ("/schrijven/", "/postvak/")}
WINDOW = 14_336  # bytes in the first window of a connection
IN_ALL = 40 * 1024  # a page of the channel, with what it needs to seal


@pytest.fixture
def shelf(team: people.Team, made_once: Callable[[], Shelf]) -> Shelf:
    return made_once()


def pages_of(shelf: Shelf) -> Iterator[tuple[str, str]]:
    for path, found in shelf.published.items():
        kind = dict(found.headers).get("content-type", "")
        if kind.startswith("text/html") and found.status == 200:
            yield path, (found.body("") or b"").decode()


def test_every_page_of_the_site_is_published(shelf: Shelf) -> None:
    expected = {*guide_pages(), *check_addresses(), *training_pages(), *CHANNEL, *page_addresses()}

    assert {path for path, _ in pages_of(shelf)} == expected


def test_a_page_fits_in_one_window(shelf: Shelf) -> None:
    sizes = {path: len(shelf.published[path].body("br") or b"") for path, _ in pages_of(shelf)}

    assert {p: size for p, size in sizes.items() if size > WINDOW} == {}


def test_only_a_page_of_the_channel_loads_a_file_and_it_shows_without_it(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        loaded = re.findall(r"<(?:script|link|img)[^>]* (?:src|href)=\S+[^>]*>", html)
        scripts = [tag for tag in loaded if "data:" not in tag and 'rel="alternate"' not in tag]
        assert len(scripts) == (path in CHANNEL), (path, scripts)
        assert all(" defer" in tag for tag in scripts), path


def test_a_page_of_the_channel_and_its_script_weigh_40_kilobytes_at_most(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        if path in CHANNEL:
            [script] = re.findall(r'<script src="([^"]+)"', html)
            weights = [len(shelf.published[each].body("br") or b"") for each in (path, script)]
            assert sum(weights) <= IN_ALL, path


def test_no_page_asks_anything_of_another_site(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        loaded = re.findall(r'(?:src|srcset|action|data|poster)="(https?:[^"]*)"|url\(', html)
        assert loaded == [], path
        assert not re.search(
            r"<(?:img (?!src=.data:)|iframe|object|embed|link rel=.stylesheet)", html
        ), path


def test_no_page_styles_or_acts_from_an_attribute(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        assert not re.search(r'<[^>]*\s(?:style|on[a-z]+)="', html), path


def test_every_link_inside_the_site_leads_somewhere(
    shelf: Shelf, public: people.PublicClient
) -> None:
    files = {*downloads(), *calendar_addresses(), BADGE_KEYS}
    assert public.get(BADGE_KEYS).status_code == 200
    for path, html in pages_of(shelf):
        for link in set(re.findall(r'href="(/[^"#]*)"', html)) - files:
            assert link in shelf.published, f"{path} links to {link}"
        for part in set(re.findall(r'href="#([^"]+)"', html)):
            assert f'id="{part}"' in html, f"{path} links to #{part}"


def test_snel_weg_comes_first_and_112_second(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        links = re.findall(r'<a [^>]*href="([^"]+)"', html)
        assert links[:2] == ["https://www.knmi.nl/", "tel:112"], path


def test_titles_and_icon_tell_nothing(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        title = re.search(r"<title>(.*?)</title>", html)
        assert title
        assert not re.search(
            "uitweg|uitbuit|mensenhandel|melden|slachtoffer|traffick|exploit|victim",
            title[1].lower(),
        ), path
        assert '<link rel="icon" href="data:,">' in html


def test_the_number_stands_before_the_doors(shelf: Shelf) -> None:
    html = dict(pages_of(shelf))["/"]

    assert 0 < html.index(load().contact("coordinator").number) < html.index('class="doors"')


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)
def test_every_help_line_we_show_is_on_the_pages_of_help(shelf: Shelf, level: ReadingLevel) -> None:
    pages = dict(pages_of(shelf))

    for contact in load(level=level.id).contacts:
        for path in ("/hulp/", "/hulp/lijnen/"):
            html = unescape(pages[level.address(path)])
            assert contact.name in html
            assert (contact.tel or contact.url) in html


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)
def test_every_signal_is_shown_with_its_sources_at_every_level(
    shelf: Shelf, level: ReadingLevel
) -> None:
    pages = dict(pages_of(shelf))
    everything = unescape(pages[level.address("/signalen/")])

    for signal in load(level=level.id).signals:
        own = unescape(pages[level.address(f"/signalen/{GROUP_SLUGS[signal.group]}/")])
        assert signal.see in everything
        assert f"<h2>{signal.see}</h2>" in own
        assert all(source.publisher in own for source in signal.sources)


def test_a_page_leads_on_in_its_own_reading_level(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        level, _ = split_address(path, levels())
        body = html[html.index("<header") :]
        for link in set(re.findall(r'<a (?![^>]*hreflang)[^>]*href="(/[^"]*)"', body)):
            assert link.startswith(SHARED_PREFIXES) or split_address(link, levels())[0] == level, (
                path,
                link,
            )


def test_a_written_page_ends_in_one_next_step(shelf: Shelf) -> None:
    pages = dict(pages_of(shelf))

    for level in levels():
        for page in load(level=level.id).pages:
            html = pages[level.address(page.path)]
            steps = ('class="btn"', 'class="call"', 'class="call now"')
            assert sum(map(html.count, steps)) == 1, page.id


def test_the_page_about_danger_now_ends_in_112_also_within_thumb_reach(shelf: Shelf) -> None:
    pages = dict(pages_of(shelf))

    for level in levels():
        html = pages[level.address("/hulp/nu/")]
        assert 'class="call now"' in html
        assert '<a href="tel:112"' in html.partition('class="thumb np now"')[2]
        assert '<a href="tel:113"' in html.partition("<main")[2]


def test_a_written_page_leads_on_and_each_page_of_its_group_can_be_reached(shelf: Shelf) -> None:
    pages = dict(pages_of(shelf))
    for level in levels():
        reached = set()
        for page in load(level=level.id).pages:
            onward = pages[level.address(page.path)].partition('class="onward"')[2]
            links = re.findall(r'<li><a href="([^"]+)"', onward)
            assert links, page.id
            reached |= set(links)
        assert reached == {level.address(page.path) for page in load(level=level.id).pages}


def test_the_road_of_a_call_has_few_stops_and_the_rest_is_closed(shelf: Shelf) -> None:
    html = dict(pages_of(shelf))["/hulp/als-je-belt/"]
    road, _, later = html.partition('<details class="later">')

    assert road.count("<section") + later.count("<section") == 9  # an introduction and eight stops
    assert "Aangifte of niet" in later
    assert "Aangifte of niet" not in road


def test_what_is_typed_on_the_calm_page_goes_nowhere(shelf: Shelf) -> None:
    pages = dict(pages_of(shelf))
    for level in levels():
        html = pages[level.address("/rust/")]
        fields = re.findall(r"<textarea[^>]*>", html)
        assert len(fields) == 6
        assert not any(" name=" in field or " form=" in field for field in fields)
        assert all('autocomplete="off"' in field and "spellcheck" in field for field in fields)
        forms = re.findall(r"<form.*?</form>", html, re.DOTALL)
        assert not any("<textarea" in form for form in forms)  # only "Hielp dit?" is a form
        assert not re.search("setItem|indexedDB|fetch\\(", html)
        assert 'href="tel:113"' in html


def test_a_page_has_an_icon_for_each_heading_at_every_level() -> None:
    for level in levels():
        content = load(level=level.id)
        for page in content.pages:
            drawn = [stop.picture for stop in sections_of(page, content) if stop.has_heading]
            assert all(picture in ICONS for picture in drawn if picture), page.id
            assert (page.id in PICTURES) == any(drawn), (page.id, level.id)


def test_a_page_says_which_language_it_is_in(shelf: Shelf) -> None:
    for path, html in pages_of(shelf):
        level, _ = split_address(path, levels())
        assert f'<html lang="{level.lang}">' in html, path
        assert ('<main class="w a2"' in html) == level.id.endswith("-a2"), path


def test_a_page_that_is_not_there_says_so_quietly(public: people.PublicClient) -> None:
    answer = public.get("/nergens/")

    assert answer.status_code == 404
    assert "Deze pagina is er niet." in answer.content.decode()
    assert "style-src 'sha256-" in answer["Content-Security-Policy"]


def test_an_invented_city_takes_no_time_to_compress_its_pages_well(
    team: people.Team, settings: Any
) -> None:
    settings.DEMO = True
    page = publish_all(everything=False).published["/schrijven/"]

    assert page.body("br") == brotli.compress(
        page.body("") or b"", mode=brotli.MODE_TEXT, quality=SOONEST
    )


def test_without_a_key_the_form_says_to_call(db_both: None) -> None:
    html = dict(pages_of(publish_all(SOONEST)))["/schrijven/"]

    assert "Schrijven kan nu nog niet." in html
    assert load().contact("coordinator").number in html
    assert "<form" not in html


def test_security_txt_names_a_contact_and_expires_within_a_year() -> None:
    text = security_txt(now=datetime(2026, 3, 1, tzinfo=UTC))

    assert re.search(r"^Contact: (https?|mailto):", text, re.MULTILINE)
    assert "Expires: 2026-12-26T00:00:00Z" in text


def test_the_form_offers_the_roles_and_languages_the_channel_knows() -> None:
    for level in levels():
        words = load(level=level.id).channel
        assert {key.removeprefix("role_") for key in words if key.startswith("role_")} == {
            *ReporterRole
        }
    assert {*LANGUAGE_WORDS, "other"} == set(ReporterLanguage)


@pytest.mark.parametrize(
    ("count", "unknown", "says"),
    [
        (7, ["kanoo"], "“kanoo” staat niet in onze lijst. Kijk of er een tikfout in zit."),
        (7, ["aa", "bb"], "“aa”, “bb” staan niet in onze lijst. Kijk of er een tikfout in zit."),
        (3, [], "Je hebt 3 van de zeven woorden ingevuld. Vul de andere aan."),
        (9, [], "Je hebt 9 woorden ingevuld. Het moeten er zeven zijn."),
        (0, [], "Vul je zeven woorden in."),
    ],
)
def test_wrong_words_are_explained(count: int, unknown: list[str], says: str) -> None:
    assert wrong_words_sentence(load().channel, count, unknown) == says


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)
@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("/check/zelf/", "/vragen/"),
        ("/check/zelf/vragen/", "/vragen/los/"),
        ("/ik-zit-erin/", "/voor-jou/"),
        ("/melden/", "/schrijven/"),
    ],
)
def test_an_address_that_said_too_much_leads_to_its_present_one(
    shelf: Shelf, level: ReadingLevel, was: str, now: str
) -> None:
    answer = shelf.answer("GET", level.address(was), "", "")

    assert answer is not None
    assert (answer.status, dict(answer.headers)["location"]) == (308, level.address(now))
    assert shelf.published[level.address(now)].status == 200
