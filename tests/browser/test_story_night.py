"""A night: a call at seven past three, a colleague's case, and the morning after; hands counted.

Only what a hand does is counted: a tap, a click, a key that is no text. What casework promises
stands in the table of docs/night.md, which this test holds equal to what it counted.
"""

import os
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browsers import (
    Browsers,
    call_for_newest_message,
    end_every_callout,
    type_here,
    write,
)
from tests.support.installation import ROOT
from tests.support.pictures import take_one

TABLE = ROOT / "docs" / "night.md"
PICTURES = ROOT / "docs" / "pictures" / "night"
SAID = "Jongen fluistert, wordt Smaili genoemd. Moet vannacht nog iets doen voor die gast."
AGREED = " Blijft bij zijn tante. Ik bel hem om vier uur terug op haar nummer."
TO_DO = "Om tien uur de groep bellen: is hij veilig aangekomen?"
SHIFT = "U-0001 belde om 03:07, staat bij Fatima. Verder stil. Eén bed gezocht."


@dataclass
class Hand:
    """What somebody does with one hand, counted by step; typing text is not counted."""

    page: Page
    counted: dict[str, int] = field(default_factory=dict)
    step: str = ""

    def at(self, step: str) -> None:
        self.step = step
        self.counted.setdefault(step, 0)

    def tap(self, what: Locator) -> None:
        self.counted[self.step] += 1
        what.click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.counted[self.step] += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def picture(page: Page, name: str, *, scheme: str = "dark") -> None:
    """Take the page as it is, for the manual; the night is dark."""
    if not os.environ.get("UITWEG_PICTURES"):
        return
    PICTURES.mkdir(exist_ok=True)
    was = page.viewport_size or {"width": 1280, "height": 800}
    take_one(PICTURES / f"{name}.png", page, was["width"], scheme)
    page.set_viewport_size(was)


PROMISED = {
    "take a callout, once it is open": 1,
    "answer a report from the night screen": 2,
    "answer it with a sentence that is ready": 2,
    "a call: from anywhere to typing": 1,
    "mark: danger now": 1,
    "saving the note": 0,
    "is this youngster known?": 0,
    "safety card of a colleague's case": 2,
    "back to the note, cursor in the text": 1,
    "an action for the morning": 1,
    "pass the call on to the owner": 1,
    "hand-over note for the next shift": 2,
    "morning: to see what happened": 0,
    "morning: mark the emergency access as seen": 1,
    "morning: put call and action in the case": 1,
    "morning: mark the action as done": 1,
    "morning: mark the hand-over as read": 1,
    "the lead reviews the emergency access": 2,
}
"""Each step, and the most it may take. The card is one, and one more for the reason."""


