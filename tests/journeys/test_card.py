"""The pieces of HTML for other sites: copied from the page, pasted elsewhere, they ask nobody."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import Browsers, faults
from uitweg.content import levels, load

SCHOOL = "https://school.example/"
HOSTS = {
    "light": "body{background:#fff;color:#222}",
    "dark": (
        "html{color-scheme:dark}body{background:#101418;color:#eee}"
        "p,div,span,li{color:#eee}a{color:#9cf}b,strong{color:#fff}"
    ),
}
SHOWN = re.compile(r"^(?:div|b|br|a)$")
LEVELS = [level.id for level in levels()]


def copied(page: Page) -> list[str]:
    """Return the pieces as a visitor's selection of them would be."""
    return [str(text) for text in page.locator("main code:has(br)").all_inner_texts()]


def pasted(page: Page, piece: str, style: str) -> list[str]:
    """Open somebody's page with the piece in it; return what was asked of anybody on the way."""
    html = (
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>School</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<style>{style}</style><main><h1>Onze school</h1>{piece}</main>"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(SCHOOL, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(SCHOOL)
    page.wait_for_load_state("networkidle")
    return [url for url in asked if url not in (SCHOOL, "data:,")]


@pytest.fixture(params=LEVELS)
def pieces(request: pytest.FixtureRequest, browsers: Browsers) -> list[str]:
    level = next(each for each in levels() if each.id == request.param)
    page = browsers.visitor(level.address("/voor-andere-sites/"), width=320, height=640)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    found = copied(page)
    assert len(found) == 3
    return found


def test_a_pasted_piece_asks_nobody_anything_and_can_be_read(
    browsers: Browsers, pieces: list[str], axe: str
) -> None:
    for piece in pieces:
        for look, style in HOSTS.items():
            page = browsers.visitor()
            asked = pasted(page, piece, style)
            assert asked == [], look
            assert faults(page, axe) == [], (look, piece)


def test_the_pieces_hold_nothing_but_words_and_links(pieces: list[str]) -> None:
    for piece in pieces:
        tags = re.findall(r"<([a-z]+)", piece)
        assert all(SHOWN.match(tag) for tag in tags), piece
        assert tags.count("div") == piece.count("</div>")
        assert tags.count("a") == piece.count("</a>")
        assert "javascript:" not in piece
        assert "url(" not in piece


def test_the_links_of_the_pieces_lead_to_the_line_and_to_pages_of_ours(
    browsers: Browsers, pieces: list[str]
) -> None:
    links = [to for piece in pieces for to in re.findall(r'href="([^"]+)"', piece)]
    ours = [to for to in links if to.startswith("http")]

    assert links[:2] == [load().contact("coordinator").tel, "tel:112"]
    assert len(ours) == 2
    for to in ours:
        assert to.startswith(browsers.city.public)
    outside = re.findall(r"<a\s[^>]*http[^>]*>", "".join(pieces))
    assert all('rel="noreferrer"' in link for link in outside)


def test_a_number_on_the_card_is_the_one_of_the_help_line(pieces: list[str]) -> None:
    assert load().contact("coordinator").number in pieces[0]


def test_a_dark_page_would_swallow_a_card_without_its_own_colours(
    browsers: Browsers, pieces: list[str], axe: str
) -> None:
    page = browsers.visitor()
    pasted(page, pieces[0].replace("color:#0b4a8f;", ""), HOSTS["dark"])

    assert any(fault.startswith("color-contrast") for fault in faults(page, axe))
