"""A session: planned in four taps, answered in three without scripts, seen as counts; all looks."""

import os
import re
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, faults

WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
PICTURES = os.environ.get("TRAINER_PICTURES")
"""A folder for pictures of what was met, to look at."""
LOOKS = cycle([(360, "light"), (1280, "dark"), (360, "dark"), (1280, "light")])


def look(page: Page, name: str, axe: str) -> None:
    """Hold the page as it stands beside axe, at a width and in a scheme that take turns."""
    width, scheme = next(LOOKS)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert faults(page, axe) == [], (name, width, scheme)
    assert page.evaluate(WIDER) == 0, (name, width)
    if PICTURES:
        path = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
        page.screenshot(path=path, full_page=True)


def taps_three_times(browsers: Browsers, address: str, *, by_keyboard: bool = False) -> None:
    page = browsers.visitor_without_scripts(address)
    for number in range(1, 4):
        expect(page.get_by_text(f"Vraag {number} van 3")).to_be_visible()
        choice = page.get_by_role("button").first
        if by_keyboard:
            choice.focus()
            page.keyboard.press("Enter")
        else:
            choice.click()
    expect(page.get_by_role("heading", name="Dank je wel")).to_be_visible()
    page.close()


@pytest.mark.long
@pytest.mark.parametrize("prefix", ["", "/makkelijk", "/en"])
def test_the_page_for_trainers(browsers: Browsers, axe: str, prefix: str) -> None:
    page = browsers.visitor_without_scripts(f"{prefix}/leren/voor-trainers/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for _ in range(4):
        look(page, f"voor-trainers{prefix.replace('/', '-')}", axe)


def test_a_session_from_plan_to_counts(browsers: Browsers, axe: str) -> None:
    desk = browsers.member("fatima", "/werk/", width=360, height=740)
    taps = 0

    def tap(role: str, name: str) -> None:
        nonlocal taps
        desk.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        taps += 1

    tap("link", "Ik")
    desk.locator("main").get_by_role("link", name="Leren", exact=True).click()
    taps += 1
    tap("link", "Plan een sessie")
    look(desk, "nieuw", axe)
    desk.get_by_label("Plaats").click()
    taps += 1
    desk.keyboard.type("Lokaal 12")
    tap("button", "Plan")
    assert taps <= 6
    expect(desk.get_by_text("De vragen gaan open als de sessie begint")).to_be_visible()
    look(desk, "sessie-komt", axe)

    desk.goto(f"{browsers.city.staff}/leren/nieuw/")
    desk.get_by_label("Dag").fill(desk.evaluate("new Date().toISOString().slice(0, 10)"))
    desk.get_by_label("Begint").fill("00:00")
    desk.get_by_label("Plaats").fill("Buurthuis De Ark")
    desk.get_by_role("button", name="Plan", exact=True).click()
    session = desk.url
    desk.get_by_role("link", name="Blad om te printen").click()
    look(desk, "blad", axe)
    found = re.search(r"/leren/terug/[a-z2-9]{6}/", desk.content())
    assert found
    page = browsers.visitor_without_scripts(found[0])
    look(page, "vraag", axe)
    easy = browsers.visitor_without_scripts("/makkelijk" + found[0])
    look(easy, "vraag-a2", axe)
    desk.goto(session)
    expect(desk.get_by_text("zodra 5 mensen")).to_be_visible()
    for number in range(5):
        taps_three_times(browsers, found[0], by_keyboard=number == 0)
    desk.goto(session)
    row = desk.get_by_role("row", name=re.compile("Weet je wat je dan doet"))
    for _ in range(30):
        if row.count():
            break
        desk.wait_for_timeout(1000)
        desk.goto(session)
    expect(row.get_by_role("cell")).to_have_text([re.compile("Weet je"), "5", "0", "0"])
    desk.get_by_label("Aantal").fill("14")
    desk.get_by_role("button", name="Bewaar").click()
    look(desk, "sessie-geweest", axe)
    desk.goto(f"{browsers.city.staff}/leren/")
    expect(desk.get_by_text("14 mensen")).to_be_visible()
    look(desk, "sessies", axe)
    desk.goto(f"{browsers.city.staff}/leren/nakijken/")
    look(desk, "nakijken", axe)


@pytest.mark.long
def test_a_wrong_code_says_so_plainly(browsers: Browsers, axe: str) -> None:
    browsers.also = []
    page = browsers.visitor_without_scripts("/leren/terug/zzzzzz/")
    expect(page.get_by_role("heading", name="Deze vragen zijn er niet")).to_be_visible()
    look(page, "dicht", axe)