def test_a_night_with_a_telephone_in_the_other_hand(browsers: Browsers) -> None:
    counted: dict[str, int] = {}
    _the_page(browsers, Hand(browsers.member("joris", "", width=360), counted))
    _the_night(browsers, Hand(browsers.member("joris", "/werk/", width=360), counted))
    _the_morning(browsers, Hand(browsers.member("fatima", "/werk/"), counted))
    _the_lead(Hand(browsers.member("ruud", "/werk/"), counted))

    print(table(counted))
    assert list(counted) == list(PROMISED)
    assert {step: n for step, n in counted.items() if n > PROMISED[step]} == {}
    if os.environ.get("UITWEG_PICTURES"):
        TABLE.write_text(table(counted), encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table(counted)


def _the_page(browsers: Browsers, hand: Hand) -> None:
    """Somebody in danger writes; Joris has duty."""
    city, page = browsers.city, hand.page
    for story in ("Ze staan voor de deur.", "Ze zijn weg, maar ik durf niet te slapen."):
        write(browsers.visitor("/schrijven/"), story, danger=True, role="youngster")
    number = call_for_newest_message(city, "joris")
    page.goto(f"{city.staff}/oproep/{number}/")
    picture(page, "0a-oproep")
    hand.at("take a callout, once it is open")
    hand.tap(page.get_by_role("button", name="Ik neem deze"))
    expect(page.get_by_text("Jij hebt dit opgepakt")).to_be_visible()
    page.goto(f"{city.staff}/nacht/")
    picture(page, "0b-nachtscherm")

    hand.at("answer a report from the night screen")
    hand.tap(page.locator("#wacht .now .what > a").last)  # not the demo's own
    hand.type("Ik lees met je mee. Kun je 112 bellen?")
    hand.tap(page.get_by_role("button", name="Verstuur"))
    expect(page.get_by_role("status").first).to_contain_text("is verstuurd")
    hand.at("answer it with a sentence that is ready")
    hand.tap(page.locator("#wacht .now .what > a").last)  # not the demo's own
    hand.tap(page.get_by_role("button", name="Stuur deze zin: Ben je nu veilig?"))
    expect(page.get_by_role("status").first).to_contain_text("is verstuurd")
    page.goto(f"{city.staff}/oproep/{number}/")
    end_every_callout(city)


def _the_night(browsers: Browsers, hand: Hand) -> None:
    page = hand.page
    note = page.get_by_role("textbox", name="Notitie")
    hand.at("a call: from anywhere to typing")
    hand.tap(page.get_by_role("link", name="Belnotitie").first)
    expect(note).to_be_focused()
    hand.type(SAID)
    hand.at("mark: danger now")
    hand.tap(page.locator("label.chip.red"))
    expect(page.get_by_role("link", name="Bel 112")).to_be_visible()
    hand.at("saving the note")
    expect(page.get_by_role("status")).to_contain_text("Bewaard op slot")
    hand.at("is this youngster known?")
    colleague = page.get_by_role("region", name="Bekend bij een collega")
    expect(colleague).to_contain_text("vraag daar")
    expect(page.locator("main")).not_to_contain_text("Smiley")

    picture(page, "1-belnotitie")
    hand.at("safety card of a colleague's case")
    hand.tap(colleague.get_by_role("link", name="Kan dat niet wachten?"))
    picture(page, "2-waarom")
    hand.tap(page.get_by_role("button", name="Er belt iemand over deze jongere"))
    expect(page.locator(".safe")).to_contain_text("Zijn tante ophalen laten")
    expect(page.locator("main")).not_to_contain_text("Verzonnenstraat")
    picture(page, "3-veiligheidskaart")

    hand.at("back to the note, cursor in the text")
    hand.tap(page.get_by_role("link", name="Terug naar B-"))
    expect(note).to_be_focused()
    expect(note).to_have_value(SAID)
    note.press("Control+End")  # a thumb puts the cursor where it taps
    hand.type(AGREED)
    hand.at("an action for the morning")
    hand.tap(page.get_by_label("Wat moet er daarna gebeuren?"))
    hand.type(TO_DO)
    hand.at("pass the call on to the owner")
    hand.tap(page.get_by_role("button", name="Geef door aan Fatima"))
    page.wait_for_url("**/werk/?*")
    expect(
        page.locator("li", has_text="Doorgegeven aan Fatima, nog niet overgenomen")
    ).to_be_visible()

    picture(page, "4-doorgegeven")
    hand.at("hand-over note for the next shift")
    hand.tap(page.get_by_role("link", name="Belnotitie").first)
    hand.type(SHIFT)
    hand.tap(page.get_by_role("button", name="Voor de volgende dienst"))
    page.wait_for_url("**/werk/?*")


def _the_morning(browsers: Browsers, hand: Hand) -> None:
    """With the keys of a laptop: a row, and what is done with it."""
    page = hand.page
    hand.at("morning: to see what happened")
    access = page.locator("li", has_text="Joris opende de kaart")
    call = page.locator("li", has_text="Joris sprak iemand over U-0001")
    shift = page.locator("li", has_text="Eén bed gezocht")
    for row in (access, call, shift):
        expect(row).to_be_visible()
    expect(call).to_contain_text(TO_DO)

    picture(page, "5-de-ochtend", scheme="light")
    hand.at("morning: mark the emergency access as seen")
    hand.tap(access.get_by_role("button", name="Gezien"))
    expect(access).to_have_count(0)
    hand.at("morning: put call and action in the case")
    hand.tap(call.get_by_role("button", name="Zet in de casus"))
    page.wait_for_url("**/casus/1/")
    said = page.locator("ol.tl li", has_text=AGREED.strip())
    expect(said).to_contain_text("Joris")
    expect(page.locator("#acties")).to_contain_text(TO_DO)
    hand.at("morning: mark the action as done")
    hand.tap(page.get_by_role("button", name="Klaar: " + TO_DO))
    expect(page.get_by_role("button", name="Klaar: " + TO_DO)).to_have_count(0)
    page.goto(browsers.city.staff + "/werk/")
    hand.at("morning: mark the hand-over as read")
    shift.get_by_role("link").focus()
    hand.press("d")
    expect(shift).to_have_count(0)


def _the_lead(hand: Hand) -> None:
    hand.at("the lead reviews the emergency access")
    hand.tap(hand.page.get_by_role("link", name="Nog na te kijken"))
    hand.tap(hand.page.get_by_role("button", name="In orde: Joris in U-0001").first)
    waiting = hand.page.get_by_role("region", name="Te beoordelen")
    expect(waiting).not_to_contain_text("Joris in U-0001")


@pytest.mark.long
def test_the_same_night_goes_by_keyboard(browsers: Browsers) -> None:
    page = browsers.member("joris", "/werk/")
    page.keyboard.press("n")
    page.wait_for_url("**/belnotitie/")
    type_here(page, "Jongen, wordt Smaili genoemd.")
    expect(page.get_by_role("button", name="Geef door aan Fatima")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("link", name="Bel 112")).to_be_visible()
    page.keyboard.press("a")
    type_here(page, "Terugbellen.")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.wait_for_url("**/werk/?*")
    expect(
        page.locator("li.now", has_text="Doorgegeven aan Fatima, nog niet overgenomen").last
    ).to_be_visible()


def table(counted: dict[str, int]) -> str:
    """Return docs/night.md: a row a step, what it took and the most it may take."""
    rows = [f"| {step} | {counted[step]} | {PROMISED[step]} |" for step in counted]
    return "\n".join([HEAD, *rows, ""])


HEAD = """\
# How many taps a night takes

Made by `tests/browser/test_story_night.py`, which fails when a step takes more than the limit.
Counted are taps, clicks and keys that are not text: in the night on a screen 360 px wide, in
the morning on a wide one. Pages that open by themselves are not counted. The same night as a
story, in Dutch: [manual.nl.md](manual.nl.md).

| step | counted | limit |
|---|---|---|"""
