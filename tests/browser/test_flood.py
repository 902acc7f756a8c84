"""A door under pressure: with a script the browser works for a moment, without one the page waits."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Request, expect

from tests.support.browsers import Browsers, faults, open_mailbox, send, stored_reports, take_words
from tests.support.installation import Installation
from uitweg.platform.sealing import form_age

STORY = "Er komen steeds jongens aan de deur. Mijn broertje durft niet meer naar buiten."
MORE = "Vandaag stonden ze er weer."


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("pressed") / "data"
    city = Installation(folder, {"UITWEG_LOAD_LEVEL": "busy"}).make().start("public")
    city.wait_until_settled()
    yield city
    city.stop()


@pytest.fixture
def visitors(chromium: Browser, pressed: Installation) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=pressed, seats={})
    yield everyone
    everyone.close()
    assert everyone.trouble == []


def watched(page: Page) -> list[Request]:
    """Return the list in which what this page asks for will stand."""
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))
    return asked


def posted(asked: list[Request]) -> list[dict[str, Any]]:
    return [json.loads(one.post_data or "{}") for one in asked if "/verzegeld/" in one.url]


def test_with_a_script_a_message_gets_through_by_working_for_it(
    visitors: Browsers, axe: str
) -> None:
    page, before = visitors.visitor("/schrijven/", width=360), stored_reports(visitors.city)
    asked = watched(page)
    words = take_words(page)
    assert not [one.url for one in asked if "work." in one.url]
    send(page, STORY)

    first, second = posted(asked)
    assert "work" not in first
    assert second == {**first, "work": second["work"]}
    assert len([one for one in asked if "/static/work." in one.url]) >= 2  # the page, and a worker
    assert stored_reports(visitors.city) == before + 1
    assert faults(page, axe) == []
    page.goto(visitors.city.public + "/postvak/")
    open_mailbox(page, words)
    page.get_by_label("Schrijf terug").fill(MORE)
    page.get_by_role("button", name="ersturen").click()
    expect(page.locator("ol.talk li.me").last).to_contain_text(MORE)
    assert faults(page, axe) == []


@pytest.mark.long
def test_while_it_works_the_page_says_so_and_where_no_worker_can_be_made_it_solves_it_itself(
    visitors: Browsers, axe: str
) -> None:
    page = visitors.visitor("/schrijven/", width=360)
    take_words(page)
    page.route("**/static/work.*", lambda _route: None)  # it never comes
    page.locator("#text").fill(STORY)
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    expect(page.locator("#sending")).to_contain_text(
        "Je bericht wordt bewaard zodra je toestel een rekensom heeft gemaakt."
    )

    assert faults(page, axe) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    page.add_init_script("delete window.Worker")
    page.reload()  # nothing that was typed is lost: it is sent again by itself
    assert page.evaluate("typeof Worker") == "undefined"
    page.unroute_all()
    page.get_by_role("heading", name="Je bericht is verstuurd").wait_for()


def waited(page: Page, city: Installation, seconds: int) -> None:
    page.wait_for_timeout(1000 * seconds + 1000)


def as_if_waited(page: Page, city: Installation, seconds: int) -> None:
    """Make the form so much older: the stamp in it is the door's own, of an earlier moment."""
    secret = (city.folder / "public.secret").read_text().strip().encode()
    key = bytes.fromhex(page.locator("[name=key]").input_value())
    field = page.locator("[name=since]")
    began = int(field.input_value().partition(".")[0])
    stamp = form_age.stamp(secret, key, at=began - seconds)
    field.evaluate("(field, stamp) => { field.value = stamp; }", stamp)


@pytest.mark.long
@pytest.mark.parametrize("wait", [as_if_waited, pytest.param(waited, marks=pytest.mark.long)])
def test_without_a_script_the_page_waits_and_keeps_what_was_typed(
    visitors: Browsers, axe: str, wait: Callable[[Page, Installation, int], None]
) -> None:
    page, before = visitors.visitor_without_scripts("/schrijven/"), stored_reports(visitors.city)
    page.set_viewport_size({"width": 360, "height": 740})
    words = take_words(page)
    page.locator("#text").fill(STORY + "\n\n<b>Tweede</b> alinea.")
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", name="Nog even wachten.")).to_be_visible()
    assert faults(page, axe) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360

    with page.expect_event("load"):
        page.get_by_role("button", name="Verstuur mijn bericht").click()  # too soon
    lead = page.locator("p.lead").inner_text()
    seconds = int(re.findall(r"Wacht (\d+) tellen", lead)[0])
    assert 0 < seconds <= 20
    assert stored_reports(visitors.city) == before
    wait(page, visitors.city, seconds)
    page.get_by_role("button", name="Verstuur mijn bericht").click()
    page.get_by_role("heading", name="Je bericht is verstuurd").wait_for()
    assert stored_reports(visitors.city) == before + 1

    page.reload()  # the same form again: the same page, and no second report
    page.get_by_role("heading", name="Je bericht is verstuurd").wait_for()
    assert stored_reports(visitors.city) == before + 1
    page.goto(visitors.city.public + "/postvak/")
    open_mailbox(page, words)
    expect(page.locator("ol.talk li.me p.as")).to_have_text(
        re.compile(re.escape(STORY) + r"\n\n<b>Tweede</b> alinea\."), use_inner_text=True
    )


@pytest.mark.long
def test_in_a_flood_a_file_goes_after_a_sum_and_the_message_with_it(
    chromium: Browser, tmp_path: Path
) -> None:
    city = Installation(tmp_path / "data", {"UITWEG_LOAD_LEVEL": "flooded"}).make().start("public")
    everyone = Browsers(chromium=chromium, city=city, seats={})
    try:
        page, answers = everyone.visitor("/schrijven/", width=360), list[int]()
        page.on(
            "response",
            lambda one: answers.append(one.status) if "/bestand/stuk/" in one.url else None,
        )
        take_words(page)
        page.get_by_role("button", name="bestand").click()
        photo = FilePayload(
            name="foto.bin", mimeType="application/octet-stream", buffer=bytes(90_000)
        )
        page.locator("input[type=file]").first.set_input_files([photo])
        expect(page.locator("ul.files li")).to_contain_text("Staat klaar", timeout=30_000)
        before = stored_reports(city)
        send(page, STORY)
    finally:
        everyone.close()
        city.stop()

    assert answers == [429, 200]
    assert stored_reports(city) == before + 1
