"""Browsers for the journeys: visitors at the public door, members at the staff door, and axe.

Every page is watched: a request to anywhere but the two doors, a fault in a script or a
refusal by the content security policy fails the journey that caused it.
"""

import hashlib
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyotp
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    expect,
)

from tests.support import machine
from tests.support.installation import ROOT, Installation
from tests.support.people import PHRASE
from uitweg.platform.content import load
from uitweg.platform.sealing import code

AXE = Path(__file__).with_name("axe")
PATIENCE_MS = 30_000
AWAY = "https://www.knmi.nl/"  # where Snel weg leads
WEATHER = "<!doctype html><html lang=nl><title>Weer</title><h1>Het weer</h1>"
STATUS = "Failed to load resource"  # the console's words for a 4xx, a 5xx or a lost answer


@dataclass
class Browsers:
    """One Chromium, a new profile for each person. `trouble` is what no journey may cause."""

    chromium: Browser
    city: Installation
    seats: dict[str, Any]
    opened: list[BrowserContext] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)  # beginnings of addresses a journey stands in for
    axe: str = ""  # carried along to each page, for a walk that asks it everywhere

    def visitor(self, path: str = "/", **how: Any) -> Page:
        """Open a page of the public door as someone new."""
        page = self._profile(**how).new_page()
        page.goto(self.city.public + path)
        return page

    def visitor_without_scripts(self, path: str = "/") -> Page:
        """Open a page whose scripts are taken out on the way, in a browser where axe can run."""
        page = self._profile().new_page()
        page.route(f"{self.city.public}/**", take_scripts_out)
        page.goto(self.city.public + path)
        return page

    def member(self, login: str, path: str = "/", **how: Any) -> Page:
        """Open a page of the staff door as this member, who comes in by the login page once.

        Unless the city was made ready with everybody in. An empty path opens no page yet: what
        comes first is asked without one.
        """
        seat = self.seats.get(login) or self._seat(login)
        page = self._profile(storage_state=seat, **how).new_page()
        if seat is None:
            log_in(page, self.city, login)
            self.seats[login] = page.context.storage_state()
        if path:
            page.goto(self.city.staff + path)
        return page

    def _seat(self, login: str) -> dict[str, Any] | None:
        value = self.city.cookie_of(login)
        cookie = {"name": "uitweg", "value": value, "domain": "127.0.0.1", "path": "/"}
        cookie |= {"httpOnly": True, "sameSite": "Strict"}
        return {"cookies": [cookie], "origins": []} if value else None

    def member_apart(self, login: str, path: str = "/") -> Page:
        """Open a page in a session of its own: whoever logs out ends the one of the other stories."""
        page = self.stranger()
        a_new_code(self.city, login)
        log_in(page, self.city, login)
        page.goto(self.city.staff + path)
        return page

    def stranger(self, path: str = "/", **how: Any) -> Page:
        """Open a page of the staff door as someone who is not in."""
        page = self._profile(**how).new_page()
        page.goto(self.city.staff + path)
        return page

    def _profile(
        self,
        *,
        javascript: bool = True,
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        **more: Any,
    ) -> BrowserContext:
        profile = self.chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="nl-NL",
            permissions=["clipboard-write"],
            **more,
        )
        profile.set_default_timeout(PATIENCE_MS)
        if self.axe:
            profile.add_init_script(self.axe)
        profile.on("request", self._asked)
        profile.on("console", self._heard)
        profile.on("weberror", lambda fault: self.trouble.append(f"script: {fault.error}"))
        self.opened.append(profile)
        return profile

    def stand_in(self, page: Page, address: str, html: str) -> None:
        """Answer for a site elsewhere on this page, which may ask for it from now on."""
        kind = "text/html; charset=utf-8"
        page.route(address, lambda route: route.fulfill(body=html, content_type=kind))
        self.also.append(address)

    def _asked(self, request: Request) -> None:
        """What goes elsewhere finds no such host (`conftest`), and fails the journey.

        It only listens: a page whose requests all wait for a word from here costs a third more.
        """
        ours = (self.city.public, self.city.staff, "data:", "about:", "blob:", *self.also)
        if not request.url.startswith(ours):
            self.trouble.append(f"asked elsewhere: {request.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(STATUS):
            self.trouble.append(f"console: {message.text}")

    def close(self) -> None:
        for profile in self.opened:
            profile.close()


def take_scripts_out(route: Route) -> None:
    answer = route.fetch()
    html = re.sub(r"<script.*?</script>", "", answer.text(), flags=re.DOTALL)
    route.fulfill(response=answer, body=html)


# at the staff door


def key(page: Page, name: str) -> None:
    """Press a key of ours as soon as the page is whole: from then on its script knows them."""
    page.wait_for_load_state()
    page.keyboard.press(name)


def type_here(page: Page, text: str) -> None:
    """Type where the cursor is, once it is in a field: before, letters are keys of the page."""
    page.wait_for_function("document.activeElement.matches('input, textarea')")
    page.keyboard.type(text)


def a_new_code(city: Installation, login: str) -> None:
    """As if half a minute went by: a code of the phone counts once."""
    with closing(sqlite3.connect(city.folder / "staff.sqlite", timeout=10)) as store, store:
        store.execute("UPDATE accounts_member SET totp_step = 0 WHERE login = ?", [login])


def log_in(page: Page, city: Installation, login: str) -> None:
    """Type name, passphrase and the code that the demo's login page shows beside the name."""
    page.goto(city.staff + "/inloggen/")
    person = page.locator("form.in", has=page.locator(f"[name=login][value={login}]"))
    code = str(person.locator("[name=code]").get_attribute("value"))
    typed = page.locator("form.p").first
    typed.get_by_label("Inlognaam").fill(login)
    typed.get_by_label("Wachtzin").fill(city.members()[login]["phrase"])
    typed.get_by_label("Code").fill(code)
    typed.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda address: "/inloggen/" not in address)


