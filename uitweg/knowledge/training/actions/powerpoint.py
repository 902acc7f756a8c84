"""Draws a deck as a PowerPoint file that anybody can change: real titles, lists and charts.

The only module that imports python-pptx; it is loaded when the first file is asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pptx
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from uitweg.knowledge.training.actions.powerpoint_file import same_each_time
from uitweg.knowledge.training.actions.powerpoint_look import (
    SANS,
    SERIF,
    arch,
    line_of_the_logo,
    slide_number,
    themed,
)
from uitweg.knowledge.training.rules.slide_layout import (
    BOTTOM,
    GAP,
    HEIGHT,
    INDENT,
    INSIDE,
    LINE_HEIGHT,
    MARGIN,
    PADDING,
    TITLE_HEIGHT,
    TITLE_TOP,
    TOP,
    WIDTH,
    Box,
    BoxKind,
    Line,
    boxes_of,
)
from uitweg.knowledge.training.rules.slides import Deck, PointStyle, Slide, SlideLook

LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
_OPENING, _TEXT, _TITLE = 0, 1, 2
_KEPT_LAYOUTS = ((0, "Opening"), (1, "Titel en tekst"), (5, "Alleen een titel"))
_COLOURS = {
    "ink": MSO_THEME_COLOR.TEXT_1,
    "soft": MSO_THEME_COLOR.TEXT_2,
    "way": MSO_THEME_COLOR.ACCENT_2,
    "fill": MSO_THEME_COLOR.ACCENT_1,
    "tint": MSO_THEME_COLOR.BACKGROUND_2,
    "line": MSO_THEME_COLOR.ACCENT_5,
}
_ROOM_FOR_WORDS = 1.5
_SHOWN = re.compile(r"(\D*)[\d.,]+(\D*)")


@dataclass(frozen=True)
class _Pen:
    """What every shape needs: the colours that the theme does not have, and the language."""

    colours: Mapping[str, str]
    lang: str

    def dip(self, colour: Any, name: str) -> None:
        """Give something a colour of the theme, or else of the tokens."""
        if name in _COLOURS:
            colour.theme_color = _COLOURS[name]
        else:
            token = "--" + name.replace("_", "-")
            colour.rgb = RGBColor.from_string(self.colours[token][1:].upper())


def write_pptx(deck: Deck, colours: Mapping[str, str]) -> bytes:
    """Return the file; `colours` are the tokens of light mode: --ink, --paper and so on."""
    file, pen = pptx.Presentation(), _Pen(colours, LANGUAGES[deck.lang])
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


def _make_master(file: Any, pen: _Pen) -> None:
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
        kept[_OPENING].shapes._spTree.insert(2, etree.fromstring(drawn))
    for layout in kept[1:]:
        layout.shapes._spTree.insert(2, etree.fromstring(line_of_the_logo(12.05, 0.75, 0.5)))
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


def _add(file: Any, slide: Slide, number: int, pen: _Pen) -> None:
    boxes = boxes_of(slide)
    has_body = any(box.kind is BoxKind.BODY for box in boxes)
    layout = _OPENING if slide.look is SlideLook.OPENING else _TEXT if has_body else _TITLE
    page = file.slides.add_slide(file.slide_layouts[layout])
    if slide.look is SlideLook.STOP:
        page.background.fill.solid()
        page.background.fill.fore_color.theme_color = _COLOURS["tint"]
    for box in boxes:
        if box.kind is BoxKind.CHART:
            _chart(page, slide, box, pen)
        elif box.kind is BoxKind.PAUSE:
            _pause(page, slide, box, pen)
        else:
            _text_box(page, box, pen)
    tree = page.shapes._spTree
    place = slide_number(WIDTH - MARGIN - 1, BOTTOM + 0.1, 1, number, pen.lang)
    tree.append(etree.fromstring(place))
    _notes(page, slide, pen)


def _text_box(page: Any, box: Box, pen: _Pen) -> None:
    """Fill a place of the layout, or add a box of our own; what comes later is read later."""
    if box.kind is BoxKind.TITLE:
        shape = page.shapes.title
    elif box.kind is BoxKind.BODY:
        shape = page.placeholders[1]
        page.shapes._spTree.append(shape._element)
    else:
        shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, 0, 0)
        shape._element.remove(shape._element.find(qn("p:style")))
        shape.name = f"Tekst {shape.shape_id}"
    shape.left, shape.top = Inches(box.left), Inches(box.top)
    shape.width, shape.height = Inches(box.width), Inches(box.height)
    if box.kind is BoxKind.TEXT:
        _fill(shape, box, pen)
    frame = shape.text_frame
    frame.word_wrap, padding = True, Inches(PADDING if box.fill else 0)
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = padding
    is_low = box.kind is BoxKind.TITLE
    middle = MSO_ANCHOR.MIDDLE if box.in_middle else MSO_ANCHOR.TOP
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if is_low else middle
    if box.columns > 1:
        properties = frame._txBody.bodyPr
        properties.set("numCol", str(box.columns))
        properties.set("spcCol", str(Inches(0.25)))
    for nth, line in enumerate(box.lines):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        _write(paragraph, line, pen, is_last=nth == len(box.lines) - 1)


def _fill(shape: Any, box: Box, pen: _Pen) -> None:
    if box.fill:
        shape.fill.solid()
        pen.dip(shape.fill.fore_color, box.fill)
    else:
        shape.fill.background()
    if box.is_framed:
        pen.dip(shape.line.color, "line")
        shape.line.width = Pt(1)
    else:
        shape.line.fill.background()


def _write(paragraph: Any, line: Line, pen: _Pen, *, is_last: bool) -> None:
    run = paragraph.add_run()
    run.text = line.text
    run.font.size, run.font.bold = Pt(line.size), line.bold
    run.font.name = SERIF if line.serif else SANS
    pen.dip(run.font.color, line.colour)
    run._r.get_or_add_rPr().set("lang", pen.lang)
    paragraph.alignment = PP_ALIGN.CENTER if line.is_centred else PP_ALIGN.LEFT
    paragraph.line_spacing = Pt(line.size * LINE_HEIGHT)
    paragraph.space_before, paragraph.space_after = Pt(0), Pt(0 if is_last else line.size * GAP)
    properties = paragraph._p.get_or_add_pPr()
    indent = 0 if line.mark is PointStyle.PROSE else Inches(INDENT)
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    for tag, attributes in _mark(line.mark):
        etree.SubElement(properties, qn(tag), attributes)


def _mark(mark: PointStyle) -> tuple[tuple[str, dict[str, str]], ...]:
    if mark is PointStyle.PROSE:
        return (("a:buNone", {}),)
    if mark is PointStyle.NUMBERS:
        return (("a:buFont", {"typeface": "+mj-lt"}), ("a:buAutoNum", {"type": "arabicPeriod"}))
    return (("a:buFont", {"typeface": "Arial"}), ("a:buChar", {"char": "•"}))


def _chart(page: Any, slide: Slide, box: Box, pen: _Pen) -> None:
    """Draw the bars as a chart of PowerPoint's own, with its numbers in a sheet."""
    values = CategoryChartData(number_format="#,##0")
    values.categories = [bar.label for bar in slide.bars]
    values.add_series(slide.title, [bar.value for bar in slide.bars])
    place = (Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
    frame = page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, values)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", slide.alt)
    frame.name, chart = slide.title, frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.name = Pt(20), SANS
    pen.dip(chart.font.color, "ink")
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.maximum_scale = max(bar.value for bar in slide.bars) * _ROOM_FOR_WORDS
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    labels = plot.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(24), True
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.theme_color = _COLOURS["fill"]
    _say_values(plot.series[0], slide)


