"""Files from a phone to the desk and back, on a line that breaks; what is too much is said in a sentence."""

import hashlib
import json
import math
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.test_keyboard import press
from tests.support.browsers import (
    Browsers,
    faults,
    new_since,
    open_mailbox,
    send,
    take_words,
    waiting,
)
from uitweg.platform.sealing.files import chunks_of

SEALED_CHUNK, HEAD = 65_552, 21
STORY = "Deze foto kreeg mijn broer gestuurd."
MB = 1_000_000
FILM = b"\0\0\0\x18ftypmp42 verzonnen film" + bytes(100_000)
ADD, CHOOSE = "Voeg een foto of bestand toe", "Kies foto’s of bestanden"


@dataclass
class Line:
    """The line to the door: counts the chunks that arrive, and breaks when it is told to.

    Each of `breaks` is for one request: "before" it arrives, "after" (only the answer is
    lost) or "" for none.
    """

    page: Page
    breaks: list[str] = field(default_factory=list)
    down: bool = False
    arrived: list[tuple[bytes, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route("**/bestand/stuk/", self.carry)
        self.page.route("**/bestand/stand/", self.ask)

    def carry(self, route: Route) -> None:
        how = self.breaks.pop(0) if self.breaks else ""
        if self.down or how == "before":
            return route.abort()
        body = route.request.post_data_buffer or b""
        answer = route.fetch()
        if answer.ok:
            first, chunks = (
                int.from_bytes(body[16:20]),
                math.ceil((len(body) - HEAD) / SEALED_CHUNK),
            )
            self.arrived += [(body[:16], place) for place in range(first, first + chunks)]
        return route.abort() if how == "after" else route.fulfill(response=answer)

    def ask(self, route: Route) -> None:
        return route.abort() if self.down else route.fulfill(response=route.fetch())


def photo(kind: str = "JPEG", *, upright: bool = False) -> bytes:
    """Make a photo that says where, when and with what it was taken, and lies on its side."""
    picture = Image.radial_gradient("L").resize((640, 480)).convert("RGB")
    picture.paste((200, 30, 30), (0, 0, 200, 100))
    about = Image.Exif()
    about[0x0112], about[0x010F], about[0x0132] = 6, "Telefoonmaker", "2026:01:05 21:30:00"
    place = about.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 5.0, 6.0), "E", (4.0, 18.0, 1.0)
    made = BytesIO()
    if upright:
        picture.rotate(-90, expand=True).save(made, kind)
    else:
        picture.save(made, kind, exif=about)
    return made.getvalue()


def a_file(name: str, content: bytes, kind: str = "application/pdf") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def add(page: Page) -> None:
    page.get_by_role("button", name=ADD).click()
    expect(page.get_by_role("button", name=CHOOSE)).to_be_focused()


def choose(page: Page, *files: FilePayload) -> None:
    page.locator("input[type=file][multiple]").set_input_files(files)


def row(page: Page, name: str) -> Locator:
    return page.locator(".files li", has_text=name)


def ready(page: Page, *names: str) -> None:
    for name in names:
        expect(row(page, name)).to_contain_text("Staat klaar", timeout=60_000)


@pytest.fixture
def writing(browsers: Browsers) -> Page:
    """A visitor who has seven words and may choose files, on a page whose time can be moved on."""
    page = browsers.visitor("/schrijven/")
    page.clock.install()
    page.words = take_words(page)  # type: ignore[attr-defined]
    add(page)
    return page


def fetched(desk: Page, button: str) -> bytes:
    with desk.expect_download() as coming:
        desk.get_by_role("button", name=button).click()
    return Path(coming.value.path()).read_bytes()


def dots(picture: bytes) -> str:
    """Return the hash of what one sees."""
    return hashlib.sha256(Image.open(BytesIO(picture)).convert("RGB").tobytes()).hexdigest()


def mailbox_of(browsers: Browsers, writer: Page) -> Page:
    page = browsers.visitor("/postvak/")
    open_mailbox(page, writer.words)  # type: ignore[attr-defined]
    return page


def save(page: Page, name: str, where: Locator | None = None) -> bytes:
    """In the mailbox: have a file fetched and opened, keep it, and return its bytes."""
    where = where or page.locator("ol.talk > li.me")
    where.get_by_role("button", name=f"Bewaar: {name}").click()
    link = where.get_by_role("link", name=name)
    expect(link).to_be_focused(timeout=60_000)
    with page.expect_download() as coming:
        link.click()
    assert coming.value.suggested_filename == name
    return Path(coming.value.path()).read_bytes()


@pytest.mark.long
def test_nothing_is_fetched_until_a_file_is_wanted_and_what_cannot_come_is_said_in_a_sentence(
    browsers: Browsers, tmp_path: Path
) -> None:
    page = browsers.visitor("/schrijven/")
    scripts: list[str] = []
    page.wait_for_load_state("load")
    page.on("request", lambda r: scripts.append(r.url) if r.resource_type == "script" else None)
    take_words(page)
    assert scripts == []
    add(page)
    assert len(scripts) == 1
    assert "/static/files." in scripts[0]

    page.locator("#text").fill(STORY)
    for files, left, sentence in (
        ([a_file("leeg.txt", b"")], 0, "“leeg.txt” is leeg. Kies een ander bestand."),
        (
            [a_file("brief.pdf", b"een"), a_file("kopie.pdf", b"een")],
            1,
            "“kopie.pdf” staat er al. We sturen het één keer.",
        ),
        (
            [a_file(f"{n}.txt", b"%d" % n, "text/plain") for n in range(100)],
            100,
            "Er gaan hooguit 100 bestanden mee met één bericht.",
        ),
    ):
        choose(page, *files)
        expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
        expect(page.locator(".files li")).to_have_count(left)
    too_large = tmp_path / "film.mov"
    with too_large.open("wb") as file:
        file.truncate(104_857_601)  # it is not even read
    page.locator("input[type=file][multiple]").set_input_files(too_large)
    expect(page.get_by_text("“film.mov” is groter dan 100 MB.")).to_be_visible()
    expect(page.locator(".files li")).to_have_count(100)
    assert page.locator("#text").input_value() == STORY


def test_a_photo_goes_without_its_place_and_comes_back_as_it_was_drawn(
    browsers: Browsers, writing: Page
) -> None:
    """It shows after a tap and not before; what is see-through stays so."""
    clear = BytesIO()
    Image.new("RGBA", (30, 30), (200, 0, 0, 100)).save(clear, "PNG")
    choose(writing, a_file("IMG_2041.jpg", photo(), "image/jpeg"))
    ready(writing, "IMG_2041.jpg")
    expect(row(writing, "IMG_2041.jpg")).to_contain_text("Plek en tijd zijn eraf.")
    choose(writing, a_file("schets.png", clear.getvalue(), "image/png"))
    ready(writing, "schets.png")
    send(writing, STORY)

    page = mailbox_of(browsers, writing)
    expect(page.get_by_role("button", name="Bewaar: bijlage-1.jpg")).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    page.get_by_role("button", name="Bekijk: bijlage-1.jpg").click()
    expect(page.get_by_role("img", name="bijlage-1.jpg")).to_be_visible()
    page.get_by_role("button", name="Verberg: bijlage-1.jpg").click()
    expect(page.locator("main img")).to_have_count(0)

    saved = save(page, "bijlage-1.jpg")
    drawn = Image.open(BytesIO(saved))
    assert not drawn.getexif()
    assert b"Telefoonmaker" not in saved
    assert drawn.size == (480, 640)  # it stands up now, as it was seen
    assert drawn.convert("RGB").getpixel((470, 10)) == pytest.approx((200, 30, 30), abs=12)
    drawn = Image.open(BytesIO(save(page, "bijlage-2.png")))
    assert drawn.convert("RGBA").getpixel((9, 9)) == pytest.approx((200, 0, 0, 100), abs=3)


def test_files_go_to_the_desk_and_back_with_a_first_message_an_answer_and_a_further_one(
    browsers: Browsers, writing: Page, axe: str
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    choose(writing, a_file("IMG_2041.png", photo("PNG"), "image/png"))
    choose(writing, a_file("film.mp4", FILM, "video/mp4"))
    ready(writing, "IMG_2041.png", "film.mp4")
    send(writing, STORY)
    report = f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/"
    desk.goto(report)
    at_the_desk = seen_and_fetched(desk, report)
    answer_with_a_photo(desk, report)

    page = mailbox_of(browsers, writing)
    assert dots(at_the_desk) == dots(save(page, "bijlage-1.png"))
    answer = page.locator("ol.talk > li:not(.me)")
    assert dots(save(page, "bijlage-1.png", answer)) == dots(photo("PNG", upright=True))
    a_further_message(page)
    assert faults(page, axe) == []


def seen_and_fetched(desk: Page, report: str) -> bytes:
    """Nothing was left to take out of the photo, and the film comes as it is; return the photo."""
    desk.get_by_role("link", name="IMG_2041.png").click()
    expect(desk.get_by_text("We vonden niets om weg te halen.")).to_be_visible()
    expect(desk.get_by_text("alles behalve het beeld")).to_be_visible()
    desk.set_viewport_size({"width": 360, "height": 740})
    assert desk.evaluate("document.documentElement.scrollWidth") == 360
    photo = fetched(desk, "Haal het bestand op")
    desk.goto(report)
    desk.get_by_role("link", name="film.mp4").click()
    assert fetched(desk, "Toch openen zoals het is") == FILM
    return photo


def answer_with_a_photo(desk: Page, report: str) -> None:
    desk.goto(report)
    desk.get_by_label("Antwoord aan de melder").fill("Zo ziet ons gebouw eruit.")
    desk.get_by_label("Bestanden erbij").set_input_files(
        a_file("gebouw.png", photo("PNG"), "image/png")
    )
    desk.get_by_role("button", name="Verstuur").click()
    expect(desk.locator("article.msg.us")).to_contain_text("bijlage-1.png")


def a_further_message(page: Page) -> None:
    """It brings a file too, and the panel is empty after."""
    add(page)
    choose(page, a_file("brief.pdf", b"%PDF-1.7 brief"))
    ready(page, "brief.pdf")
    page.get_by_label("Schrijf terug").fill("Dit is het.")
    page.get_by_role("button", name="Op slot doen en versturen").click()
    expect(page.get_by_text("Kijk morgen weer in je postvak")).to_be_visible()
    assert save(page, "bijlage-1.pdf") == b"%PDF-1.7 brief"
    expect(page.get_by_role("button", name="Haal weg")).to_have_count(0)


@pytest.mark.parametrize("megabytes", [2, pytest.param(12, marks=pytest.mark.long)])
def test_a_large_file_goes_on_where_the_line_broke(
    browsers: Browsers, writing: Page, tmp_path: Path, megabytes: int
) -> None:
    content, large = bytes(range(256)) * (megabytes * MB // 256), tmp_path / "lang.mp4"
    large.write_bytes(content)
    line = Line(writing, breaks=["", "", "after", "", "before", "before", "", "after"])
    writing.locator("input[type=file][multiple]").set_input_files(large)
    while line.breaks:
        writing.clock.fast_forward(2000)  # it waits a moment before it tries again
        writing.wait_for_timeout(50)
    ready(writing, "lang.mp4")
    places = [place for _, place in line.arrived]
    assert places == list(range(chunks_of(len(content))))
    send(writing, STORY)

    page = mailbox_of(browsers, writing)
    saved = save(page, "bijlage-1.mp4")
    assert hashlib.sha256(saved).digest() == hashlib.sha256(content).digest()


@pytest.mark.long
def test_the_message_waits_for_its_files_says_so_and_goes_by_itself(writing: Page) -> None:
    line = Line(writing, down=True)
    choose(writing, a_file("brief.pdf", bytes(200_000)))
    expect(row(writing, "brief.pdf")).to_contain_text(
        "We proberen het over een paar tellen opnieuw"
    )
    writing.locator("#text").fill(STORY)
    writing.get_by_role("button", name="Op slot doen en versturen").click()
    expect(writing.get_by_text("Je bericht gaat weg zodra je bestanden over zijn.")).to_be_visible()
    line.down = False
    writing.clock.fast_forward(10_000)

    expect(writing.get_by_role("heading", name="Je bericht is verstuurd")).to_be_visible()
    assert len(line.arrived) == 4


@pytest.mark.long
def test_after_a_minute_without_a_line_there_is_a_button_to_go_on(writing: Page, axe: str) -> None:
    line = Line(writing, down=True)
    choose(writing, a_file("brief.pdf", bytes(200_000)), a_file("twee.pdf", bytes(300)))
    writing.locator("#text").fill(STORY)
    writing.get_by_role("button", name="Op slot doen en versturen").click()
    for _ in range(12):
        writing.clock.fast_forward(10_000)
    expect(writing.get_by_text("Je bericht is nog niet weg")).to_be_visible()
    expect(row(writing, "twee.pdf")).to_contain_text("Ga verder, of haal het weg.")
    assert faults(writing, axe) == []
    assert writing.locator("#text").input_value() == STORY
    line.down = False
    writing.get_by_role("button", name="Ga verder").click()

    expect(writing.get_by_role("heading", name="Je bericht is verstuurd")).to_be_visible()
    assert len(line.arrived) == 5


@pytest.mark.long
def test_a_refusal_of_the_door_is_said_and_the_text_still_goes(writing: Page) -> None:
    sentences = {
        (503, "full"): "Bij ons is nu geen plaats voor dit bestand.",
        (409, "other-bytes"): "Dit bestand kunnen we niet aannemen.",
        (413, ""): "Dit bestand kunnen we niet aannemen.",
    }
    for (status, error), sentence in sentences.items():
        refusal = json.dumps({"ok": False, "error": error})
        says = partial(Route.fulfill, status=status, body=refusal)
        writing.route("**/bestand/stuk/", lambda route, _, says=says: says(route))
        choose(writing, a_file(f"brief-{status}.pdf", b"%d" % status * 23_000))
        expect(row(writing, f"brief-{status}.pdf")).to_contain_text(sentence)
    writing.locator("#text").fill(STORY)
    writing.get_by_role("button", name="Op slot doen en versturen").click()
    for status, _ in sentences:
        expect(writing.get_by_text("Je bericht is nog niet weg")).to_be_visible()
        writing.get_by_role("button", name=f"Haal weg: brief-{status}.pdf").click()

    expect(writing.get_by_role("heading", name="Je bericht is verstuurd")).to_be_visible()


@pytest.mark.long
def test_a_picture_that_moves_or_cannot_be_drawn_goes_as_it_is_and_that_is_said(
    writing: Page,
) -> None:
    frames = [Image.new("L", (20, 20), shade) for shade in (0, 90, 200)]
    moving = BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    choose(
        writing,
        a_file("beweegt.gif", moving.getvalue(), "image/gif"),
        a_file("stuk.jpg", b"\xff\xd8\xff\xe0 geen beeld", "image/jpeg"),
    )

    for name in ("beweegt.gif", "stuk.jpg"):
        expect(row(writing, name)).to_contain_text("Dit gaat zoals het is.")


@pytest.mark.long
def test_a_file_that_was_changed_on_the_way_is_not_shown(browsers: Browsers, writing: Page) -> None:
    choose(writing, a_file("brief.pdf", bytes(100_000)))
    ready(writing, "brief.pdf")
    send(writing, STORY)
    page = mailbox_of(browsers, writing)

    def change(route: Route) -> None:
        answer = route.fetch()
        body = bytearray(answer.body())
        body[70_000] ^= 1
        route.fulfill(response=answer, body=bytes(body))

    page.route("**/postvak/bestand/", change)
    page.get_by_role("button", name="Bewaar: bijlage-1.pdf").click()
    expect(page.get_by_text("Dit bestand klopt niet.")).to_be_visible()
    expect(page.get_by_role("link", name="bijlage-1.pdf")).to_have_count(0)


@pytest.mark.long
def test_files_are_chosen_taken_away_and_saved_with_the_keys_alone(
    browsers: Browsers, writing: Page, axe: str
) -> None:
    choose(writing, a_file("een.pdf", b"een"), a_file("twee.pdf", b"twee"))
    ready(writing, "een.pdf", "twee.pdf")
    assert faults(writing, axe) == []
    with writing.expect_file_chooser() as chooser:
        press(writing, writing.get_by_role("button", name=CHOOSE))
    assert chooser.value.is_multiple()
    writing.locator("#text").focus()
    press(writing, writing.get_by_role("button", name="Haal weg: een.pdf"))
    expect(writing.get_by_role("button", name="Haal weg: twee.pdf")).to_be_focused()
    expect(writing.get_by_text("“een.pdf” is weggehaald.")).to_be_visible()
    send(writing, STORY)

    page = mailbox_of(browsers, writing)
    press(page, page.get_by_role("button", name="Bewaar: bijlage-1.pdf"))
    expect(page.get_by_role("link", name="bijlage-1.pdf")).to_be_focused()
    assert faults(page, axe) == []


@pytest.mark.long
def test_after_five_minutes_untouched_the_page_is_blank_until_a_tap(browsers: Browsers) -> None:
    page = browsers.visitor("/schrijven/")
    page.clock.install()
    take_words(page)
    page.locator("#text").fill(STORY)
    page.clock.fast_forward("04:50")
    expect(page.locator("#text")).to_be_visible()
    page.clock.fast_forward("00:20")
    expect(page.locator("#text")).not_to_be_visible()
    expect(page.get_by_role("link", name="Snel weg")).to_be_visible()
    page.get_by_role("button", name="Laat weer zien").click()

    expect(page.locator("#text")).to_be_focused()
    assert page.locator("#text").input_value() == STORY
