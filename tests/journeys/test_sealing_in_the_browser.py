"""Both ways of sealing in the browser: its own ML-KEM, and the fallback file where it has none."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Browsers, new_since, open_mailbox, waiting, write

STORY = "Er wordt een jongen gedwongen om pakjes te brengen."
ANSWER = "Dank je. We lezen mee."
# a browser of last year: it refuses these names as the standard says it must
OLDER = """
for (const name of ["generateKey", "importKey", "exportKey", "encapsulateBits", "decapsulateBits",
                    "encapsulateKey", "decapsulateKey"]) {
  const own = SubtleCrypto.prototype[name];
  if (!own) continue;
  SubtleCrypto.prototype[name] = function (...given) {
    const said = JSON.stringify(given.map((g) => g?.name ?? g?.algorithm?.name ?? g));
    if (/ML-?KEM/i.test(said)) return Promise.reject(new DOMException("no such name", "NotSupportedError"));
    return own.apply(this, given);
  };
}
"""


def made_older(page: Page) -> list[str]:
    """Take ML-KEM away from this browser; return the list that fills with fetched scripts."""
    page.add_init_script(OLDER)
    return listening(page)


def listening(page: Page) -> list[str]:
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url) if r.resource_type == "script" else None)
    return scripts


@pytest.mark.parametrize(("prepare", "fetched"), [(listening, 0), (made_older, 1)])
def test_a_report_sealed_this_way_opens_at_the_desk_and_its_answer_in_the_mailbox(
    browsers: Browsers, prepare, fetched: int
) -> None:  # type: ignore[no-untyped-def]
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/hulp/")
    scripts = prepare(page)
    page.goto(browsers.city.public + "/melden/")
    words = write(page, STORY)
    assert len([s for s in scripts if "/static/seal-noble." in s]) == len(scripts) == fetched

    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    expect(desk.locator("article.msg")).to_contain_text(STORY)
    expect(desk.get_by_text("op het toestel van de melder")).to_be_visible()
    desk.get_by_label("Antwoord aan de melder").fill(ANSWER)
    desk.get_by_role("button", name="Verstuur").click()
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)

    page.goto(browsers.city.public + "/postvak/")
    open_mailbox(page, words)
    expect(page.locator("ol.talk")).to_contain_text(ANSWER)


def test_a_browser_that_can_neither_sends_nothing_and_keeps_the_text(browsers: Browsers) -> None:
    page = browsers.visitor("/hulp/")
    made_older(page)
    page.route("**/static/seal-noble.*", lambda route: route.abort())
    posted: list[str] = []
    page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    page.goto(browsers.city.public + "/melden/")
    page.get_by_role("button", name="Geef mij zeven woorden").click()
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    page.get_by_label("Je bericht").fill(STORY)
    page.get_by_role("button", name="Op slot doen en versturen").click()

    expect(page.locator("[data-say=no-lock]")).to_be_visible()
    page.get_by_role("button", name="Terug naar je tekst").first.click()
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)
    assert posted == []
