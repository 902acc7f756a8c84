"""The staff door's pages around a case, in the states that a state of their own looks different in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers
from tests.support.installation import Installation
from tests.support.sheets import ugly_list

Place = tuple[str, Page]
MAIL = (
    "From: Sanne <sanne@school.example>\nTo: zorg@stad.example\nSubject: Weer niet op school\n"
    "Date: Thu, 06 Nov 2025 14:05:00 +0100\nContent-Type: text/plain\n\nZe is er weken niet.\n"
)


def found(browsers: Browsers) -> Iterator[Place]:
    """Known already, the search box, and a call that went somewhere."""
    page = browsers.member("fatima", "/werk/")
    page.goto(browsers.city.staff + "/belnotitie/")
    page.get_by_role("textbox", name="Notitie").fill("Wordt Smaili genoemd. Of is het Wies?")
    expect(page.get_by_role("region", name="Bekend bij een collega")).to_be_visible()
    yield "call-note-known", page
    page.get_by_role("button", name="Geef door aan Joris").click()
    page.goto(browsers.city.staff + "/belnotitie/2/")
    yield "call-for-the-next-shift", page
    box = page.get_by_role("searchbox")
    for name, typed in (("search-found", "smaili wies"), ("search-none", "zoiets is er niet")):
        box.fill(typed)
        box.press("Enter")
        page.get_by_role("heading", name="Zoeken").wait_for()
        yield name, page
    page.goto(browsers.city.staff + "/onverstuurd/")
    yield "draft-list", page


def rarely(browsers: Browsers) -> Iterator[Place]:
    """What is not daily: one page each."""
    page = browsers.member("fatima", "/werk/")
    page.goto(browsers.city.staff + "/casus/1/")
    page.locator("main details").evaluate_all("all => all.map(e => { e.open = true; })")
    yield "case-unfolded", page
    for name, path in {
        "disclosures": "casus/1/verstrekt/",
        "closing": "casus/1/sluiten/",
        "period": "casus/termijn/1/",
        "subject-access": "casus/1/inzage/",
        "examples": "casus/1/voorbeeld/",
        "routes": "casus/1/route/",
        "route": "casus/1/route/?route=comensha",
        "letter-to-whom": "casus/1/route/brief/victim-lawyer/",
        "forget": "casus/1/wissen/",
        "list-out": "casussen/excel/",
    }.items():
        page.goto(f"{browsers.city.staff}/{path}")
        yield name, page
    page.goto(browsers.city.staff + "/casus/1/voorbeeld/")
    page.locator("main").get_by_role("link", name="Terug naar school").click()
    page.wait_for_url("**/voorbeeld/?plan=*")
    yield "example", page


def a_list(browsers: Browsers) -> Iterator[Place]:
    """A list that comes in, and is taken back."""
    page = browsers.member("fatima", "/werk/")
    page.goto(browsers.city.staff + "/casussen/inlezen/")
    yield "list-in", page
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Bestand").set_input_files(
        {"name": "lijst.xlsx", "mimeType": kind, "buffer": ugly_list()}
    )
    page.get_by_role("button", name="Lees het bestand").click()
    page.wait_for_url("**/controle/")
    yield "list-check", page
    page.get_by_role("link", name="toon alle rijen").click()
    yield "list-all-rows", page
    page.get_by_role("button", name="Lees 5 rijen in").click()
    page.wait_for_url("**/ingelezen/*/")
    yield "list-imported", page
    page.get_by_role("button", name="Draai het inlezen terug").click()


def of_a_colleague(browsers: Browsers) -> Iterator[Place]:
    """The demo's second case: a mail in it, insight given, strict, and at its end."""
    page = browsers.member("joris", "/casus/2/")
    page.locator("summary", has_text="Mail of bestand").click()
    page.locator("form[data-drop] input[type=file]").set_input_files(
        {"name": "bericht.eml", "mimeType": "message/rfc822", "buffer": MAIL.encode()}
    )
    page.locator("form[data-drop]").get_by_role("button", name="Zet erbij").click()
    expect(page.locator("ol.tl")).to_contain_text("Ze is er weken niet.")
    yield "case-with-a-mail", page
    page.goto(browsers.city.staff + "/casus/2/inzage/")
    page.get_by_role("button", name="Klaar: laat een collega lezen").click()
    expect(page.locator("main")).to_contain_text("Een collega leest mee")
    yield "insight-ready", page
    # the package itself runs no script at all, so axe cannot look at it from inside
    page.get_by_role("button", name="Terug naar kiezen").click()
    page.get_by_role("button", name="Klaar: laat een collega lezen").wait_for()
    page.goto(browsers.city.staff + "/casus/2/toegang/")
    page.get_by_role("button", name="Maak strikt").click()
    expect(page.locator(".hd")).to_contain_text("strikt")
    yield "access-strict", page
    other = browsers.member("fatima", "/casus/2/")
    yield "strict-case-of-a-colleague", other
    page.get_by_role("button", name="Weer gewoon").click()
    expect(page.locator(".hd")).not_to_contain_text("strikt")
    yield from _at_its_end(browsers)


def _at_its_end(browsers: Browsers) -> Iterator[Place]:
    """As if its years were over; nothing is destroyed, for the demo's table is not signed."""
    _write(browsers.city, "state = 'closed', kept_until = '2020-01-01'")
    lead = browsers.member("ruud", "/beheer/bewaren/casussen/")
    yield "closed-cases", lead
    _write(browsers.city, "state = 'intake', kept_until = NULL")


def _write(city: Installation, what: str) -> None:
    with closing(sqlite3.connect(city.folder / "staff.sqlite", timeout=10)) as store, store:
        store.execute(f"UPDATE cases_case SET {what} WHERE id = 2")
