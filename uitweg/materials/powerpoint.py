"""Each deck as a PowerPoint file that anybody can change: real titles, lists and charts.

Equal content gives equal bytes: no moment and no machine is in a file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pptx
from django.conf import settings
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from uitweg.knowledge.training.public_views.presentations import deck_file, decks_of
from uitweg.knowledge.training.rules.decks import build_deck
from uitweg.knowledge.training.rules.slide_boxes import BoxKind
from uitweg.knowledge.training.rules.slide_layout import (
    BOTTOM,
    HEIGHT,
    INSIDE,
    MARGIN,
    TITLE_HEIGHT,
    TITLE_TOP,
    TOP,
    WIDTH,
    boxes_of,
)
from uitweg.knowledge.training.rules.slides import Deck, Slide, SlideLook
from uitweg.materials.powerpoint_shapes import (
    COLOURS,
    Pen,
    add_chart,
    add_notes,
    add_pause,
    add_text_box,
    arch,
    line_of_the_logo,
    slide_number,
    themed,
)
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.podcast import Presentation
from uitweg.platform.ui.theme import light_colours

LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
_OPENING, _TEXT, _TITLE = 0, 1, 2
_KEPT_LAYOUTS = ((0, "Opening"), (1, "Titel en tekst"), (5, "Alleen een titel"))

_FIXED_TIME = (2000, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_SHEET, _PROPERTIES = ".xlsx", "docProps/core.xml"


def files(content: Content) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the address of each deck's file at the level of this content, and what makes it."""
    for presentation, minutes in decks_of(content):
        yield (
            deck_file(presentation, minutes).path,
            partial(deck_pptx, presentation, minutes, content),
        )


def deck_pptx(presentation: Presentation, minutes: int, content: Content) -> bytes:
    """Return one deck in the colours of this city."""
    return write_pptx(build_deck(content, presentation, minutes), light_colours(settings.THEME))


def write_pptx(deck: Deck, colours: Mapping[str, str]) -> bytes:
    """Return the file; `colours` are the tokens of light mode: --ink, --paper and so on."""
    file, pen = pptx.Presentation(), Pen(colours, LANGUAGES[deck.lang])
    file.slide_width, file.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _make_master(file, pen)
    for number, slide in enumerate(deck.slides, 1):
        _add(file, slide, number, pen)
    properties = file.core_properties
    properties.title, properties.language = f"{deck.title} {deck.slides[0].lead}", pen.lang
    properties.author = properties.last_modified_by = "Uitweg"
    properties.subject, properties.revision = deck.slides[0].points[0], 1
    written = BytesIO()
    file.save(written)
    return same_each_time(written.getvalue(), deck.last)


def _make_master(file: Any, pen: Pen) -> None:
    """Keep three layouts, give them our colours, fonts and sizes, and the opening its door."""
    master = file.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = themed(theme.blob, pen.colours)
    kept = [file.slide_layouts[place] for place, _ in _KEPT_LAYOUTS]
    for layout in list(file.slide_layouts):
        if layout not in kept:
            file.slide_layouts.remove(layout)
    for layout, (_, name) in zip(kept, _KEPT_LAYOUTS, strict=True):
        layout.name = name
    for owner in (master, *kept):
        for shape in list(owner.placeholders):
            if shape.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE):
                shape._element.getparent().remove(shape._element)
            else:
                _place_outline(shape, is_opening=owner is kept[_OPENING])
    for drawn in (arch(9.35, 1.55, 3.2, 5.95), line_of_the_logo(9.6, 2.35, 2.7)):
        kept[_OPENING].shapes._spTree.insert(2, parse_xml(drawn))
    for layout in kept[1:]:
        layout.shapes._spTree.insert(2, parse_xml(line_of_the_logo(12.05, 0.75, 0.5)))
    tree = kept[_OPENING].shapes._spTree
    tree.insert(2, tree[3])  # the door behind the line
    for relation in list(file.part.package.iter_rels()):
        if relation.reltype.endswith("/thumbnail"):
            file.part.package.drop_rel(relation.rId)


def _place_outline(shape: Any, *, is_opening: bool) -> None:
    """Put a place of a layout where its slides have it, for who makes a slide of their own."""
    kind = shape.placeholder_format.type
    if kind == PP_PLACEHOLDER.SLIDE_NUMBER:
        left, top, width, height = WIDTH - MARGIN - 1, BOTTOM + 0.1, 1.0, 0.35
    elif kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
        left, top, width, height = (
            (MARGIN, 1.7, 7.6, 2.9)
            if is_opening
            else (MARGIN, TITLE_TOP, INSIDE - 0.8, TITLE_HEIGHT)
        )
    else:
        left, top, width, height = (
            (MARGIN, 4.75, 7.6, 1.15) if is_opening else (MARGIN, TOP, INSIDE, BOTTOM - TOP)
        )
    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(width), Inches(height)


def _add(file: Any, slide: Slide, number: int, pen: Pen) -> None:
    boxes = boxes_of(slide)
    has_body = any(box.kind is BoxKind.BODY for box in boxes)
    layout = _OPENING if slide.look is SlideLook.OPENING else _TEXT if has_body else _TITLE
    page = file.slides.add_slide(file.slide_layouts[layout])
    if slide.look is SlideLook.STOP:
        page.background.fill.solid()
        page.background.fill.fore_color.theme_color = COLOURS["tint"]
    for box in boxes:
        if box.kind is BoxKind.CHART:
            add_chart(page, slide, box, pen)
        elif box.kind is BoxKind.PAUSE:
            add_pause(page, slide, box, pen)
        else:
            add_text_box(page, box, pen)
    tree = page.shapes._spTree
    place = slide_number(WIDTH - MARGIN - 1, BOTTOM + 0.1, 1, number, pen.lang)
    tree.append(parse_xml(place))
    add_notes(page, slide, pen)


def same_each_time(file: bytes, checked_on: date) -> bytes:
    """Return an Office file with one fixed moment in it, also in the sheet of each chart."""
    packed, moment = BytesIO(), f"{checked_on.isoformat()}T00:00:00Z".encode()
    with ZipFile(BytesIO(file)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(_SHEET):
                content = same_each_time(content, checked_on)
            elif name == _PROPERTIES:
                content = _MOMENT.sub(rb"\g<1>" + moment, content)
            info = ZipInfo(name, _FIXED_TIME)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, content)
    return packed.getvalue()