def waiting(page: Page) -> list[int]:
    """Return the numbers of the reports on the worklist, as they stand, on all its pages."""
    found, address = list[int](), page.url
    while address:
        html = page.context.request.get(address).text()
        found += map(int, re.findall(r'id="melding-(\d+)"', html))
        after = re.search(r'href="(\?na=[^"]+)"', html)
        address = urljoin(page.url, after[1]) if after else ""
    return found


def taken_on(page: Page, city: Installation) -> str:
    """Make a case of the newest report, as the button on its page does; return its address.

    The page stays where it is: only what it would send is sent.
    """
    html = page.request.get(city.staff + "/werk/meldingen/").text()
    newest = re.findall(r'href="/werk/melding/(\d+)/"', html)[0]
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[0]
    answer = page.request.post(
        f"{city.staff}/werk/melding/{newest}/casus/",
        form={"csrfmiddlewaretoken": token},
        headers={"Origin": city.staff},
    )
    assert answer.ok, answer.status
    return answer.url


def new_since(page: Page, before: list[int]) -> int:
    """Look at the worklist again and return the one report that was not on it."""
    page.goto(page.url)
    (number,) = set(waiting(page)) - set(before)
    return number


def answer_on(page: Page, text: str) -> None:
    """On the page of a report: write an answer and send it."""
    page.get_by_label("Antwoord aan de melder").fill(text)
    page.get_by_role("button", name="Verstuur").click()


def invite(page: Page, name: str, login: str, *, role: str = "coordinator") -> str:
    """On the page of members: invite someone; return the words to hand over."""
    page.get_by_label("Naam", exact=True).fill(name)
    page.get_by_label("Inlognaam").fill(login)
    page.get_by_label("Rol").select_option(role)
    page.get_by_role("button", name="Maak uitnodiging").click()
    return page.locator("section[role=status] .aloud").inner_text()


def join(page: Page, login: str, invitation: str) -> str:
    """On the page of who was invited: fill in everything; return the phone's secret.

    The code is the one before the present, which the door still takes: two are left to log in with.
    """
    if (left := 30 - time.time() % 30) < 5:
        page.wait_for_timeout(left * 1000)
    secret = str(page.locator("[name=totp_secret]").get_attribute("value"))
    page.get_by_label("Inlognaam").fill(login)
    page.get_by_label("Woorden van je uitnodiging").fill(invitation)
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).at(time.time() - 30))
    page.get_by_label("Wachtzin").fill(PHRASE)
    page.get_by_label("Nog een keer").fill(PHRASE)
    page.get_by_role("button", name="Doe mee").click()
    return secret


# at the public door


def tick(page: Page, *signals: str) -> None:
    """Tick these signals on the check, by the words a visitor reads."""
    for each in signals:
        box = page.get_by_label(load().signal(each).see, exact=True)
        box.evaluate(
            "box => { const group = box.closest('details'); if (group) group.open = true; }"
        )
        box.check()


