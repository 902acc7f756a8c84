"""What other sites take: pieces of HTML that ask nobody anything, and data that any page may read."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page

from tests.support.browsers import PATIENCE_MS, Browsers, faults
from tests.support.installation import DEMO_NUMBER, DEMO_TEL
from uitweg.platform.content import levels
from uitweg.platform.content.kinds.own_number import EXAMPLE_NUMBER

pytestmark = pytest.mark.long

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


def pasted(browsers: Browsers, page: Page, piece: str, style: str) -> list[str]:
    """Open somebody's page with the piece in it; return what was asked of anybody on the way."""
    html = (
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>School</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<style>{style}</style><main><h1>Onze school</h1>{piece}</main>"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    browsers.stand_in(page, SCHOOL, html)
    page.goto(SCHOOL)  # a piece has no script: what it asks for, it asks for before this is loaded
    return [url for url in asked if url not in (SCHOOL, "data:,")]


@pytest.fixture(params=[LEVELS[0], *(pytest.param(x, marks=pytest.mark.long) for x in LEVELS[1:])])
def pieces(request: pytest.FixtureRequest, browsers: Browsers) -> list[str]:
    level = next(each for each in levels() if each.id == request.param)
    page = browsers.visitor(level.address("/voor-andere-sites/"), width=320, height=640)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    found = copied(page)
    assert len(found) == 3
    return found


def test_pasted_pieces_ask_nobody_anything_and_can_be_read(
    browsers: Browsers, pieces: list[str], axe: str
) -> None:
    """A dark page would swallow a card without colours of its own: axe would see that."""
    page = browsers.visitor()
    for look, style in HOSTS.items():
        asked = pasted(browsers, page, "".join(pieces), style)
        assert asked == [], look
        assert faults(page, axe) == [], look

    pasted(browsers, page, pieces[0].replace("color:#0b4a8f;", ""), HOSTS["dark"])
    assert any(fault.startswith("color-contrast") for fault in faults(page, axe))


def test_the_pieces_hold_words_and_links_to_the_line_and_to_pages_of_ours_and_nothing_else(
    browsers: Browsers, pieces: list[str]
) -> None:
    for piece in pieces:
        tags = re.findall(r"<([a-z]+)", piece)
        assert all(SHOWN.match(tag) for tag in tags), piece
        assert tags.count("div") == piece.count("</div>")
        assert tags.count("a") == piece.count("</a>")
        assert "javascript:" not in piece
        assert "url(" not in piece
    links = [to for piece in pieces for to in re.findall(r'href="([^"]+)"', piece)]
    ours = [to for to in links if to.startswith("http")]

    assert links[:2] == [DEMO_TEL, "tel:112"]
    assert EXAMPLE_NUMBER in pieces[0]
    assert len(ours) == 2
    for to in ours:
        assert to.startswith(browsers.city.public)
    outside = re.findall(r"<a\s[^>]*http[^>]*>", "".join(pieces))
    assert all('rel="noreferrer"' in link for link in outside)


READ = """async where => {
  const got = await fetch(where), again = await fetch(where, {cache: "no-cache"});
  const told = await got.json(), headers = ["api-version", "etag", "link", "set-cookie"];
  return [told, headers.map(name => got.headers.get(name)), again.status];
}"""


class Blank(BaseHTTPRequestHandler):
    """An empty page of another site."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Serve another site on this machine: a browser lets no outside page ask a loopback address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Blank) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def on_the_shelf(page: Page, address: str) -> str:
    """Return the address as soon as it comes from the shelf: a few seconds after the door opened."""
    for _ in range(PATIENCE_MS // 100):
        if "etag" in page.request.get(address).headers:
            break
        page.wait_for_timeout(100)
    return address


def test_a_script_of_another_site_may_read_the_help_lines(
    browsers: Browsers, elsewhere: str
) -> None:
    page = browsers.visitor()
    browsers.also.append(elsewhere)
    page.goto(elsewhere)
    told, (version, tag, link, cookie), again = page.evaluate(
        READ, on_the_shelf(page, f"{browsers.city.public}/open/v1/contacts")
    )

    assert told["items"][0]["number"] == DEMO_NUMBER
    assert (version, cookie, again) == ("1.1.0", None, 200)
    assert tag.startswith('"')
    assert link.startswith("</open/v1/schemas/contacts>")


def test_the_open_data_is_never_taken_for_another_kind_of_file(browsers: Browsers) -> None:
    page = browsers.visitor()
    for path in ("/open/v1/signals", "/open/v1/schemas/signals", "/open/v1/nothing"):
        answer = page.request.get(browsers.city.public + path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["access-control-allow-origin"] == "*"
