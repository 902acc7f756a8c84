"""Characters that turn text, in a stranger's words and names, turn nothing that stands after them."""

from playwright.sync_api import Locator

from tests.support.browsers import Browsers, invite, new_since, send, take_words, waiting

OVERRIDE, POP_ISOLATE, RIGHT_MARK = "\u202e", "\u2069", "\u200f"
TURNERS = {
    "override": OVERRIDE,
    "override-behind-a-closed-isolate": POP_ISOLATE * 3 + OVERRIDE,
    "embedding": "\u202b",
    "open-isolate": "\u2067" * 2,
    "right-to-left-mark": "a" + RIGHT_MARK,
    "many-overrides": OVERRIDE * 50,
}
IN_ORDER = """(element) => {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), places = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    for (let at = 0; at < node.length; at += 1) {
      if (!/[A-Za-z0-9(,]/.test(node.data[at])) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) places.push([Math.round(box.top), box.left]);
    }
  }
  return places.length > 2 && places.every(([top, left], n) => !n || top > places[n - 1][0] + 4 || left > places[n - 1][1]);
}"""
"""Whether each letter of an element stands to the right of the one before it, or on a later line."""


def reads_on(element: Locator) -> bool:
    return bool(element.evaluate(IN_ORDER))


def test_what_stands_after_a_name_is_not_turned(browsers: Browsers) -> None:
    page = browsers.member("ruud")
    for login, turner in TURNERS.items():
        page.goto(browsers.city.staff + "/beheer/leden/")
        invite(page, "Joris " + turner, login)
    page.goto(browsers.city.staff + "/beheer/leden/")
    rows = {login: page.locator(".mem", has_text=f"{login} ·") for login in TURNERS}

    assert {login: reads_on(row.locator(".what .soft").first) for login, row in rows.items()} == (
        dict.fromkeys(TURNERS, True)
    )


def test_what_stands_after_a_reporters_words_is_not_turned(browsers: Browsers) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/schrijven/")
    take_words(page)
    send(page, f"Zij is weg.{POP_ISOLATE}{OVERRIDE} Bel mij.\nTweede regel")
    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")

    said = desk.get_by_text("Zij is weg.").first
    assert POP_ISOLATE + OVERRIDE not in said.inner_text()
    assert OVERRIDE in said.inner_text()