def words_on(page: Page) -> list[str]:
    """Return the seven words the page shows, as soon as it shows them."""
    lines = page.locator("ol.note:visible li")
    expect(lines).to_have_count(7)
    return [line.strip() for line in lines.all_text_contents()]


def take_words(page: Page) -> list[str]:
    """From the first page of the report: ask for words, keep them, go on to the writing."""
    page.get_by_role("button", name="Geef mij zeven woorden").click()
    words = words_on(page)
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    return words


def send(page: Page, text: str, *, danger: bool = False, role: str = "") -> None:
    """On the page to write on: fill in, send, and see that it arrived."""
    page.locator("#text").fill(text)
    if danger:
        page.locator("[name=needed][value=now]").check()
    if role:
        page.locator("form:visible [name=role]").select_option(role)
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    page.get_by_role("heading", name="Je bericht is verstuurd").wait_for()


def write(page: Page, text: str, **said: Any) -> list[str]:
    """The whole report, from /schrijven/ to the page that says how to come back."""
    words = take_words(page)
    send(page, text, **said)
    return words


def arrived(page: Page, city: Installation, text: str) -> list[str]:
    """Post a report as a form without scripts does, where how it is written is not the point."""
    words = code.new_words()
    form: dict[str, Any] = {
        "words": " ".join(words),
        "key": secrets.token_hex(16),
        "text": text,
    }
    answer = page.request.post(city.public + "/schrijven/versturen/", form=form)
    assert "Je bericht is verstuurd" in answer.text()
    return words


def open_mailbox(page: Page, words: list[str]) -> None:
    page.get_by_label("Je zeven woorden").fill(" ".join(words))
    page.get_by_role("button", name="Openen").click()
    page.get_by_role("heading", name="Je postvak", exact=True).wait_for()


# what stands in the channel's store, read past the doors


def channel_rows(city: Installation, question: str, *given: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(city.folder / "channel.sqlite", timeout=10)) as store, store:
        return store.execute(question, given).fetchall()


def call_for_newest_message(city: Installation, login: str) -> int:
    """Let this member have duty and be called for the newest message; return the callout's number."""
    return int(_with_rows(city, f"print(duty_rows.callout_for_newest_message({login!r}).pk)"))


def end_every_callout(city: Installation) -> None:
    _with_rows(city, "duty_rows.nobody_is_called()")


def _with_rows(city: Installation, line: str) -> str:
    begin = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'uitweg.site.config.settings'"
    )
    done = city.program(f"{begin}; django.setup(); from tests.support import duty_rows; {line}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def stored_reports(city: Installation) -> int:
    return int(channel_rows(city, "SELECT count(*) FROM channel_report")[0][0])


# axe


def axe_script() -> str:
    """Return axe-core, fetched once by npm (exact version, hash in the lock) into var/npm.

    Without network the first run fails; it is never skipped.
    """
    lock = (AXE / "package-lock.json").read_bytes()
    folder = ROOT / "var" / "npm" / hashlib.sha256(lock).hexdigest()[:12]
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        shutil.copytree(AXE, folder, dirs_exist_ok=True)
        machine.fetch_packages(folder)
    return script.read_text(encoding="utf-8")


# the lines are made in the page: all that axe weighed would be much to send
FOUND = """how => axe.run(document, how).then(all => all.violations.flatMap(rule => rule.nodes.map(
  node => `${rule.id}: ${node.target} ${node.failureSummary.split("\\n")[1].trim()}`)))"""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


AT_ITS_PLACE = """position => {
  for (const bar of document.querySelectorAll(".thumb")) bar.style.position = position;
}"""
"""A telephone's call bar, at the end of the page: what lies under it now can be scrolled free."""


def faults(page: Page, script: str, *, but: Sequence[str] = ()) -> list[str]:
    """Return what axe finds wrong on the page as it stands by every rule `but` these, a line a place."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(script)
    ask = {
        "runOnly": {"type": "tag", "values": LEVELS},
        "rules": {rule: {"enabled": False} for rule in but},
        "resultTypes": ["violations"],
        "iframes": False,
    }
    page.evaluate(AT_ITS_PLACE, "static")
    found: list[str] = page.evaluate(FOUND, ask)
    page.evaluate(AT_ITS_PLACE, "")
    return found
