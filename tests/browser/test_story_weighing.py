"""Offender or victim? The three stories, from the first tap to a signed PDF that leaves."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story_plan import a_case
from tests.support import verapdf
from tests.support.appraisal_papers import bare, paper_words, running_text, words_of
from tests.support.browsers import Browsers, key, type_here
from tests.support.installation import ROOT
from tests.support.pictures import store
from tests.support.weighing_pages import (
    EXAMPLES,
    choose,
    fit_by_keys,
    load_judged,
    organisations,
    place_by_keys,
    save,
    sign,
    type_fact,
    type_item,
    type_judgement,
)
from uitweg.platform.sealing import tokens

GIRL = EXAMPLES["kleren"]
SEEN_BY_MENTOR = "Een auto haalt haar op bij school, met steeds een andere bestuurder."
TWO_LINES = 48
PICTURES = ROOT / "docs" / "pictures" / "weighing"


@pytest.mark.long
def test_a_girl_with_new_clothes_is_weighed_by_hand(browsers: Browsers) -> None:
    organisations(browsers.city, GIRL.id)
    page = a_case(browsers)
    case = page.url
    an_entry_in_the_timeline(page)
    page.get_by_role("link", name="Begin een weging").click()
    page.get_by_role("button", name="Begin de weging").click()
    here = case + "weging/"
    expect(page).to_have_url(here)

    write_everything(page, here)
    let_joris_in(page, here)
    page.goto(here)
    page.get_by_role("button", name="Sluit de feiten").click()
    expect(page.get_by_role("button", name="Open de feiten weer")).to_be_visible()
    page.get_by_role("link", name="Geef jouw oordeel").click()
    type_judgement(page, GIRL.first)
    page.get_by_role("button", name="Leg vast").click()
    expect(page.get_by_text("Jouw oordeel staat vast, en is dicht")).to_be_visible()

    other, judged_in = the_second_judges_without_seeing_the_first(browsers)
    page.goto(here)
    for one in (page, other):
        expect(one.get_by_text("Hier denken jullie anders")).to_be_visible()
        expect(one.get_by_text(GIRL.first.text)).to_be_visible()
        expect(one.get_by_text(GIRL.second.text)).to_be_visible()
    signed_in = sign(page)
    other.reload()
    sign(other)
    print("taps:", {"second judgement": judged_in, "sign": signed_in})

    for paper in ("blad", "schadefonds"):
        the_youngster_gets(page, here, paper)
    page.goto(here + "deel/")
    assert page.get_by_role("button", name="Haal de PDF op").count() == 0
    the_youngster_agrees(page, f"Kantoor {GIRL.id}")
    assert verapdf.faults(the_pdf_is_whole(page, here, f"Kantoor {GIRL.id}")) == []
    the_lawyer_agrees(page, here)
    page.goto(here + "deel/")
    the_youngster_agrees(page, f"Parket {GIRL.id}")
    assert verapdf.faults(the_pdf_is_whole(page, here, f"Parket {GIRL.id}")) == []
    a_fact_that_comes_later_marks_it(page, here)


def an_entry_in_the_timeline(page: Page) -> None:
    key(page, "g")
    type_here(page, SEEN_BY_MENTOR + " De mentor belde haar moeder.")
    page.get_by_label("Wanneer was dat").fill("21 september 2026")
    page.get_by_label("Van wie weet je dit").fill("conciërge")
    page.get_by_label("Van wie weet je dit").press("Control+Enter")
    page.wait_for_url("**/#rij-*")


def write_everything(page: Page, here: str) -> None:
    """All of the worked example, typed; one fact of it is cited from the timeline."""
    content = GIRL.content
    titles = {fact.key: fact.title for fact in content.facts}
    for fact in content.facts:
        page.goto(here + "feit/")
        if fact.key == "opgehaald":
            page.get_by_role("link", name="Citeer de tijdlijn").click()
            page.get_by_role("link", name=SEEN_BY_MENTOR).click()
            page.get_by_label("De woorden uit de tijdlijn").fill(SEEN_BY_MENTOR)
        type_fact(page, fact, titles)
        save(page)
    for folder, items in (
        ("scenario", content.scenarios),
        ("niet-gezien", content.unseen),
    ):
        for item in items:
            page.goto(f"{here}{folder}/")
            type_item(page, item)
            save(page)
    page.goto(here + "geboren/")
    page.get_by_label("Geboortedag").fill(str(content.born))
    save(page)
    page.goto(here + "volgorde/")
    place_by_keys(page, content.facts)
    save(page)
    page.goto(here + "past/")
    fit_by_keys(page, content)
    save(page)
    for answer in content.elements:
        page.goto(f"{here}vraag/{answer.element}/")
        type_item(page, answer)
        save(page)
    for doubt in content.doubts:
        page.goto(here + "twijfel/")
        type_item(page, doubt)
        for key_of_fact in doubt.facts:
            chosen = page.locator("label", has_text=titles[key_of_fact])
            chosen.click()
            box = chosen.bounding_box()
            assert box is not None
            assert box["height"] < TWO_LINES
        save(page)
    page.goto(here + "blad/")
    page.get_by_label("Wat wij weten").fill("\n".join(content.youngster_page.known))
    page.get_by_label("Wat wij nog vragen").fill("\n".join(content.youngster_page.asked))
    choose(page, "offence", "nee")
    page.get_by_role("button", name="Bewaar de zinnen").click()
    expect(page.locator(".sheet")).to_contain_text(content.youngster_page.known[0])


def let_joris_in(page: Page, here: str) -> None:
    page.goto(here + "toegang/")
    page.get_by_label("Wie", exact=True).select_option(label="Joris")
    page.get_by_label("Om te").select_option("judge")
    choose(page, "other_team", "ja")
    page.get_by_role("button", name="Geef toegang").click()
    expect(page.get_by_role("region", name="Nu")).to_contain_text("Joris")


def the_second_judges_without_seeing_the_first(browsers: Browsers) -> tuple[Page, int]:
    """Return Joris's page after his judgement, and the taps it took from Nu."""
    page = browsers.member("joris", "/werk/")
    page.locator("#wegingen").get_by_role("link").last.click()
    expect(page.get_by_text("Het oordeel van Fatima is dicht")).to_be_visible()
    for written in (GIRL.first.text, GIRL.first.against, GIRL.first.why_wrong):
        assert written not in page.content()
    page.get_by_role("link", name="Geef jouw oordeel").click()
    assert GIRL.first.text not in page.content()
    taps = 2 + type_judgement(page, GIRL.second) + 1
    page.get_by_role("button", name="Leg vast").click()
    page.wait_for_url("**/weging/")
    return page, taps


