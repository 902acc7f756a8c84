"""The check walked by people: easy Dutch without JavaScript, plain Dutch with details and on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import DESK, PHONE, WIDER, ZOOMED
from tests.browser.test_keyboard import press as press_key
from tests.browser.test_story_mother_in_lynx import keys, lynx, save, saved
from tests.support.browsers import Browsers, faults, tick
from tests.support.installation import DEMO_NUMBER, DEMO_TEL
from uitweg.platform.content import load

EASY = load(level="nl-a2").check.words
YES, NO, UNSURE = EASY["answer_yes"], EASY["answer_no"], EASY["answer_unknown"]
TICKED = ("sudden-debts", "home-late", "tense-and-afraid")


def answer(page: Page, *given: str) -> None:
    """Answer one question after the other; a second tap on the same question counts for nothing."""
    for each in given:
        question = page.locator("h1").inner_text()
        page.locator(".ans").get_by_role("button", name=each, exact=True).click()
        expect(page.get_by_role("heading", name=question, exact=True)).to_have_count(0)


def at(page: Page, number: int) -> None:
    expect(page.get_by_text(f"Vraag {number} van 13")).to_be_visible()


def test_a_boy_walks_the_easy_check_without_javascript_and_can_go_back(browsers: Browsers) -> None:
    page = browsers.visitor("/makkelijk/check/", javascript=False, width=360, height=740)
    page.get_by_role("link", name=EASY["about_self_link"]).click()
    at(page, 1)
    expect(page.get_by_role("button", name=EASY["back"])).to_have_count(0)
    answer(page, NO, NO, NO, YES)
    at(page, 5)
    page.get_by_role("button", name="Terug naar vraag 4").click()
    expect(page.get_by_role("heading", name="Moet je geld terugbetalen?")).to_be_visible()
    answer(page, YES, UNSURE, NO, NO, YES)
    at(page, 9)
    page.get_by_role("button", name=EASY["stop"]).click()

    expect(page.locator("main a.tel")).to_have_attribute("href", DEMO_TEL)
    expect(page.get_by_text("Ik moet iemand geld terugbetalen")).to_be_visible()
    assert page.url == browsers.city.public + "/makkelijk/vragen/"
    assert page.context.cookies() == []
    page.get_by_role("button", name=EASY["keep"]).click()
    expect(page).to_have_url(browsers.city.public + "/makkelijk/schrijven/")


@pytest.mark.long
def test_a_mother_answers_all_at_400_percent_and_danger_leads_at_once_to_112(
    browsers: Browsers,
) -> None:
    page = browsers.visitor("/makkelijk/check/", javascript=False, **ZOOMED)
    for given in (NO, NO, NO, YES, YES, NO, NO, YES, NO, NO, YES, NO):
        assert page.evaluate(WIDER) == 0
        answer(page, given)
    at(page, 13)
    assert page.evaluate(WIDER) == 0
    answer(page, EASY["who_parent"])
    expect(page.get_by_role("heading", name=EASY["say_title"])).to_be_visible()
    expect(page.locator("main a.tel")).to_have_count(1)

    page.goto(browsers.city.public + "/makkelijk/check/")
    answer(page, YES)
    expect(page.locator(".call.now a.tel")).to_have_attribute("href", "tel:112")
    page.get_by_role("button", name=EASY["change"]).click()
    at(page, 1)


@pytest.mark.parametrize(
    "javascript", [True, pytest.param(False, marks=pytest.mark.long)], ids=["script", "no script"]
)
def test_a_mother_meets_danger_and_closed_groups_and_opens_what_she_chooses(
    browsers: Browsers, javascript: bool
) -> None:
    page = browsers.visitor("/check/", javascript=javascript, **PHONE)
    boxes, plain = page.locator("main [type=checkbox]:visible"), load()
    expect(boxes).to_have_count(6)
    assert page.evaluate("document.querySelector('main').scrollHeight / innerHeight") < 3.5
    school = page.locator("details", has=page.get_by_text(plain.groups["school"], exact=True))
    school.locator("summary").click()
    page.get_by_label(plain.signal("skips-school").see, exact=True).check()
    school.locator("summary").click()
    expect(boxes).to_have_count(6)
    if javascript:
        expect(school.locator("summary")).to_contain_text(plain.signal("skips-school").see)
    if not javascript:  # what a closed group may hold is not shown as if it was ticked
        expect(school.locator("small.told")).to_have_count(0)
    first = page.locator(".foot .first:visible")
    expect(first).to_have_count(0)
    page.get_by_label(plain.signal("wants-to-die").see, exact=True).check()
    expect(first.get_by_role("link").first).to_have_attribute("href", "tel:113")
    page.get_by_label(plain.signal("wants-to-die").see, exact=True).uncheck()
    page.get_by_label(plain.signal("violence-now").see, exact=True).check()
    expect(page.locator(".foot").get_by_role("link")).to_have_attribute("href", "tel:112")
    page.get_by_role("button", name=plain.check.words["submit"]).click()
    expect(page.locator(".way > li").first.locator("a.tel")).to_have_attribute("href", "tel:112")


@pytest.mark.long
def test_the_answers_go_along_to_another_level(browsers: Browsers) -> None:
    """Every day tests/integration/test_check.py asks it of the door, of every level."""
    page = browsers.visitor("/makkelijk/check/", javascript=False)
    answer(page, NO, NO, NO)
    page.get_by_role("button", name="English").click()

    expect(page.get_by_text("Question 4 of 13")).to_be_visible()
    assert page.url == browsers.city.public + "/en/check/"


def told_in_detail(browsers: Browsers, axe: str) -> Page:
    """Tick three things on one page, and tell more about one: for weeks, suddenly, from hearsay."""
    page = browsers.visitor("/check/", **PHONE)
    tick(page, *TICKED)
    page.get_by_label("Mijn kind of familie").check()
    page.get_by_role("button", name="Bekijk wat je kunt doen").click()
    page.get_by_role("button", name="Vertel iets meer").click()
    assert faults(page, axe) == []
    debts = page.get_by_role("group", name="Heeft ineens schulden")
    debts.get_by_label("Sinds wanneer?").select_option("een paar weken")
    debts.get_by_label("Ging het ineens?").select_option("Ja, ineens")
    debts.get_by_label("Hoe weet je dit?").select_option("Gehoord van een ander")
    page.get_by_role("button", name="Bekijk wat je kunt doen").click()
    return page


@pytest.mark.long
def test_a_father_tells_a_little_more_and_prints_the_answer(browsers: Browsers, axe: str) -> None:
    page = told_in_detail(browsers, axe)
    said = page.get_by_text("(sinds een paar weken, ineens, gehoord)")
    expect(said).to_be_visible()
    expect(page.get_by_text("Dit heb je gehoord, niet zelf gezien. Zeg dat erbij:")).to_be_visible()
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print of bewaar").click()
    assert page.title() == "printed"

    page.emulate_media(media="print")
    for hidden in (page.locator(".bar"), page.locator("footer"), page.get_by_role("button")):
        expect(hidden.first).to_be_hidden()
    for shown in (said, page.locator("main a.tel"), page.get_by_text("Ingevuld op")):
        expect(shown).to_be_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2


@pytest.mark.long
def test_the_easy_check_with_the_keys_alone(browsers: Browsers) -> None:
    page = browsers.visitor("/makkelijk/vragen/", width=360, height=740)
    asked = [question.ask_own for question in load(level="nl-a2").check.questions]
    for given, lands in zip((NO, NO, NO, YES), asked[1:], strict=False):
        press_key(page, page.get_by_role("button", name=given, exact=True), lands=lands)
    press_key(page, page.get_by_role("button", name="Terug naar vraag 4"), lands="Moet je geld")
    press_key(page, page.get_by_role("button", name=EASY["stop"]))

    expect(page.locator("#stap")).to_be_attached()


@pytest.mark.long
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_axe_finds_nothing_on_a_question_and_on_a_little_more(
    browsers: Browsers, axe: str, size: dict[str, int]
) -> None:
    """Every day test_accessibility looks at two questions, the father's story at a little more."""
    page = browsers.visitor("/makkelijk/check/", **size)
    found = [*faults(page, axe)]
    answer(page, NO, NO)
    found += faults(page, axe)
    page.goto(browsers.city.public + "/check/")
    tick(page, *TICKED)
    page.get_by_role("button", name="Bekijk wat je kunt doen").click()
    found += faults(page, axe)
    page.get_by_role("button", name="Vertel iets meer").click()
    found += faults(page, axe)

    assert found == []


BUTTONS = (YES, NO, UNSURE, EASY["back"], EASY["stop"])


def tap(button: str) -> str:
    """Step past the menu and the two other levels to a button of a question, and press it."""
    return keys("/Menu\n\t\t" + "\t" * (1 + BUTTONS.index(button)) + "\n")


@pytest.mark.long
def test_the_easy_check_in_lynx(browsers: Browsers, tmp_path: Path) -> None:
    lynx(
        f"{browsers.city.public}/makkelijk/vragen/",
        tap(NO) * 3 + tap(YES) + save("question") + tap(EASY["stop"]) + save("outcome"),
        tmp_path,
    )

    assert "Vraag 5 van 13" in saved(tmp_path, "question")
    assert "Ik moet iemand geld terugbetalen" in saved(tmp_path, "outcome")
    assert saved(tmp_path, "outcome").count(DEMO_NUMBER) == 2  # the step, and the call bar
