"""Passkeys in a real browser, with an authenticator that Chromium plays: one touch, and it is open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.support.authenticator import as_bytes, wrapping_key
from tests.support.browsers import Browsers, faults
from tests.support.installation import Installation, free_port

PUT_IN = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
GOOD = "http://localhost:{}"


class Named(Installation):
    """The demo's city with its staff door at a name: a browser makes no passkey for digits."""

    @property
    def staff(self) -> str:
        return GOOD.format(self.staff_port)

    @property
    def public(self) -> str:
        """The same door by its digits; this city serves no other."""
        return f"http://127.0.0.1:{self.staff_port}"

    def cookie_of(self, login: str) -> str:
        """Return nothing: a passkey is added soon after a proof, so here all come in by the login."""
        return ""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("named") / "data"
    port = free_port()
    one = Named(folder, staff_port=port, more={"UITWEG_STAFF_URL": GOOD.format(port)})
    yield one.make().start("staff")
    one.stop()


@pytest.fixture(scope="module")
def seats() -> dict[str, Any]:
    return {}


@pytest.fixture
def people(chromium: Browser, city: Installation, seats: dict[str, Any]) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=city, seats=seats)
    yield everyone
    everyone.close()
    assert everyone.trouble == []


class Device:
    """The authenticators of one browser: put in, taken out, or no longer knowing the finger."""

    def __init__(self, page: Page) -> None:
        self.talk: CDPSession = page.context.new_cdp_session(page)
        self.talk.send("WebAuthn.enable")

    def put_in(self, *, prf: bool = True, **other: Any) -> str:
        options = {**PUT_IN, "hasPrf": prf, **other}
        made = self.talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return str(made["authenticatorId"])

    def take_out(self, one: str) -> None:
        self.talk.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": one})

    def forget_the_finger(self, one: str) -> None:
        given = {"authenticatorId": one, "isUserVerified": False}
        self.talk.send("WebAuthn.setUserVerified", given)


def come_in_by_phrase(people: Browsers, login: str, **how: Any) -> tuple[Page, Device]:
    page = people.member(login, "/ik/", **how)
    return page, Device(page)


def add(page: Page, label: str) -> None:
    ask_to_add(page, label)
    expect(page.locator("#passkeys b", has_text=label)).to_be_visible()


def ask_to_add(page: Page, label: str) -> None:
    page.get_by_label("Naam", exact=True).fill(label)
    page.get_by_role("button", name="Maak een passkey").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/inloggen/")


def touch(page: Page) -> None:
    page.get_by_role("button", name="Gebruik mijn passkey").click()


def test_what_the_browser_posts_is_made_of_the_secret_and_is_not_the_secret(
    people: Browsers,
) -> None:
    """One touch after the log out, and a report opens; nothing else goes along."""
    page, device = come_in_by_phrase(people, "fatima")
    device.put_in()
    add(page, "mijn laptop")
    log_out(page)
    secret, credential = page.evaluate(
        """async () => {
          const how = { headers: { Accept: "application/json" } };
          const asked = await (await fetch("/inloggen/", how)).json();
          const raw = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
          const got = await navigator.credentials.get({ publicKey: {
            challenge: raw(asked.challenge), rpId: asked.rp, userVerification: "required",
            extensions: { prf: { eval: { first: raw(asked.salt) } } } } });
          const first = new Uint8Array(got.getClientExtensionResults().prf.results.first);
          return [btoa(String.fromCharCode(...first)).replace(/\\+/g, "-").replace(/\\//g, "_"), got.id];
        }"""
    )
    with page.expect_request(lambda r: r.method == "POST") as posting:
        touch(page)
    posted = str(posting.value.post_data)
    page.wait_for_url("**/werk/")
    page.goto(people.city.staff + "/werk/melding/4/")
    expect(page.locator(".msg").first).not_to_be_empty()

    made = wrapping_key(as_bytes(secret.rstrip("=")), as_bytes(credential))
    assert f"wrapping_key={made}" in posted
    assert secret.rstrip("=") not in posted
    assert "phrase=" not in posted
    assert "prf" not in posted


@pytest.mark.long
def test_a_passkey_without_a_secret_asks_for_the_passphrase_too(people: Browsers) -> None:
    page, device = come_in_by_phrase(people, "noor")
    device.put_in(prf=False)
    add(page, "oude sleutel")
    expect(page.get_by_text("vraagt ook je wachtzin")).to_be_visible()
    log_out(page)
    touch(page)
    expect(page.get_by_role("alert")).to_contain_text("Typ ook je wachtzin")
    expect(page.get_by_label("Inlognaam")).to_be_hidden()
    expect(page.get_by_label("Wachtzin")).to_be_focused()
    page.keyboard.type(people.city.members()["noor"]["phrase"])
    page.keyboard.press("Enter")

    page.wait_for_url(lambda address: "/inloggen/" not in address)


