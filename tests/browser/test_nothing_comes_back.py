"""What still runs when one leaves or reloads writes nothing on the device afterwards."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_story_slip import PHONE, STORY, WORDS, keep, kept_places
from tests.support.browsers import AWAY, WEATHER, Browsers, take_words

SEALED = "**/schrijven/verzegeld/"
SLOW = """addEventListener('slow', () => { window.slow = [] });
for (const name of ['deriveBits', 'encrypt']) {
  const quick = SubtleCrypto.prototype[name];
  SubtleCrypto.prototype[name] = async function (...how) {
    if (window.slow) await new Promise((goOn) => window.slow.push(goOn));
    return quick.apply(this, how);
  };
}"""
LEAVE = """(wait) => {
  setTimeout(() => document.querySelector('.exit').click(), 0);
  setTimeout(() => { window.slow?.forEach((goOn) => goOn()); window.slow = null; }, 300);
  setTimeout(() => {
    console.log(`[${sessionStorage.length}, ${localStorage.length}]`);
    for (const store of [sessionStorage, localStorage]) store.setItem('late', 1);
  }, wait);
}"""
GO_ON = "const waiting = window.slow; window.slow = null; waiting.forEach((goOn) => goOn());"


@pytest.fixture
def page(browsers: Browsers) -> Iterator[Page]:
    """Open the page to write on, with a text; from the event `slow` on, sealing waits for `GO_ON`."""
    page = browsers.visitor("/", **PHONE)
    page.context.add_init_script(SLOW)
    page.goto(browsers.city.public + "/schrijven/")
    take_words(page)
    page.get_by_label("Je bericht").press_sequentially(STORY)
    yield page
    page.close()


def seal_slowly(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('slow'))")


def is_sealing(page: Page) -> None:
    for _ in range(100):
        if page.evaluate("window.slow.length"):
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing was sealed")


def leave(page: Page, browsers: Browsers, *, seconds: float) -> tuple[Route, list[int]]:
    """Leave by "Snel weg" to a slow site while sealing goes on; return what is stored after a while.

    The page itself says it, as it is on its way and takes no more questions; then it stores more.
    """
    asked: list[Route] = []
    browsers.also.append(AWAY)
    page.route(AWAY, lambda route: asked.append(route))
    with page.expect_console_message() as said:
        page.evaluate(LEAVE, seconds * 1000)
    assert asked
    return asked[0], json.loads(said.value.text)


def test_words_do_not_come_back_when_one_leaves_while_the_message_is_sealed(
    page: Page, browsers: Browsers
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    seal_slowly(page)
    page.get_by_role("button", name=WORDS["lock_and_send"]).click()
    is_sealing(page)
    away, left = leave(page, browsers, seconds=1)
    assert left == [0, 0]
    assert "POST" not in sent

    away.fulfill(body=WEATHER, content_type="text/html")
    page.wait_for_url(AWAY)
    page.goto(browsers.city.public + "/schrijven/")
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


@pytest.mark.long
def test_a_kept_text_does_not_come_back_when_one_leaves_while_it_is_sealed(
    page: Page, browsers: Browsers
) -> None:
    keep(page)
    seal_slowly(page)
    page.get_by_label("Je bericht").press_sequentially(" En nog iets.")
    is_sealing(page)
    assert leave(page, browsers, seconds=1)[1] == [0, 0]


@pytest.mark.long
def test_a_kept_text_does_not_come_back_when_one_leaves_before_it_is_saved_again(
    page: Page, browsers: Browsers
) -> None:
    keep(page)
    page.get_by_label("Je bericht").press_sequentially(" En nog iets.")
    # it is saved again two seconds after the last key
    assert leave(page, browsers, seconds=3)[1] == [0, 0]


@pytest.mark.long
def test_a_message_that_was_sent_does_not_stay_as_a_draft_after_a_reload(page: Page) -> None:
    keep(page)
    page.route(SEALED, lambda route: route.abort())
    page.get_by_role("button", name=WORDS["lock_and_send"]).click()
    expect(page.locator("#sending [data-say=trouble]")).to_be_visible()
    assert len(kept_places(page)) == 1
    page.unroute(SEALED)
    page.context.add_init_script("window.slow = []")
    page.reload()
    expect(page.get_by_role("heading", name=WORDS["done_title"])).to_be_visible()
    expect(page.locator("#done")).to_contain_text("antwoord")
    is_sealing(page)
    page.evaluate(GO_ON)
    page.wait_for_timeout(500)
    assert kept_places(page) == []
    expect(page.locator("#text")).to_have_value("")
