"""A language beside Dutch and English: its own pages, shown once the city switches it on."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.support.installation import Installation
from uitweg.knowledge.guide.public_views.open_data import document
from uitweg.knowledge.guide.public_views.page_words import guide_pages
from uitweg.knowledge.signalcheck.public_views.addresses import check_addresses
from uitweg.platform.content import all_levels, check, levels, load, loading
from uitweg.platform.content.checks.links import borrowed_words
from uitweg.platform.content.files.levels import SETTING, split_address
from uitweg.site.operations.doctor import languages
from uitweg.site.operations.doctor.finding import Patient
from uitweg.site.web import public_pages
from uitweg.site.web.sitemap import robots_txt, sitemap_xml

MORE = [level.id for level in all_levels() if not level.whole]
EACH = pytest.mark.parametrize("language", MORE)
GENERATED = {"/", "/hulp/", "/hulp/lijnen/", "/hulp/kaart/"}
WRITTEN = {
    *("/voor-jou/", "/voor-jou/rechten/", "/voor-jou/geld/", "/voor-jou/beelden/"),
    *("/mijn-kind/", "/hulp/nu/", "/hulp/als-je-belt/", "/veilig-bezoek/", "/rust/"),
}
CHANNEL = {"/schrijven/", "/postvak/"}
ELSEWHERE = {"/bronnen/", "/privacy/"}
"""Pages that a language may lead to in Dutch."""
REQUIRED = {
    "contacts": "coordinator emergency keerpunt safe-at-home police crime-tip comensha "
    "suicide-prevention childrens-line sexual-violence-centre",
    "routes": "danger life in-it-yourself offender offender-unknown child-at-home typing place "
    "sex advice",
    "urgent-help": "explosive held tonight life",
    "promises": "human answer-time who-reads police anonymity",
    "coordinator-steps": "call safety listening shelter lawyer police-talk declaration",
    "channel": "start_title way_words_text words_title words_lead seven_words kept message "
    "message_help need need_now danger_first_text life_first lock_and_send done_title open_title "
    "words_help lost_text words_few unknown mailbox_title no_answer write_back wipe_now sure_lead "
    "gone",
    "files": "about choose clean asItIs large stuck save forged",
}
"""Words that each language must have, by file."""


def clear() -> None:
    guide_pages.cache_clear()
    check_addresses.cache_clear()


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A city that has switched Arabic on."""
    monkeypatch.setenv(SETTING, "ar")
    clear()
    yield monkeypatch
    clear()


