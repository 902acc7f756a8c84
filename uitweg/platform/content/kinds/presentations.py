"""Makes the numbers of numbers.yaml and the presentations of presentations.yaml."""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import structs

from uitweg.platform.content.checks import texts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.reader import ContentReader
from uitweg.platform.content.files.strict_yaml import Problem, YamlItem
from uitweg.platform.content.values.podcast import HEADINGS_ON_PAGES, PageHeadings
from uitweg.platform.content.values.values import Prose, WrittenPage

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def with_number_place(_reader: ContentReader, _row: YamlItem, wording: YamlItem) -> dict[str, Any]:
    """Return the words of a number. Raises InvalidContent for one without a place for it."""
    forms = {key: wording.words(key) for key in ("shown", "about")}
    for form in forms.values():
        if form.replace("{n}", "", 1).count("{") or "{n}" not in form:
            raise wording.refused("shown and about have {n} in the place of the number, once.")
    return forms


def refuse_lost_headings(
    reader: ContentReader, row: YamlItem, _wording: YamlItem
) -> dict[str, Any]:
    """Return the headings of a deck. Raises InvalidContent for one that is not on its page."""
    written = YamlItem(row.file, row.id, row.take("headings", dict))
    headings = reader.make(PageHeadings, written)
    id, level = row.words("page"), row.words("level")
    (page,) = reader.linked(row, (id,), WrittenPage)
    for heading in structs.astuple(headings) if level == reader.level.id else ():
        if heading and heading not in _headings_of(page):
            raise row.refused(f"the page {page.id} has no heading “{heading}”.")
    return {"headings": headings, "page": id, "level": level}


def _headings_of(page: WrittenPage) -> set[str]:
    pieces = [piece.markdown for piece in page.text.body if isinstance(piece, Prose)]
    return {heading.strip() for piece in pieces for heading in _HEADING.findall(piece)}


def numbers_behind(content: Content) -> Iterator[Problem]:
    """Yield the pages that should have a number written out, and have another or none."""
    lines_by_path = {text.path: " ".join(text.lines) for text in texts.page_texts(content)}
    pages = {page.id: page for page in content.pages}
    for number in content.numbers:
        for id in number.pages:
            path = content.level.address(pages[id].path) if id in pages else ""
            if number.shown_value not in lines_by_path.get(path, ""):
                says = f"the page {id} does not say “{number.shown_value}”"
                yield Problem("numbers.yaml", number.id, f"{says} ({content.level.id}).")


def lost_in_decks(content: Content) -> Iterator[Problem]:
    """Yield what the decks of this level name, and what is not there: numbers, headings, words."""
    decks = [each for each in content.presentations if each.level == content.level.id]
    forms = {number.id: f"number_{number.id}" for number in content.numbers if not number.chart}
    forms |= {number.chart: f"chart_{number.chart}" for number in content.numbers if number.chart}
    file = f"words/{content.level.id}/slides.yaml"
    for deck in decks:
        for id in deck.numbers:
            if id not in forms:
                yield Problem("presentations.yaml", deck.id, f"{id} is no number we show.")
            elif forms[id] not in content.slides:
                yield Problem(file, forms[id], "has no words.")
    for word, page in HEADINGS_ON_PAGES.items() if decks else ():
        heading = content.slides.get(word, "")
        if not any(heading in _headings_of(each) for each in content.pages if each.id == page):
            yield Problem(file, word, f"the page {page} has no heading “{heading}”.")