def the_youngster_gets(page: Page, here: str, paper: str) -> None:
    page.goto(f"{here}{paper}/")
    pdf = downloaded(page, "Maak de PDF")
    assert verapdf.faults(pdf) == []
    page.goto(here.removesuffix("weging/"))
    expect(page.get_by_role("main")).not_to_contain_text("Pakketjes")


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as saved:
        page.get_by_role("button", name=button).click()
    return Path(saved.value.path()).read_bytes()


def the_youngster_agrees(page: Page, organisation: str) -> None:
    page.get_by_role("link", name=f"Schrijf op wat de jongere zei over {organisation}").click()
    expect(page.get_by_label("Waarvoor")).to_have_value("appraisal")
    page.get_by_role("button", name="Leg vast").click()
    page.wait_for_url("**/deel/")


def the_lawyer_agrees(page: Page, here: str) -> None:
    page.goto(here + "advocaat/")
    page.get_by_label("Kantoor").select_option(label=f"Kantoor {GIRL.id}")
    page.get_by_label("Naam van de advocaat").fill("mr. A. de Vries")
    day = page.get_by_label("Gelezen en besproken op")
    day.fill(str(day.get_attribute("max")))
    choose(page, "outcome", "agreed")
    page.get_by_role("button", name="Schrijf op").click()
    expect(page.get_by_role("region", name="Gezegd over deze versie")).to_contain_text("de Vries")


def the_pdf_is_whole(page: Page, here: str, organisation: str) -> bytes:
    """Get the PDF for this organisation: both signatures whole, each word of the screen in it."""
    page.goto(here + "deel/")
    pdf = downloaded(page, f"Haal de PDF op voor {organisation}")
    page.goto(here + "papier/")
    signatures = page.get_by_role("complementary", name="Handtekeningen")
    expect(signatures.get_by_text("Klopt: er is niets veranderd")).to_have_count(2)
    expect(signatures).to_contain_text(tokens.sha256(pdf).hex())
    printed = running_text(pdf)
    assert [text for text in paper_words(page.content()) if bare(text) not in printed] == []
    return pdf


def a_fact_that_comes_later_marks_it(page: Page, here: str) -> None:
    page.goto(here)
    page.get_by_role("button", name="Maak versie 2").click()
    page.goto(here + "feit/")
    later = replace(GIRL.content.facts[0], title="Een derde telefoon")
    type_fact(page, later, {})
    save(page)

    def is_marked() -> bool:
        page.goto(here + "?versie=1")
        return page.get_by_text("De feiten zijn veranderd").count() > 0

    for _ in range(60):
        if is_marked():
            break
        page.wait_for_timeout(1000)
    assert is_marked()
    page.goto(here + "papier/?versie=1")
    expect(page.get_by_text("Het gaat zo niet naar buiten")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("granaat", "15 juli 2026"),
        pytest.param("haven", "18", marks=pytest.mark.long),
    ],
)
def test_two_worked_examples_are_signed_and_leave(browsers: Browsers, name: str, says: str) -> None:
    page = a_case(browsers)
    here = page.url + "weging/"
    number = re.search(r"/casus/(\d+)/", here)
    assert number
    load_judged(browsers.city, name, number[1])
    if name == "granaat" and os.environ.get("UITWEG_PICTURES"):
        take_pictures(page, here)
    for member in ("fatima", "joris"):
        sign(browsers.member(member, f"/casus/{number[1]}/weging/"))

    page.goto(here + "tijdas/")
    expect(page.get_by_role("main")).to_contain_text(says)
    pdf = the_pdf_is_whole(page, here, f"Kantoor {name}")
    assert says in " ".join(words_of(pdf))


def take_pictures(page: Page, here: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.set_viewport_size({"width": 1100, "height": 640})
    for name, at in (
        ("scenarios", "#scenarios"),
        ("time-axis", "tijdas/"),
        ("signing", "onderteken/#oordelen"),
        ("paper", "papier/"),
    ):
        page.goto(here + at)
        store(PICTURES / f"{name}.png", page)