@pytest.fixture
def copy(switch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of content/ that a test may change; Arabic is on."""
    root = Path(shutil.copytree(loading.CONTENT_FOLDER, tmp_path / "content"))
    switch.setattr(loading, "CONTENT_FOLDER", root)
    clear()
    return root


def html(path: str) -> str:
    page = guide_pages()[path]
    return public_pages._html(path, page.template, page.words())


def words_of(language: str, name: str) -> dict[str, object]:
    path = loading.CONTENT_FOLDER / "words" / language / f"{name}.yaml"
    words: dict[str, object] = yaml.safe_load(path.read_text("utf-8"))
    return words


def test_the_five_languages_are_off_until_the_city_switches_them_on() -> None:
    assert MORE == ["ar", "es", "tr", "pl", "ti"]
    assert [level.id for level in levels()] == ["nl", "nl-a2", "en"]


def test_a_language_that_is_off_is_nowhere() -> None:
    pages = [*guide_pages(), *check_addresses()]

    assert not [path for path in pages if path.startswith("/ar/")]
    assert "/ar/" not in html("/") + robots_txt(url="") + sitemap_xml(pages, url="")
    assert "'ar'" not in str(document("contacts", city="", made_on=date(2026, 11, 27)))


@EACH
def test_a_language_has_the_acute_pages_the_route_map_and_the_channel(language: str) -> None:
    level = next(level for level in all_levels() if level.id == language)

    assert level.paths >= GENERATED | WRITTEN | CHANNEL
    assert not level.has("/signalen/geld/")
    assert not level.has("/check/")


@EACH
@pytest.mark.parametrize("name", REQUIRED)
def test_a_language_has_the_words_of_those_pages(language: str, name: str) -> None:
    own, dutch = words_of(language, name), words_of("nl", name)

    for key in REQUIRED[name].split():
        assert own.get(key), key
        assert own[key] != dutch[key], key


@EACH
@pytest.mark.parametrize("name", REQUIRED)
def test_few_words_of_those_pages_show_in_dutch(language: str, name: str) -> None:
    """A new word may do so for a while; `./run check-content` names each."""
    own, dutch = words_of(language, name), words_of("nl", name)

    assert set(own) <= set(dutch)
    assert len(own) >= 0.8 * len(dutch)


@EACH
def test_the_languages_have_the_same_words(language: str) -> None:
    for name in ("interface", *REQUIRED):
        assert set(words_of(language, name)) == set(words_of("ar", name)), name


@EACH
def test_a_page_says_that_nobody_read_the_translation_yet(
    switch: pytest.MonkeyPatch, language: str
) -> None:
    switch.setenv(SETTING, language)
    clear()
    page = html(f"/{language}/")

    assert load(level=language).say["unread"] in page
    assert load().say["unread"] in page


def test_once_a_native_speaker_has_read_it_the_page_no_longer_says_so(copy: Path) -> None:
    rows = copy / "levels.yaml"
    text = rows.read_text("utf-8").replace('reviewed_by: ""', "reviewed_by: Samira")
    rows.write_text(text.replace("reviewed_on: null", "reviewed_on: 2027-01-04"), "utf-8")

    assert load().say["unread"] not in html("/ar/")


def test_a_reader_without_a_date_is_a_mistake(copy: Path) -> None:
    rows = copy / "levels.yaml"
    rows.write_text(rows.read_text("utf-8").replace('reviewed_by: ""', "reviewed_by: Samira"))

    assert "belong together" in str(check(copy)[0])


def test_an_arabic_page_runs_from_right_to_left_and_its_numbers_do_not(
    switch: pytest.MonkeyPatch,
) -> None:
    page = html("/ar/voor-jou/")

    assert '<html lang="ar" dir="rtl">' in page
    assert '<bdi dir="ltr">112</bdi>' in page
    assert "bdi" not in html("/voor-jou/")


@EACH
def test_the_page_about_danger_now_has_112_and_113_and_what_to_do_first(
    switch: pytest.MonkeyPatch, language: str
) -> None:
    switch.setenv(SETTING, language)
    clear()
    page, content = html(f"/{language}/hulp/nu/"), load(level=language)

    assert page.index("tel:113") < page.index(content.urgent_help[0].own[0])
    assert all(words in page for help in content.urgent_help for words in (*help.own, *help.others))


def test_the_route_map_is_mirrored_for_arabic_only(switch: pytest.MonkeyPatch) -> None:
    mirrored = "scale(-1 1)"

    assert mirrored in html("/ar/hulp/kaart/")
    assert mirrored not in html("/hulp/kaart/")


@EACH
def test_each_link_leads_to_a_page_in_this_language(
    switch: pytest.MonkeyPatch, language: str
) -> None:
    switch.setenv(SETTING, language)
    clear()
    known = {f"/{language}{path}" for path in GENERATED | WRITTEN | CHANNEL}

    for path in sorted(known & guide_pages().keys()):
        page = re.sub(r'<p class="tools.*?</p>', "", html(path), flags=re.DOTALL)
        links = {link.split("?")[0] for link in re.findall(r'href="(/[^"]*)"', page)}
        assert links <= known | ELSEWHERE, path


def test_another_language_leads_to_the_same_page_or_to_its_start(
    switch: pytest.MonkeyPatch,
) -> None:
    assert 'href="/ar/voor-jou/" lang="ar"' in html("/voor-jou/")
    assert 'href="/ar/" lang="ar"' in html("/signalen/")


def test_the_sitemap_names_only_pages_that_are_there(switch: pytest.MonkeyPatch) -> None:
    xml = sitemap_xml([*guide_pages(), *check_addresses()], url="")

    assert 'hreflang="ar" href="/ar/voor-jou/"' in xml
    assert "/ar/signalen/" not in xml
    assert xml.count('hreflang="ar" href="/signalen/"') == 0


def test_a_page_without_a_translation_has_no_address_there(copy: Path) -> None:
    (copy / "words/ar/pages/images.md").unlink()

    assert "/ar/voor-jou/beelden/" not in {f"/ar{path}" for path in levels()[-1].paths}
    assert levels()[-1].address("/voor-jou/beelden/") == "/voor-jou/beelden/"


def test_a_word_that_is_new_shows_in_dutch_and_is_no_mistake(copy: Path) -> None:
    (copy / "words/ar/promises.yaml").unlink()

    assert check(copy) == []
    careful = load().promise("human").careful
    assert f'<span lang="nl" dir="ltr">{careful}</span>' in html("/ar/")


def test_an_item_that_lacks_a_text_is_dutch_as_a_whole_and_no_mistake(copy: Path) -> None:
    routes = copy / "words/ar/routes.yaml"
    words = yaml.safe_load(routes.read_text("utf-8"))
    del words["danger"]["why"]
    routes.write_text(yaml.safe_dump(words, allow_unicode=True), "utf-8")

    assert check(copy) == []
    assert load(level="ar").routes[0].ask == load().routes[0].ask
    assert load(level="ar").routes[0].lang == "nl"
    assert ("routes.yaml", "danger") in set(borrowed_words(loading.content_folder(), levels()[-1]))


def test_doctor_says_what_is_on_and_what_nobody_read(switch: pytest.MonkeyPatch) -> None:
    said = "\n".join(one.sentence for one in languages.examine(Patient("staff", {})))

    assert "nl, nl-a2, en, ar" in said
    assert "العربية (ar)" in said


def test_an_address_of_a_language_that_is_off_is_dutch_and_not_found() -> None:
    assert split_address("/ar/voor-jou/", levels())[0].id == "nl"


SERVED = {
    "/ar/": 200,
    "/ar/schrijven/bericht/": 200,
    "/ar/hielp/": 200,
    "/ar/signalen/": 404,
    "/ar/check/": 404,
    "/es/": 404,
    "/es/schrijven/": 404,
}
RESOLVE = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.urls import Resolver404, resolve
def status(path):
    try:
        return resolve(path, "uitweg.site.web.public_urls") and 200
    except Resolver404:
        return 404
print(json.dumps({path: status(path) for path in sys.argv[1:]}))
"""


def test_what_the_city_switched_on_has_addresses_and_nothing_else(tmp_path: Path) -> None:
    environment = os.environ | {SETTING: "ar", "UITWEG_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", RESOLVE, *SERVED], env=environment, capture_output=True, check=True
    )

    assert json.loads(done.stdout) == SERVED


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.long
def test_the_door_serves_it_and_nothing_else(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data", {SETTING: "ar"}).make().start("public")
    served = SERVED | {"/ar/schrijven/bericht/": 405, "/ar/hielp/": 405}
    try:
        answers = {path: status_of(city.public + path) for path in served}
    finally:
        city.stop()

    assert answers == served