SECRET_LATER = """
  const create = navigator.credentials.create.bind(navigator.credentials);
  navigator.credentials.create = async (how) => {
    const made = await create(how);
    made.getClientExtensionResults = () => ({ prf: { enabled: true } });
    return made;
  };
"""


@pytest.mark.long
def test_a_passkey_that_gives_its_secret_only_when_used_is_touched_twice(people: Browsers) -> None:
    page, device = come_in_by_phrase(people, "petra")
    device.put_in()
    page.add_init_script(SECRET_LATER)
    page.reload()
    add(page, "telefoon")
    expect(page.get_by_text("vraagt ook je wachtzin")).to_be_hidden()
    log_out(page)
    touch(page)

    page.wait_for_url(lambda address: "/inloggen/" not in address)


def test_with_the_keys_alone_one_comes_in_and_takes_the_first_of_two_passkeys_away(
    people: Browsers,
) -> None:
    page, device = come_in_by_phrase(people, "joris")
    first = device.put_in()
    add(page, "laptop")
    device.take_out(first)
    device.put_in()
    add(page, "sleutelhanger")
    log_out(page)
    in_by_tab(page)
    page.goto(people.city.staff + "/ik/")
    to_by_tab(page, page.get_by_label("Haal weg: laptop"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#passkeys b")).to_have_text(["sleutelhanger"])
    log_out(page)
    in_by_tab(page)


def in_by_tab(page: Page) -> None:
    to_by_tab(page, page.get_by_role("button", name="Gebruik mijn passkey"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/werk/")


def to_by_tab(page: Page, place: Locator) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if place.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("not reached by Tab")


WIDTHS = pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.long)])


@pytest.mark.long
@WIDTHS
def test_what_goes_wrong_is_said_in_words_and_the_passphrase_is_still_there(
    people: Browsers, axe: str, width: int
) -> None:
    page = people.stranger("/inloggen/", width=width)
    expect(page.get_by_role("button", name="Gebruik mijn passkey")).to_be_visible()
    fits_and_axe_finds_nothing(page, axe)
    device, say = Device(page), page.locator("[data-passkey-say]")
    device.put_in()
    touch(page)
    expect(say).to_contain_text("Er is niets gebeurd.")
    page.route("**/inloggen/", lambda route: route.abort())
    touch(page)
    expect(say).to_contain_text("Uitweg antwoordt niet")
    page.unroute("**/inloggen/")
    page.goto(people.city.public + "/inloggen/")
    expect(say).to_contain_text(f"alleen op {people.city.staff}")
    expect(page.get_by_role("button", name="Gebruik mijn passkey")).to_be_hidden()
    expect(page.get_by_label("Wachtzin")).to_be_visible()


@pytest.mark.long
@WIDTHS
def test_a_device_that_does_not_know_the_finger_adds_and_opens_nothing(
    people: Browsers, axe: str, width: int
) -> None:
    page, device = come_in_by_phrase(people, "emre", width=width)
    one = device.put_in()
    say = page.locator("[data-passkey-say]")
    device.forget_the_finger(one)
    ask_to_add(page, "laptop")
    expect(say).to_contain_text("Er is niets gebeurd.")
    device.take_out(one)
    device.put_in()
    add(page, f"werklaptop {width} met een heel lange naam")
    page.locator("summary").first.click()
    fits_and_axe_finds_nothing(page, axe)
    ask_to_add(page, "nog eens")
    expect(say).to_contain_text("heeft al een passkey")


@pytest.mark.long
def test_without_script_or_without_passkeys_the_passphrase_is_there(people: Browsers) -> None:
    plain = people.stranger("/inloggen/", javascript=False)
    expect(plain.get_by_role("button", name="Gebruik mijn passkey")).to_be_hidden()
    expect(plain.get_by_label("Wachtzin")).to_be_visible()
    old = people.stranger("/health")
    old.add_init_script("delete window.PublicKeyCredential")
    old.goto(people.city.staff + "/inloggen/")
    expect(old.locator("[data-passkey-say]")).to_contain_text("kent geen passkeys")
    expect(old.get_by_label("Wachtzin")).to_be_visible()


def fits_and_axe_finds_nothing(page: Page, axe: str) -> None:
    assert faults(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
