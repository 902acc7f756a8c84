"""Single sign-on in a real browser, at a real provider that is another site than ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_passkey import Device, Named, add, touch
from tests.support.browsers import Browsers, axe_script, faults
from tests.support.installation import Installation, free_port
from tests.support.real_provider import NAME, RealProvider, real_provider


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a staff door at localhost: to a browser the provider at 127.0.0.1 is another site."""
    folder: Path = tmp_path_factory.mktemp("signed-on")
    port = free_port()
    with real_provider(staff=f"http://localhost:{port}") as idp:
        more = {"UITWEG_STAFF_URL": idp.staff, **idp.environment(folder / "key.pem")}
        one = Named(folder / "data", staff_port=port, more=more)
        yield one.make().start("staff")
        one.stop()


@pytest.fixture
def idp(city: Installation) -> RealProvider:
    return RealProvider(city.more["UITWEG_OIDC_ISSUER"], city.staff)


@pytest.fixture
def people(chromium: Browser, city: Installation, idp: RealProvider) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=city, seats={}, also=[idp.issuer])
    yield everyone
    everyone.close()
    assert everyone.trouble == []


def looks_right(page: Page) -> None:
    """Check the page as it stands with axe, and that it needs no scrolling sideways on a phone."""
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page, axe_script()) == []
    assert before
    page.set_viewport_size(before)


def at_the_provider(page: Page, idp: RealProvider, account: str = "fatima") -> None:
    expect(page.get_by_label("Wie ben je?")).to_be_visible()
    assert page.url.startswith(idp.issuer)
    page.get_by_label("Wie ben je?").fill(account)
    page.keyboard.press("Enter")


def sign_on(page: Page) -> None:
    page.get_by_role("link", name=f"Inloggen met {NAME}").press("Enter")


def test_a_member_links_their_account_and_comes_in_with_it_and_a_touch(
    people: Browsers, city: Installation, idp: RealProvider
) -> None:
    page = people.member("fatima", "/ik/")
    device = Device(page)
    device.put_in()
    add(page, "mijn laptop")
    page.get_by_role("link", name="Koppel mijn account").click()
    looks_right(page)
    page.get_by_role("link", name=f"Meld je aan bij {NAME}").click()
    at_the_provider(page, idp)
    page.get_by_role("button", name="Koppel dit account").click()
    expect(page.get_by_text("Gekoppeld vandaag.")).to_be_visible()
    looks_right(page)

    page.get_by_role("button", name="Log uit").click()
    expect(page.get_by_role("link", name=f"Log dan ook uit bij {NAME}")).to_be_visible()
    looks_right(page)
    page.goto(f"{city.staff}/inloggen/?verder=/ik/")
    sign_on(page)  # who is signed on there is not asked again
    expect(page.get_by_text(f"{NAME} herkende je: Fatima.")).to_be_visible()
    looks_right(page)
    touch(page)
    page.wait_for_url("**/ik/")
    expect(page.get_by_role("heading", name="Fatima")).to_be_visible()


@pytest.mark.long
def test_somebody_else_at_the_same_provider_gets_no_further(
    people: Browsers, idp: RealProvider
) -> None:
    page = people.stranger("/inloggen/")
    looks_right(page)
    sign_on(page)
    at_the_provider(page, idp, account="niemand")

    expect(page.get_by_role("alert")).to_contain_text("kent dit account")
    looks_right(page)
    page.get_by_role("link", name="Naar het inloggen").click()
    expect(page.get_by_role("heading", name="Inloggen", exact=True)).to_be_visible()
