"""Makes the numbers of numbers.yaml and the presentations of presentations.yaml."""

import re
from collections.abc import Collection, Iterator

from uitweg.platform.content.checks import texts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.reader import ContentReader
from uitweg.platform.content.files.strict_yaml import Problem, YamlItem
from uitweg.platform.content.values.podcast import (
    HEADINGS_ON_PAGES,
    NumberFact,
    PageHeadings,
    Presentation,
)
from uitweg.platform.content.values.values import Contact, Prose, WrittenPage

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_PLACE = "{n}"


def make_number(reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str) -> NumberFact:
    """Return a number with its words. Raises InvalidContent."""
    number = NumberFact(
        **reader.common(row, lang),
        order=row.take("order", int),
        value=row.take("value", int),
        year=row.optional("year", int),
        chart=row.text("chart", ""),
        pages=row.texts("pages", []),
        shown_as=wording.words("shown"),
        label=wording.words("label"),
        period=wording.words("period"),
        about_form=wording.words("about"),
    )
    if number.value < 0:
        raise row.refused("value should be 0 or more.")
    for form in (number.shown_as, number.about_form):
        if form.replace(_PLACE, "", 1).count("{") or _PLACE not in form:
            raise wording.refused("shown and about have {n} in the place of the number, once.")
    return number


def make_presentation(
    reader: ContentReader,
    pages: dict[str, WrittenPage],
    contacts: dict[str, Contact],
    groups: Collection[str],
    row: YamlItem,
    wording: YamlItem,
    _lang: str,
) -> Presentation:
    """Return for whom a deck is. Raises InvalidContent for what is not on its page, or nowhere."""
    headings = YamlItem(row.file, row.id, row.take("headings", dict))
    presentation = Presentation(
        id=row.id,
        order=row.take("order", int),
        slug=row.words("slug"),
        level=row.words("level"),
        page=row.words("page"),
        lesson=row.words("lesson"),
        seen_at=row.texts("seen_at"),
        groups=row.texts("groups"),
        numbers=row.texts("numbers"),
        calls=row.texts("calls"),
        headings=PageHeadings(
            **{name: headings.text(name, "") for name in ("see", "say", "leave", "do", "meldcode")}
        ),
        follows_meldcode=row.take("follows_meldcode", bool, False),
        name=wording.words("name"),
    )
    headings.refuse_leftovers()
    reader.linked(row, presentation.calls, contacts)
    reader.linked(row, (presentation.page,), pages)
    if unknown := set(presentation.groups) - set(groups):
        raise row.refused(f"the group {min(unknown)} has no words in groups.yaml.")
    if reader.level.id == presentation.level:
        _refuse_lost_headings(row, presentation.headings, pages[presentation.page])
    return presentation


def _refuse_lost_headings(row: YamlItem, headings: PageHeadings, page: WrittenPage) -> None:
    for heading in vars(headings).values():
        if heading and heading not in _headings_of(page):
            raise row.refused(f"the page {page.id} has no heading “{heading}”.")


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
