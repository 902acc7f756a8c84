"""A teacher sees new expensive things, tension and absence; she checks, writes, and reads the answer."""

import json
from base64 import b64decode

from playwright.sync_api import Page, Request, expect

from tests.support.browsers import Browsers, new_since, open_mailbox, send, tick, waiting, words_on

STORY = "Een meisje uit mijn mentorklas draagt ineens heel dure kleren en durft niets te zeggen."
ANSWER = "Goed dat je schrijft. Praat morgen rustig met haar, zonder vragen over de spullen."
SIGNALS = ("sudden-expensive-things", "tense-and-afraid", "skips-school")


def checked(browsers: Browsers) -> Page:
    """From the list of signals to the answer of the check, with its one next step."""
    page = browsers.visitor("/signalen/")
    page.get_by_role("link", name="Kruis aan wat je ziet").click()
    tick(page, *SIGNALS)
    page.get_by_label("Iemand op mijn werk").check()
    page.locator("main form button.btn").click()
    expect(page.locator("#stap")).to_have_count(1)
    expect(page.locator("main a.tel")).to_have_count(1)
    assert page.url == browsers.city.public + "/check/"
    return page


def sent_sealed(page: Page) -> tuple[list[str], Request]:
    """Take the check along, keep the words, write and send; return the words and what was posted."""
    page.get_by_role("button", name="Neem mee in een bericht").click()
    page.wait_for_url("**/schrijven/")
    words = words_on(page)
    page.wait_for_load_state("load")
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url) if r.resource_type == "script" else None)
    expect(page.get_by_label("Je bericht")).to_be_hidden()
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    assert page.evaluate("window.name") == ""
    expect(page.get_by_text("Stuur mee wat ik aankruiste")).to_be_visible()
    expect(page.locator("#carry li")).to_have_count(len(SIGNALS))
    expect(page.get_by_label("Wie ben je?")).to_have_value("professional")
    with page.expect_request("**/schrijven/verzegeld/") as posted:
        send(page, STORY, role="school")
    assert words_on(page) == words
    # by now it is away: the done page fetches what says by when there is an answer, and that is all
    assert [url for url in scripts if "/static/later." not in url] == []
    return words, posted.value


def test_a_teacher_gets_one_step_writes_sealed_and_reads_the_answer_the_next_day(
    browsers: Browsers,
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    words, posted = sent_sealed(checked(browsers))
    nothing_leaks(posted, words)

    number = new_since(desk, before)
    expect(desk.locator(f"#melding-{number}")).to_contain_text("School")
    desk.locator(f"#melding-{number} .what > a").click()
    expect(desk.locator("article.msg")).to_contain_text(STORY)
    expect(desk.get_by_text("op het toestel van de melder")).to_be_visible()
    expect(desk.get_by_text("Heeft ineens dure kleding of spullen")).to_be_visible()
    desk.get_by_label("Antwoord aan de melder").fill(ANSWER)
    desk.get_by_role("button", name="Verstuur").click()
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)
    desk.get_by_text("Alleen advies", exact=True).click()
    desk.get_by_label("Advies gegeven").check()
    desk.get_by_role("button", name="Sluit met advies").click()
    desk.wait_for_url("**/werk/?*")
    assert number not in waiting(desk)

    next_day = browsers.visitor("/postvak/")
    open_mailbox(next_day, words)
    expect(next_day.locator("ol.talk")).to_contain_text(STORY)
    expect(next_day.locator("ol.talk li:not(.me)")).to_contain_text(["Fatima"])
    expect(next_day.locator("ol.talk li:not(.me)")).to_contain_text([ANSWER])
    who_read_it(browsers, number)


def nothing_leaks(posted: Request, words: list[str]) -> None:
    """What left the browser holds neither the text nor the words, sealed or not."""
    body = json.loads(posted.post_data or "")
    raw = b"".join(b64decode(part) for name, part in body.items() if name.startswith("for_"))

    assert posted.url.endswith("/schrijven/verzegeld/")
    assert set(body) == {
        "key", "mailbox_id", "reporter_public", "for_team", "for_reporter", "key_id", "danger",
    }  # fmt: skip
    for secret in (STORY, "mentorklas", " ".join(words), *SIGNALS):
        assert secret not in (posted.post_data or "")
        assert secret.encode() not in raw


def who_read_it(browsers: Browsers, number: int) -> None:
    """The privacy officer sees who read, answered and closed this report, and nothing it says."""
    trail = browsers.member("petra", f"/logboek/?wat=report:{number}")
    rows = trail.locator("table.trail tbody")

    for act in ("Melding gelezen", "Melding beantwoord", "Melding gesloten met advies"):
        expect(rows).to_contain_text(act)
    expect(rows).to_contain_text("Fatima")
    expect(trail.locator("main")).not_to_contain_text("mentorklas")
