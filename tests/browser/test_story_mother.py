"""A mother whose browser runs no JavaScript walks the same road, also in lynx."""

from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, new_since, open_mailbox, send, tick, waiting, words_on

STORY = "Mijn zoon heeft ineens schulden en zegt niet bij wie."
ANSWER = "U hoeft niet te betalen. Ik bel u morgen als u dat wilt."
MORE = "Dat is goed, morgenochtend kan."


def answered_by_the_coordinator(desk: Page, number: int) -> None:
    desk.goto(desk.url.replace("/werk/", f"/werk/melding/{number}/"))
    expect(desk.locator("article.msg")).to_contain_text(STORY)
    expect(desk.get_by_text("bij ons aan de deur, zonder script")).to_be_visible()
    desk.get_by_label("Antwoord aan de melder").fill(ANSWER)
    desk.get_by_role("button", name="Verstuur").click()
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)


def test_a_mother_without_javascript_checks_writes_reads_writes_more_and_wipes(
    browsers: Browsers,
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/check/", javascript=False)
    tick(page, "sudden-debts", "home-late")
    page.get_by_label("Mijn kind of familie").check()
    page.locator("main form button.btn").click()
    expect(page.locator("main a.tel")).to_have_count(1)
    expect(page.get_by_text("Print deze pagina, of bewaar hem")).to_be_visible()
    expect(page.get_by_role("button", name="Print of bewaar")).to_be_hidden()
    page.get_by_role("button", name="Neem mee in een bericht").click()
    words = words_on(page)
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    expect(page.locator("main")).to_contain_text("Je browser kan geen slot maken.")
    send(page, STORY, role="family")
    assert words_on(page) == words
    answered_by_the_coordinator(desk, new_since(desk, before))

    later = browsers.visitor("/postvak/", javascript=False)
    open_mailbox(later, words)
    expect(later.locator("ol.talk")).to_contain_text(ANSWER)
    later.get_by_label("Schrijf terug").fill(MORE)
    later.get_by_role("button", name="Versturen").click()
    expect(later.locator("ol.talk li.me").last).to_contain_text(MORE)
    wipes_everything(later, words, browsers)


def wipes_everything(page: Page, words: list[str], browsers: Browsers) -> None:
    """After being asked once more; then the words open nothing, with or without JavaScript."""
    page.get_by_role("button", name="Wis alle berichten").click()
    page.get_by_role("button", name="Ja, wis alles").click()
    expect(page.get_by_role("heading", name="Je gesprek is gewist")).to_be_visible()

    for javascript in (True, False):
        again = browsers.visitor("/postvak/", javascript=javascript)
        again.get_by_label("Je zeven woorden").fill(" ".join(words))
        again.get_by_role("button", name="Openen").click()
        expect(again.locator("main")).to_contain_text("Het kan ook zijn dat het gesprek is gewist")
        expect(again.locator("main")).not_to_contain_text("betalen")
