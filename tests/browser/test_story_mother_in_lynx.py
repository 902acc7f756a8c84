"""The same mother in lynx: keys are pressed in a terminal, pages are saved as lynx shows them."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support import machine
from tests.support.browsers import Browsers, new_since, waiting
from tests.support.installation import DEMO_NUMBER

STORY = "Mijn dochter wordt opgehaald door steeds andere auto's."
ANSWER = "Goed dat u schrijft. U hoeft dit niet alleen te doen."
MORE = "Dank u, ik bel morgen."
ROWS, COLUMNS = 400, 100
NAMES = {" ": "<space>", "\n": "^J", "\t": "<tab>"}


def keys(typed: str) -> str:
    """Return what was typed as lines of a lynx command script."""
    return "".join(f"key {NAMES.get(each, each)}\n" for each in typed)


def press(link: str) -> str:
    """Search for a link, box or button by its words and press it."""
    return keys(f"/{link}\n\n")


def fill_first_field(text: str, *, behind: str = "Menu") -> str:
    """Go to the last link above the page itself, step on into its first field, type, step out."""
    return keys(f"/{behind}\n\t{text}\t")


def save(name: str) -> str:
    """Save the page as text, as lynx's own print menu does."""
    return keys("p\n") + "key ^U\n" + keys(f"{name}\n")


def lynx(address: str, script: str, folder: Path) -> None:
    """Let lynx follow the script to its end, in a terminal tall enough for each whole page."""
    (folder / "keys").write_text(script + keys("qy"))
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    utf8 = ["-assume_charset=utf-8", "-display_charset=utf-8"]
    running = subprocess.Popen(
        [machine.lynx(), *utf8, "-cmd_script=keys", address],
        stdin=its,
        stdout=its,
        stderr=its,
        cwd=folder,
        env={**os.environ, "TERM": "xterm", "LANG": "C.UTF-8", "HOME": str(folder)},
        start_new_session=True,
    )
    os.close(its)
    reading = threading.Thread(target=drain, args=[ours], daemon=True)
    reading.start()
    try:
        running.wait(timeout=40)
    finally:
        running.kill()
        reading.join()
        os.close(ours)


def drain(terminal: int) -> None:
    """Read the screen away, so lynx never waits for room."""
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        return  # lynx closed its end


def test_a_mother_in_lynx_checks_writes_reads_writes_more_and_wipes(
    browsers: Browsers, tmp_path: Path
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    words = she_checks_and_writes(browsers.city.public, tmp_path)
    number = new_since(desk, before)
    desk.goto(f"{browsers.city.staff}/werk/melding/{number}/")
    expect(desk.locator("article.msg")).to_contain_text(STORY)
    expect(desk.get_by_text("Heeft ineens schulden")).to_be_visible()
    desk.get_by_label("Antwoord aan de melder").fill(ANSWER)
    desk.get_by_role("button", name="Verstuur").click()
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)

    she_reads_writes_more_and_wipes(browsers.city.public, words, tmp_path)
    is_gone_at_the_desk(desk)


def is_gone_at_the_desk(desk: Page) -> None:
    """Look again until the worker has carried out her wish."""
    for _ in range(20):
        desk.reload()
        if desk.get_by_text("De melder heeft dit gesprek gewist.").is_visible():
            break
        desk.wait_for_timeout(500)
    expect(desk.locator("main")).not_to_contain_text(STORY)
    expect(desk.locator("main")).not_to_contain_text(ANSWER)


def she_checks_and_writes(public: str, folder: Path) -> list[str]:
    lynx(
        f"{public}/check/",
        press("Heeft ineens schulden")
        + press("Komt laat of niet thuis")
        + press("Mijn kind of familie")
        + press("Bekijk wat je kunt doen")
        + save("outcome")
        + press("Neem mee in een bericht")
        + save("words")
        + press("Ik heb ze bewaard")
        + fill_first_field(STORY, behind="Stuur mee")
        + press("Versturen")
        + save("done"),
        folder,
    )
    assert "Je volgende stap" in saved(folder, "outcome")
    assert saved(folder, "outcome").count(DEMO_NUMBER) == 2  # the step, and the call bar
    assert "Je bericht is verstuurd" in saved(folder, "done")
    first, last = (note(folder, name) for name in ("words", "done"))
    assert len(first) == 7
    assert first == last
    return first


def she_reads_writes_more_and_wipes(public: str, words: list[str], folder: Path) -> None:
    lynx(
        f"{public}/postvak/",
        fill_first_field(" ".join(words), behind="English")
        + press("Openen")
        + save("mailbox")
        + fill_first_field(MORE)
        + press("Versturen")
        + save("more")
        + press("Wis alle berichten")
        + press("Ja, wis alles")
        + save("gone"),
        folder,
    )
    assert ANSWER in saved(folder, "mailbox")
    assert MORE in saved(folder, "more")
    assert "Je gesprek is gewist" in saved(folder, "gone")


def note(folder: Path, name: str) -> list[str]:
    """Return the words on the note: numbered, one a line."""
    return re.findall(r"^ +\d\. ([a-z]+)$", (folder / name).read_text(), re.MULTILINE)


def saved(folder: Path, name: str) -> str:
    """Return a saved page with its lines joined where lynx broke them."""
    return re.sub(r"(?<=\S)\n +(?=\S)", " ", (folder / name).read_text(errors="replace"))
