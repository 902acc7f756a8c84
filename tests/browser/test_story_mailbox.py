"""The mailbox on a bad day: an answer that the team did not write, and words that are not right."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browsers import Browsers, arrived, channel_rows, new_since, waiting
from uitweg.platform.sealing import conversation, signing

STORY = "Ik durf niet naar huis."
FORGED = "Kom vanavond alleen naar de brug."
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False])


def answered(browsers: Browsers) -> tuple[list[str], int]:
    """Write, and have it answered at the desk; return the words and the report's number."""
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    words = arrived(desk, browsers.city, STORY)
    number = new_since(desk, before)
    desk.goto(f"{browsers.city.staff}/werk/melding/{number}/")
    desk.get_by_label("Antwoord aan de melder").fill("Goed dat je schrijft.")
    desk.get_by_role("button", name="Verstuur").click()
    expect(desk.locator("article.msg.us")).to_be_visible()
    return words, number


def tamper(browsers: Browsers, number: int) -> None:
    """Put another answer in its place, rightly sealed, signed with a key that is not the team's."""
    mailbox, reporter, key = channel_rows(
        browsers.city,
        "SELECT r.mailbox_hash, r.reporter_key, a.key FROM channel_report r "
        "JOIN channel_answer a ON a.report_id = r.id WHERE r.id = ?",
        number,
    )[0]
    ((team,),) = channel_rows(
        browsers.city, "SELECT public_key FROM channel_teamkey WHERE retired_at IS NULL"
    )
    forged = conversation.seal_answer(
        signing.new_signing_seed(), team, reporter, mailbox, key,
        conversation.AnswerContent(text=FORGED, by="Fatima", on="2026-01-01"),
    )  # fmt: skip
    channel_rows(
        browsers.city,
        "UPDATE channel_answer SET for_reporter = ? WHERE report_id = ?",
        forged.for_reporter,
        number,
    )


def test_an_answer_the_team_did_not_sign_is_a_warning_and_never_shown(browsers: Browsers) -> None:
    words, number = answered(browsers)
    tamper(browsers, number)

    for javascript in (True, False):
        page = browsers.visitor("/postvak/", javascript=javascript)
        typed(page, " ".join(words))
        expect(page.locator("ol.talk")).to_contain_text("Hier stond een bericht dat niet klopt.")
        expect(page.locator("ol.talk")).to_contain_text(STORY)
        assert FORGED not in page.content()


def typed(page: Page, words: str) -> None:
    page.get_by_label("Je zeven woorden").fill(words)
    page.get_by_role("button", name="Openen").click()


@pytest.mark.long
@WITH_AND_WITHOUT
def test_wrong_words_meet_a_kind_sentence_and_right_ones_open_however_they_are_typed(
    browsers: Browsers, javascript: bool
) -> None:
    page = browsers.visitor("/postvak/", javascript=javascript)
    right = arrived(page, browsers.city, STORY)
    for words, sentence in (
        ("", "Vul je zeven woorden in."),
        ("molen kano brood", "Je hebt 3 van de zeven woorden ingevuld. Vul de andere aan."),
        ("molen kano brood tulp winter zebra qwxyz", "“qwxyz” staat niet in onze lijst."),
        ("kano " * 8, "Je hebt 8 woorden ingevuld. Het moeten er zeven zijn."),
    ):
        typed(page, words)
        expect(page.locator(".field .why:visible")).to_contain_text(sentence)
        expect(page.get_by_label("Je zeven woorden")).to_have_attribute("aria-invalid", "true")
    typed(page, "molen kano brood tulp winter zebra molen")  # words of nobody
    expect(page.locator("main")).to_contain_text(
        "Kijk of er een tikfout in zit, en of ze in de goede volgorde staan."
    )

    typed(page, ", ".join(f"{n}. {word.upper()}" for n, word in enumerate(right, 1)))
    expect(page.locator("ol.talk")).to_contain_text(STORY)


@pytest.mark.long
def test_danger_that_was_ticked_after_a_lost_answer_reaches_the_team(browsers: Browsers) -> None:
    words, number = answered(browsers)
    page = browsers.visitor("/postvak/")
    typed(page, " ".join(words))
    posted = list[int]()

    def door(route: Route) -> None:
        posted.append(route.fetch().status if not posted else 0)
        if len(posted) > 1:
            route.continue_()
        else:  # what stands between answers instead
            route.fulfill(status=403, body="Meld je aan")

    page.route("**/postvak/verzegeld/bericht/", door)
    form = page.locator("#more")
    form.locator("textarea").fill("Hij staat voor de deur.")
    form.get_by_role("button", name="ersturen").click()
    expect(page.locator("[data-say=refused]")).to_be_visible()
    form.locator("input[name=danger]").check()
    form.get_by_role("button", name="ersturen").click()
    expect(page.locator("[data-say=sent-danger]")).to_be_visible()

    desk = browsers.member("fatima", f"/werk/melding/{number}/")
    assert posted[0] == 200
    expect(desk.locator("article.msg").last).to_contain_text("Hij staat voor de deur.")
    expect(desk.locator("article.msg").last.locator(".tag.red")).to_be_visible()