def _say_values(series: Any, slide: Slide) -> None:
    """Let each value be shown as people read it, "meer dan" before it, and stay a number."""
    for nth, bar in enumerate(slide.bars):
        found = _SHOWN.fullmatch(bar.shown)
        before, after = (found[1], found[2]) if found else ("", "")
        data_label = series.points[nth].data_label
        data_label.font.size, data_label.font.bold = Pt(24), True
        data_label.position = XL_LABEL_POSITION.OUTSIDE_END
        label = data_label._get_or_add_dLbl()
        number = etree.Element(qn("c:numFmt"))
        quoted = [f'"{text}"' if text else "" for text in (before, after)]
        number.set("formatCode", f"{quoted[0]}#,##0{quoted[1]}")
        number.set("sourceLinked", "0")
        label.insert(1, number)


def _pause(page: Any, slide: Slide, box: Box, pen: _Pen) -> None:
    """Draw where a film stops, as two bars in one group with its words."""
    group = page.shapes.add_group_shape()
    for nth in (0, 1):
        left = box.left + nth * box.width * 0.6
        bar = group.shapes.add_shape(
            MSO_SHAPE.RECTANGLE,
            *(Inches(left), Inches(box.top), Inches(box.width * 0.35), Inches(box.height)),
        )
        bar._element.remove(bar._element.find(qn("p:style")))
        bar.fill.solid()
        pen.dip(bar.fill.fore_color, "way")
        bar.line.fill.background()
    group.name = "Pauze"
    group._element.nvGrpSpPr.cNvPr.set("descr", slide.alt)


def _notes(page: Any, slide: Slide, pen: _Pen) -> None:
    frame = page.notes_slide.notes_text_frame
    for nth, note in enumerate(slide.notes):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = note
        run._r.get_or_add_rPr().set("lang", pen.lang)
