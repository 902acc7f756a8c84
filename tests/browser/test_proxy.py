"""The nginx of deploy/ in front of both doors: files go through, nothing is kept."""

import io
import random
import re
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browsers import answer_on, log_in, open_mailbox, send, take_words
from tests.support.installation import Installation
from tests.support.proxied_city import asking, city_behind_nginx
from tests.support.proxy import STAFF_NAME, Proxy

pytestmark = pytest.mark.long

MB = 1024 * 1024
STORY = "Zij wordt elke dag opgehaald door iemand die niemand kent."
ANSWER = "Hier is de folder."


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Proxy]]:
    with city_behind_nginx(tmp_path_factory.mktemp("proxied")) as both:
        yield both


@pytest.fixture
def people(chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    trusting = {"ignore_https_errors": True, "locale": "nl-NL"}
    contexts = {
        "reporter": chromium.new_context(**trusting),  # type: ignore[arg-type]
        "without": chromium.new_context(java_script_enabled=False, **trusting),  # type: ignore[arg-type]
        "member": chromium.new_context(**trusting),  # type: ignore[arg-type]
    }
    yield contexts
    for context in contexts.values():
        context.close()


def a_film(folder: Path, megabytes: int) -> Path:
    film = folder / "film.mp4"
    film.write_bytes(bytes(range(256)) * (megabytes * MB // 256))
    return film


def a_large_picture() -> bytes:
    """Return a PNG of some 3 MB: noise is not compressed."""
    noise = Image.frombytes("RGB", (1000, 1000), random.Random(1).randbytes(3_000_000))
    file = io.BytesIO()
    noise.save(file, "PNG")
    return file.getvalue()


def at_the_newest_report(desk: Page, proxy: Proxy) -> None:
    desk.goto(proxy.staff + "/werk/meldingen/")
    desk.goto(proxy.staff + re.findall(r'href="(/werk/melding/\d+/)"', desk.content())[0])


def download_slowly(desk: Page, proxy: Proxy) -> tuple[int, list[Path]]:
    """Open the film as it is, and read nothing for a second; return its size and what nginx kept."""
    form = desk.locator("form", has=desk.locator("[name=as_it_is]"))
    token = str(form.locator("[name=csrfmiddlewaretoken]").get_attribute("value"))
    fields = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "as_it_is": "yes"}).encode()
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in desk.context.cookies())  # type: ignore[typeddict-item]
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": proxy.staff}
    path = desk.url.removeprefix(proxy.staff)
    with asking(proxy, STAFF_NAME, path, fields, Cookie=cookies, **kind) as answer:
        time.sleep(1)
        kept = proxy.kept_on_disk()
        return len(answer.read()), kept


def test_files_of_several_mb_go_both_ways_and_lie_nowhere(
    proxied: tuple[Installation, Proxy], people: dict[str, BrowserContext], tmp_path: Path
) -> None:
    city, proxy = proxied
    page, film = people["reporter"].new_page(), a_film(tmp_path, 4)
    page.goto(proxy.public + "/schrijven/")
    words = take_words(page)
    page.get_by_role("button", name="Voeg een foto of bestand toe").click()
    page.locator("input[type=file][multiple]").set_input_files(film)
    expect(page.locator(".files li", has_text="film.mp4")).to_contain_text("Staat klaar")
    send(page, STORY)

    desk = people["member"].new_page()
    log_in(
        desk, cast(Installation, SimpleNamespace(staff=proxy.staff, members=city.members)), "fatima"
    )
    for cookie in desk.context.cookies(proxy.staff):
        assert cookie["name"].startswith("__Host-"), cookie["name"]  # type: ignore[typeddict-item]
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")  # type: ignore[typeddict-item]
    at_the_newest_report(desk, proxy)
    desk.get_by_label("Bestanden erbij").set_input_files(
        {"name": "kaart.png", "mimeType": "image/png", "buffer": a_large_picture()}
    )
    answer_on(desk, ANSWER)
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)
    desk.get_by_role("link", name="film.mp4").click()

    assert download_slowly(desk, proxy) == (4 * MB, [])
    page.goto(proxy.public + "/postvak/")
    open_mailbox(page, words)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    assert proxy.kept_on_disk() == []


def test_without_scripts_a_file_goes_along_and_what_is_too_large_is_said_by_the_door(
    proxied: tuple[Installation, Proxy], people: dict[str, BrowserContext], tmp_path: Path
) -> None:
    _, proxy = proxied
    page = people["without"].new_page()
    page.goto(proxy.public + "/schrijven/")
    take_words(page)
    page.get_by_label("Je bericht").fill(STORY)
    page.locator("#file").set_input_files(a_film(tmp_path, 6))
    page.get_by_role("button", name="ersturen").click()
    assert page.get_by_label("Je bericht").input_value() == STORY
    page.locator("#file").set_input_files(a_film(tmp_path, 4))
    page.get_by_role("button", name="ersturen").click()
    page.get_by_role("heading", name="Je bericht is verstuurd").wait_for()
