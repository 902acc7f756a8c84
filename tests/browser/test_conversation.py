"""A whole conversation in the browser: kept, sent, read, answered while it stands open, taken back."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import (
    AWAY,
    WEATHER,
    Browsers,
    answer_on,
    arrived,
    new_since,
    open_mailbox,
    send,
    take_words,
    waiting,
)

STORY = "Mijn broertje moet elke avond weg en durft niet te zeggen waarheen."
MORE = "Hij heeft ook ineens een tweede telefoon."
ANSWER = "Goed dat je schrijft. Ik denk met je mee."
FIRST = "Eerst dit, met eigen woorden. "
POLL = 25_000  # longer than an open page waits before it asks


def with_clock(page: Page, path: str) -> Page:
    """Load a page whose time a test can move on."""
    page.clock.install()
    page.goto(path)
    return page


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.values(localStorage)")
    return found


def keep_draft(page: Page) -> None:
    """One press keeps the text, and says what that means."""
    page.get_by_role("button", name="Bewaar op dit toestel").press("Enter")
    expect(page.get_by_text("Wie op dit toestel zoekt, kan wel zien")).to_be_visible()
    expect(page.get_by_text("Bewaard op dit toestel om")).to_be_visible()


def come_back(page: Page, words: list[str]) -> None:
    page.get_by_role("button", name="Ga verder met je bewaarde tekst").click()
    page.locator("#begin").get_by_label("Je zeven woorden").fill(" ".join(words))
    page.locator("#begin").get_by_role("button", name="Openen").click()


def test_a_text_waits_on_the_device_only_when_asked_and_opens_with_the_words_only(
    browsers: Browsers,
) -> None:
    page = browsers.visitor("/schrijven/")
    words = take_words(page)
    page.locator("#text").fill(STORY)
    assert kept(page) == []
    page.locator("[name=needed][value=now]").check()
    keep_draft(page)
    [stored] = kept(page)
    assert set(json.loads(stored)) == {"until", "nonce", "sealed"}
    # a word of three letters stands in any few thousand letters by chance
    long_words = [word for word in words if len(word) > 5]
    assert not any(word in stored for word in (*long_words, " ".join(words), "broertje"))

    page.goto("about:blank")
    page.goto(browsers.city.public + "/schrijven/")
    come_back(page, [*words[1:], words[0]])
    expect(page.get_by_text("Bij deze woorden staat er geen tekst op dit toestel.")).to_be_visible()
    page.locator("#begin").get_by_label("Je zeven woorden").fill(" ".join(words))
    page.locator("#begin").get_by_role("button", name="Openen").click()
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)
    expect(page.locator("[name=needed][value=now]")).to_be_checked()
    send(page, STORY, danger=True)
    expect(page.get_by_text(re.compile("uiterlijk"))).to_be_visible()
    assert kept(page) == []


@pytest.mark.long
def test_a_kept_text_can_be_taken_away_and_goes_with_snel_weg(browsers: Browsers) -> None:
    page = browsers.visitor("/schrijven/")
    take_words(page)
    page.locator("#text").fill(STORY)
    keep_draft(page)
    page.get_by_role("button", name="Haal mijn tekst van dit toestel").click()
    expect(page.get_by_text("Je tekst is weg van dit toestel.")).to_be_visible()
    assert kept(page) == []

    keep_draft(page)
    browsers.stand_in(page, AWAY, WEATHER)
    page.goto(browsers.city.public + "/hulp/")
    page.get_by_role("link", name="Snel weg").click()
    page.wait_for_url(AWAY)
    page.goto(browsers.city.public + "/schrijven/")
    expect(page.get_by_role("button", name="Geef mij zeven woorden")).to_be_visible()
    assert kept(page) == []


def insert(desk: Page) -> None:
    """By keyboard: open what stands ready and put the first of it behind what is typed."""
    field = desk.get_by_label("Antwoord aan de melder")
    field.fill(FIRST)
    desk.locator("summary", has_text="Begin met een zin die klaarstaat").press("Enter")
    desk.get_by_role("button", name="Zet erbij: Dank dat je schrijft").press("Enter")
    expect(field).to_have_value(re.compile(rf"^{FIRST}\s+Dank dat je ons schrijft", re.DOTALL))
    expect(field).to_be_focused()
    desk.keyboard.press("Control+z")
    expect(field).to_have_value(FIRST)


def mailbox(browsers: Browsers) -> tuple[Page, list[str]]:
    """Open the mailbox of a report that just came in, on a page with a clock; return its words."""
    page = browsers.visitor("/hulp/")
    words = arrived(page, browsers.city, STORY)
    with_clock(page, browsers.city.public + "/postvak/")
    open_mailbox(page, words)
    return page, words


def test_a_conversation_lives_while_the_mailbox_stands_open(browsers: Browsers) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page, words = mailbox(browsers)
    expect(page.get_by_text("Nog niet gelezen.")).to_be_visible()
    with_clock(desk, f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    page.clock.fast_forward(POLL)
    expect(page.get_by_text("Gelezen door een mens op")).to_be_visible()

    insert(desk)
    answer_on(desk, ANSWER)
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)
    page.get_by_label("Schrijf terug").fill(MORE)
    page.clock.fast_forward(POLL)
    expect(page.locator("#said")).to_contain_text(ANSWER)
    expect(page.locator("#came")).to_have_text("Er is een nieuw antwoord.")
    expect(page.get_by_label("Schrijf terug")).to_have_value(MORE)

    peek = browsers.visitor("/postvak/")
    peek.get_by_label("Je zeven woorden").fill(" ".join(words))
    peek.get_by_role("button", name="Alleen kijken of er nieuws is").click()
    expect(peek.get_by_role("heading", name="Er is nieuws.")).to_be_visible()
    expect(peek.locator("main")).not_to_contain_text(ANSWER)

    desk.get_by_label("Antwoord aan de melder").fill(FIRST)
    page.get_by_role("button", name="Op slot doen en versturen").click()
    expect(page.locator("#said")).to_contain_text(MORE)
    desk.clock.fast_forward(POLL)
    expect(desk.get_by_text("De melder schreef net een nieuw bericht.")).to_be_visible()
    expect(desk.get_by_label("Antwoord aan de melder")).to_have_value(FIRST)

    desk.locator("summary", has_text="Neem terug").click()
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="Ja, neem dit antwoord terug").click()
    expect(desk.get_by_text("Teruggenomen op")).to_be_visible()
    page.clock.fast_forward(POLL)
    expect(
        page.get_by_text("Hier stond een antwoord dat het team heeft teruggenomen.")
    ).to_be_visible()
    expect(page.locator("#said")).not_to_contain_text(ANSWER)


@pytest.mark.long
def test_a_mailbox_nobody_looks_at_asks_nothing(browsers: Browsers) -> None:
    page, _ = mailbox(browsers)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.url.endswith("/stand/") else None)
    for _ in range(5):
        page.clock.fast_forward(70_000)  # over five minutes in all: the page is blank by then
    expect(page.get_by_role("button", name="Laat weer zien")).to_be_visible()
    asked.clear()
    page.clock.run_for(400_000)
    assert len(asked) <= 1  # one may have been on its way
    page.get_by_role("button", name="Laat weer zien").click()
    expect(page.locator("#said")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "ask", "kept_button", "write", "send_button", "sent"),
    [
        (
            "/en",
            "Give me seven words",
            "I have kept them",
            "Your message",
            "Lock and send",
            "Your message has been sent.",
        ),
        pytest.param(
            "/makkelijk",
            "Geef mij zeven woorden",
            "Ik heb ze bewaard",
            "Je bericht",
            "Op slot doen en versturen",
            "Je bericht is verstuurd.",
            marks=pytest.mark.long,
        ),
    ],
)
def test_the_other_levels_write_and_read_with_a_script(
    browsers: Browsers,
    path: str,
    ask: str,
    kept_button: str,
    write: str,
    send_button: str,
    sent: str,
) -> None:
    """Every day in English; that each level's page has the script's sentences: test_channel_levels."""
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor(path + "/schrijven/")
    page.get_by_role("button", name=ask).click()
    words = [line.strip() for line in page.locator("ol.note:visible li").all_text_contents()]
    page.get_by_role("button", name=kept_button).click()
    page.get_by_role("button", name=send_button).click()
    expect(page.locator("#text-why")).to_be_visible()
    page.get_by_label(write, exact=True).fill(STORY)
    page.get_by_role("button", name=send_button).click()
    page.get_by_role("heading", name=sent).wait_for()
    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    name = {"/en": "English", "/makkelijk": "Makkelijk"}[path]
    expect(desk.locator("form.p.np b").first).to_contain_text(name)

    page.goto(browsers.city.public + path + "/postvak/")
    page.locator("#w").fill(" ".join(words))
    page.locator("#open button").first.click()
    expect(page.locator("#said")).to_contain_text(STORY)
