"""The public page of figures: what everybody sees of what was released, and nothing else."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from tests.support import people
from tests.support.releases import a_table, every_table, release
from uitweg.knowledge.published_figures.actions import add_withdrawal, newest_number
from uitweg.knowledge.published_figures.models import LedgerRow
from uitweg.knowledge.published_figures.public_views.documents import COLLECTIONS, figure_documents
from uitweg.knowledge.published_figures.public_views.figures import page_addresses
from uitweg.knowledge.published_figures.rules.machine_files import CATALOGUE
from uitweg.knowledge.published_figures.rules.released_tables import ReleasedTable
from uitweg.platform.content.values.figures import Licence
from uitweg.site.web.public_pages import publish_all
from uitweg.site.web.published import SOONEST, PublishedPage

pytestmark = pytest.mark.django_db(databases=["default", "channel"])
WINDOW = 14_336  # bytes in the first window of a connection
PATHS = sorted(page_addresses())
PAGE, CSV = "/cijfers/", "/cijfers/2025/act.csv"


@pytest.fixture
def visitor() -> people.PublicClient:
    return people.PublicClient()


def text_of(visitor: people.PublicClient, path: str = PAGE) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def act(year: int = 2025, drugs: int = 40, *, edition: int = 1) -> ReleasedTable:
    return a_table("act", {("drugs",): drugs, ("*",): 120}, year=year, edition=edition)


def test_nothing_released_yet_is_said_and_offers_no_file(visitor: people.PublicClient) -> None:
    html = text_of(visitor)

    assert "Er zijn nog geen cijfers" in html
    assert figure_documents() == {}
    assert ".csv" not in html
    for path in (CSV, *COLLECTIONS):
        assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_table_is_shown_with_what_it_says_and_does_not_say(
    visitor: people.PublicClient, path: str
) -> None:
    release(act())

    html = text_of(visitor, path)

    assert html.count('<section class="fig"') == 1
    assert 'role="img"' in html
    assert "<title id=" in html
    assert ">40</text>" in html
    assert '<td class="n">40</td>' in html
    assert f'href="{CSV}"' in html
    assert re.search(r"\b8\b", html.partition('id="waarom"')[2])
    assert "2026" in html  # the day of counting and that of release


def test_who_publishes_and_what_may_be_done_with_it_is_what_the_city_says(
    visitor: people.PublicClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(act())
    ours, usual = json.loads(visitor.get(CATALOGUE).content), text_of(visitor)
    city = "https://identifier.overheid.nl/tooi/id/gemeente/gm0000"
    (tmp_path / "figures.yaml").write_text(
        f'publisher: {{name: Gemeente X, identifier: "{city}", place: "", email: "", '
        f'contact: "", licence: "{Licence.CC_ZERO}"}}'
    )
    monkeypatch.setenv("UITWEG_CONTENT", str(tmp_path))
    theirs, own = json.loads(visitor.get(CATALOGUE).content), text_of(visitor)

    assert ours["@graph"][0]["dct:publisher"]["foaf:name"]["@value"] == settings.CITY
    assert ours["@graph"][0]["dct:license"] == {"@id": Licence.CC_BY.value}
    assert "De licentie is CC BY 4.0." in usual
    assert theirs["@graph"][0]["dct:publisher"]["@id"] == city
    assert theirs["@graph"][0]["dct:publisher"]["foaf:name"]["@value"] == "Gemeente X"
    assert theirs["@graph"][0]["dct:license"] == {"@id": Licence.CC_ZERO.value}
    assert "De licentie is CC0 1.0." in own


def test_what_is_not_a_youngster_is_said_so(visitor: people.PublicClient) -> None:
    release(a_table("no-place", {("q1", "family"): 10}), a_table("answer-time", {("q1", "*"): 10}))

    html = text_of(visitor)

    assert "Elk getal telt nachten, geen jongeren." in html
    assert "Elk getal telt berichten, geen jongeren." in html


def test_three_years_are_shown_and_the_rest_stays_in_the_files(
    visitor: people.PublicClient,
) -> None:
    release(*(act(year, 10 * (year - 2020)) for year in range(2022, 2026)))

    html = text_of(visitor)

    heads = re.findall(r'<th scope="col" class="n">(\d+)</th>', html)
    assert heads == ["2025", "2024", "2023"]
    assert visitor.get("/cijfers/2022/act.csv").status_code == 200


def test_a_year_with_nothing_to_show_says_so(visitor: people.PublicClient) -> None:
    release(a_table("act"))

    html = text_of(visitor)

    assert "In 2025 waren het er te weinig om te laten zien." in html
    assert 'role="img"' not in html
    assert '<td class="n">' not in html


def test_a_change_of_edition_is_said_with_its_year(visitor: people.PublicClient) -> None:
    release(act(2025, edition=2), act(2024, 90))

    html = text_of(visitor)

    assert "Vanaf 2025 tellen we met een andere indeling." in html
    assert ">90</text>" not in html
    assert '<td class="n">90</td>' in html


def test_of_how_many_it_is_unknown_is_told_from_released_numbers(
    visitor: people.PublicClient,
) -> None:
    release(a_table("act", {("drugs",): 40, ("unknown",): 15}))
    assert "van wie dit bekend is. Van 15 jongeren weten we het niet." in text_of(visitor)

    release(a_table("act", {("drugs",): 40}))
    assert "van wie dit bekend is.</p>" in text_of(visitor)


def test_a_table_without_words_is_called_by_its_dimensions(visitor: people.PublicClient) -> None:
    dimensions = {"act": ("drugs", "harbour"), "place": ("own-city", "online")}
    release(a_table("act-by-place", {("drugs", "online"): 10}, dimensions=dimensions))

    html = text_of(visitor)

    assert ">Wat de jongere moest doen en waar het gebeurde</h2>" in html
    assert "drugs bewaren of verkopen" in html


def test_what_was_withdrawn_is_gone(visitor: people.PublicClient) -> None:
    release(act(2024, 90))
    wrong = release(act(2025, 65))
    assert "65" in text_of(visitor)

    add_withdrawal(wrong, now=datetime(2026, 11, 21, tzinfo=UTC))

    html = text_of(visitor)
    assert "65" not in html.partition("<main")[2]
    assert ">90</text>" in html
    assert visitor.get(CSV).status_code == 404
    everything = visitor.get("/cijfers/alles.csv").content
    assert b";2024;" in everything
    assert b";2025;" not in everything


def test_no_byte_of_page_picture_or_file_has_a_hidden_count() -> None:
    truth = {
        ("criminal", "boy"): 6133,
        ("criminal", "girl"): 4,
        ("sexual", "boy"): 7411,
        ("sexual", "girl"): 5227,
        ("criminal", "*"): 6137,
        ("*", "*"): 18775,
    }
    shown = {("criminal", "boy"): 6135, ("sexual", "boy"): 7410}
    release(a_table("form-by-sex", {key: shown.get(key) for key in truth}))

    bodies = {path: page.body("") or b"" for path, page in figures_on_the_shelf().items()}

    with_counts = {path for path, body in bodies.items() if b"6135" in body and b"7410" in body}
    assert {*PATHS, "/cijfers/alles.csv", "/cijfers/2025/form-by-sex.csv"} <= with_counts
    for path, body in bodies.items():
        for count in (6133, 7411, 5227, 6137, 18775, 5225, 18775 - 6133 - 7411):
            assert str(count).encode() not in body, path


def test_a_box_that_hides_says_nothing_of_its_count(visitor: people.PublicClient) -> None:
    release(a_table("form-by-sex", {("criminal", "boy"): 40, ("sexual", "girl"): 90}))

    boxes = re.findall(r'<rect class="few" x="34%" y="\d+" (.*?)/>', text_of(visitor))

    assert len(boxes) == 4 * 3 - 2
    assert set(boxes) == {'width="9%" height="18"'}


def figures_on_the_shelf() -> dict[str, PublishedPage]:
    shelf = publish_all(SOONEST, everything=True).published
    return {
        path: page
        for path, page in shelf.items()
        if "cijfers" in path and path.endswith(("/", ".csv", ".json", ".jsonld"))
    }


def test_pages_and_files_are_published_and_stay_within_one_window(
    visitor: people.PublicClient,
) -> None:
    release(*every_table((2023, 2024, 2025)))

    shelf = figures_on_the_shelf()

    assert {*PATHS, *figure_documents()} == shelf.keys()
    for path in PATHS:
        html = shelf[path].body("") or b""
        assert html == visitor.get(path).content
        assert len(brotli.compress(html, mode=brotli.MODE_TEXT, quality=11)) <= WINDOW
        assert not re.search(rb'<[^>]*\s(?:style|on[a-z]+)="|url\(', html)
        for link in set(re.findall(r'href="(/cijfers/[^"#]+)"', html.decode())):
            assert link in shelf, link
        for part in set(re.findall(r'href="#([^"]+)"', html.decode())):
            assert f'id="{part}"' in html.decode(), part
        ids = re.findall(r' id="([^"]+)"', html.decode())
        assert len(ids) == len(set(ids))


def test_a_file_is_answered_as_it_is_published(visitor: people.PublicClient) -> None:
    release(act())
    document = figure_documents()[CSV]

    answer = visitor.get(CSV)

    assert answer.content == document[0]
    assert answer["content-type"] == "text/csv; charset=utf-8"
    assert answer["content-disposition"] == "attachment; filename=act-2025.csv"
    assert "drugs bewaren of verkopen;40" in answer.content.decode("utf-8-sig")
    assert "niet getoond" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(("found", "put"), [("[{", '[{"name": "act"}] [{'), ("40", "95")])
def test_a_broken_ledger_hides_the_figures_and_nothing_else(found: str, put: str) -> None:
    """Also with a number in it that could have been released."""
    release(act())
    LedgerRow.objects.update(tables=LedgerRow.objects.get().tables.replace(found, put))

    shelf = publish_all(SOONEST, everything=True).published

    assert "Er zijn nog geen cijfers" in (shelf[PAGE].body("") or b"").decode()
    assert "/hulp/" in shelf
    assert CSV not in shelf


def test_the_door_notices_a_release_and_a_withdrawal() -> None:
    assert newest_number() == 0
    number = release(act())
    assert newest_number() == number
    add_withdrawal(number, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert newest_number() == number + 1
