"""Both ways of sealing in the browser: its own X-Wing, and the fallback file where it has none."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browsers import Browsers, new_since, open_mailbox, waiting, write
from tests.support.installation import ROOT

SOURCES = ROOT / "uitweg" / "sealing" / "js"
VECTORS = ROOT / "tests" / "vectors"

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
    """Take ML-KEM and X-Wing away from this browser; return the list that fills with fetched scripts."""
    page.add_init_script(OLDER)
    return listening(page)


def listening(page: Page) -> list[str]:
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url) if r.resource_type == "script" else None)
    return scripts


@pytest.mark.parametrize(
    ("prepare", "fetched"), [pytest.param(listening, 0, marks=pytest.mark.long), (made_older, 1)]
)
def test_a_report_sealed_this_way_opens_at_the_desk_and_its_answer_in_the_mailbox(
    browsers: Browsers, prepare: Callable[[Page], list[str]], fetched: int
) -> None:
    """Every day with the fallback; the browser's own way is the teacher's story, every day too."""
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/hulp/")
    scripts = prepare(page)
    page.goto(browsers.city.public + "/melden/")
    words = write(page, STORY)
    # by now the message is away: then the done page fetches what says by when there is an answer
    others = [s for s in scripts if "/static/later." not in s]
    assert len([s for s in scripts if "/static/seal-noble." in s]) == len(others) == fetched

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

    expect(page.locator("#sending [data-say=refused]")).to_be_visible()
    page.get_by_role("button", name="Terug naar je tekst").first.click()
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)
    assert posted == []


@pytest.fixture
def bare(browsers: Browsers) -> Iterator[Page]:
    """An empty page that can import the sealing's own modules."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        source = (SOURCES / name).read_text("utf-8") if name else "<!doctype html><title>x</title>"
        route.fulfill(body=source, content_type="text/javascript" if name else "text/html")

    context = browsers.chromium.new_context()
    page = context.new_page()
    page.route("https://uitweg.test/**", answer)
    page.goto("https://uitweg.test/")
    yield page
    context.close()


RUN = """
async ([seed, enc, info, suite]) => {
  const { publicKey, decap } = await import("/xwing.mjs");
  const { schedule } = await import("/hpke.mjs");
  const { hex } = await import("/bytes.mjs");
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const secret = await decap(unhex(seed), unhex(enc));
  const keys = info ? await schedule(secret, unhex(info), suite) : [];
  return [await publicKey(unhex(seed)), secret, ...keys].map(hex);
}
"""
# a second half of zeros: the point that makes X25519's outcome zero whatever the key
SPOIL = """
async (what) => {
  const { publicKey, encap, decap } = await import("/xwing.mjs");
  const seed = new Uint8Array(32).fill(7), to = await publicKey(seed);
  const [, enc] = await encap(to);
  try {
    if (what === "zero point in a key") await encap(to.fill(0, 1184));
    if (what === "zero point in a message") await decap(seed, enc.fill(0, 1088));
    if (what === "no lattice key") await encap(to.fill(255, 0, 1184));
    if (what === "too short") await encap(to.slice(1));
    return "taken";
  } catch {
    return "refused";
  }
}
"""


def vectors(name: str) -> list[dict[str, Any]]:
    text = (VECTORS / f"{name}.json").read_text("utf-8")
    return list(json.loads(text)["vectors"])


def test_the_browsers_own_x_wing_gives_the_published_keys_and_secrets(bare: Page) -> None:
    for vector in vectors("xwing"):
        told = bare.evaluate(RUN, [vector["seed"], vector["ct"], None, None])

        assert told == [vector["pk"], vector["ss"]]


def test_the_browsers_own_x_wing_gives_the_published_hpke_key_and_nonce(bare: Page) -> None:
    [vector] = vectors("hpke_pq")
    suite = [0x64, 0x7A, 0, 1, 0, vector["aead_id"]]
    told = bare.evaluate(RUN, [vector["skRm"], vector["enc"], vector["info"], suite])

    expected = ["pkRm", "shared_secret", "key", "base_nonce"]
    assert told == [vector[name] for name in expected]


def test_the_browsers_own_x_wing_refuses_what_is_no_key(bare: Page) -> None:
    assert bare.evaluate(SPOIL, "nothing") == "taken"
    for what in (
        "zero point in a key", "zero point in a message", "no lattice key", "too short",
    ):  # fmt: skip
        assert bare.evaluate(SPOIL, what) == "refused", what
