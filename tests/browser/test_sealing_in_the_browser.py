"""Both ways of sealing in the browser: its own X-Wing, and the fallback file where that is not good."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browsers import Browsers, new_since, open_mailbox, waiting, write
from tests.support.installation import ROOT

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
# a browser whose X-Wing is wrong by one bit
WRONG = """
const own = SubtleCrypto.prototype.decapsulateBits;
SubtleCrypto.prototype.decapsulateBits = async function (...given) {
  const secret = new Uint8Array(await own.apply(this, given));
  secret[0] ^= 1;
  return secret.buffer;
};
"""


def made_older(page: Page) -> list[str]:
    """Take ML-KEM and X-Wing away from this browser; return the list that fills with fetched scripts."""
    page.add_init_script(OLDER)
    return listening(page)


def made_wrong(page: Page) -> list[str]:
    """Break this browser's X-Wing; return the list that fills with fetched scripts."""
    page.add_init_script(WRONG)
    return listening(page)


def listening(page: Page) -> list[str]:
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url) if r.resource_type == "script" else None)
    return scripts


@pytest.mark.parametrize(
    ("prepare", "fetched"),
    [
        pytest.param(listening, 0, marks=pytest.mark.long),
        (made_older, 1),
        pytest.param(made_wrong, 1, marks=pytest.mark.long),
    ],
)
def test_a_report_sealed_this_way_opens_at_the_desk_and_its_answer_in_the_mailbox(
    browsers: Browsers, prepare: Callable[[Page], list[str]], fetched: int
) -> None:
    """Every day with the fallback; the browser's own way is the teacher's story, every day too."""
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/hulp/")
    scripts = prepare(page)
    page.goto(browsers.city.public + "/schrijven/")
    words = write(page, STORY)
    # by now the message is away: then the done page fetches what says by when there is an answer
    others = [s for s in scripts if not re.search(r"/static/(report|later)\.", s)]
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


def test_who_is_faster_than_the_script_waits_for_it_and_the_words_never_pass_the_door(
    browsers: Browsers,
) -> None:
    page = browsers.visitor("/hulp/")
    late: list[Route] = []
    page.route("**/static/report.*", lambda route: late.append(route))
    posted: list[str] = []
    page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    page.goto(browsers.city.public + "/schrijven/", wait_until="commit")
    page.get_by_role("button", name="Geef mij zeven woorden").click()
    expect(page.get_by_role("button", name="Geef mij zeven woorden")).to_be_visible()
    assert posted == []

    for route in late:
        route.continue_()
    expect(page.get_by_role("button", name="Ik heb ze bewaard")).to_be_visible()
    assert posted == []


def test_a_browser_that_can_neither_sends_nothing_and_keeps_the_text(browsers: Browsers) -> None:
    page = browsers.visitor("/hulp/")
    made_older(page)
    page.route("**/static/seal-noble.*", lambda route: route.abort())
    posted: list[str] = []
    page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    page.goto(browsers.city.public + "/schrijven/")
    page.get_by_role("button", name="Geef mij zeven woorden").click()
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    page.get_by_label("Je bericht").fill(STORY)
    page.get_by_role("button", name="Op slot doen en versturen").click()

    expect(page.locator("#sending [data-say=refused]")).to_be_visible()
    page.get_by_role("button", name="Terug naar je tekst").first.click()
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)
    assert posted == []


@pytest.mark.long
def test_a_page_whose_script_does_not_arrive_gives_the_words_all_the_same(
    browsers: Browsers,
) -> None:
    page = browsers.visitor("/hulp/")
    page.route("**/static/report.*", lambda route: route.abort())
    page.goto(browsers.city.public + "/schrijven/")
    page.get_by_role("button", name="Geef mij zeven woorden").click()

    expect(page.locator("ol.note li")).to_have_count(7)
    expect(page.get_by_text("Wij onthouden ze niet")).to_be_visible()  # the door's own words


@pytest.fixture
def bare(browsers: Browsers) -> Iterator[Page]:
    """An empty page with WebCrypto: that needs an address of https."""
    context = browsers.chromium.new_context()
    page = context.new_page()
    page.route(
        "https://uitweg.test/",
        lambda route: route.fulfill(
            body="<!doctype html><title>x</title>", content_type="text/html"
        ),
    )
    page.goto("https://uitweg.test/")
    yield page
    context.close()


# the browser's own X-Wing, called as the library `hpke` and engine.mjs call it
XWING = """
const NAME = "MLKEM768-X25519", { subtle } = crypto;
const load = (format, key, use) => subtle.importKey(format, key, NAME, true, [use]);
const ownKey = (seed) => load("raw-seed", seed, "decapsulateBits");
const publicKey = async (seed) => new Uint8Array(
  await subtle.exportKey("raw-public", await subtle.getPublicKey(await ownKey(seed), ["encapsulateBits"])));
const encap = async (to) =>
  new Uint8Array((await subtle.encapsulateBits(NAME, await load("raw-public", to, "encapsulateBits"))).ciphertext);
const decap = async (seed, enc) =>
  new Uint8Array(await subtle.decapsulateBits(NAME, await ownKey(seed), enc));
"""
RUN = f"""
async ([seed, enc]) => {{
  {XWING}
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [await publicKey(unhex(seed)), await decap(unhex(seed), unhex(enc))].map(hex);
}}
"""
# a second half of zeros: the point that makes X25519's outcome zero whatever the key
SPOIL = f"""
async (what) => {{
  {XWING}
  const seed = new Uint8Array(32).fill(7), to = await publicKey(seed);
  const enc = await encap(to);
  try {{
    if (what === "zero point in a key") await encap(to.fill(0, 1184));
    if (what === "zero point in a message") await decap(seed, enc.fill(0, 1088));
    if (what === "no lattice key") await encap(to.fill(255, 0, 1184));
    if (what === "too short") await encap(to.slice(1));
    return "taken";
  }} catch {{
    return "refused";
  }}
}}
"""


def vectors(name: str) -> list[dict[str, Any]]:
    text = (VECTORS / f"{name}.json").read_text("utf-8")
    return list(json.loads(text)["vectors"])


def test_the_browsers_own_x_wing_gives_the_published_keys_and_secrets(bare: Page) -> None:
    for vector in vectors("xwing"):
        assert bare.evaluate(RUN, [vector["seed"], vector["ct"]]) == [vector["pk"], vector["ss"]]
    for vector in vectors("hpke_pq"):
        told = bare.evaluate(RUN, [vector["skRm"], vector["enc"]])

        assert told == [vector["pkRm"], vector["shared_secret"]]


def test_the_browsers_own_x_wing_refuses_what_is_no_key(bare: Page) -> None:
    assert bare.evaluate(SPOIL, "nothing") == "taken"
    for what in (
        "zero point in a key", "zero point in a message", "no lattice key", "too short",
    ):  # fmt: skip
        assert bare.evaluate(SPOIL, what) == "refused", what
