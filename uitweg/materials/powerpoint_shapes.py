"""Draws what stands on a slide with python-pptx: boxes, charts, notes, and the look as XML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from uitweg.knowledge.training.rules.slide_boxes import (
    COLUMN_GAP,
    GAP,
    INDENT,
    LINE_HEIGHT,
    PADDING,
    Box,
    BoxKind,
    Line,
)
from uitweg.knowledge.training.rules.slides import PointStyle, Slide

SERIF, SANS = "Georgia", "Segoe UI"
"""Of the fonts in tokens.css those that PowerPoint has; elsewhere another takes their place."""
THEME_COLOURS = {
    "dk1": "--ink",
    "lt1": "--paper",
    "dk2": "--soft",
    "lt2": "--tint",
    "accent1": "--fill",
    "accent2": "--way",
    "accent3": "--edge",
    "accent4": "--acute",
    "accent5": "--line",
    "accent6": "--sunk",
    "hlink": "--way",
    "folHlink": "--way",
}
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_EMU = 914_400
COLOURS = {
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
class Pen:
    """What every shape needs: the colours that the theme does not have, and the language."""

    colours: Mapping[str, str]
    lang: str

    def dip(self, colour: Any, name: str) -> None:
        """Give something a colour of the theme, or else of the tokens."""
        if name in COLOURS:
            colour.theme_color = COLOURS[name]
        else:
            token = "--" + name.replace("_", "-")
            red, green, blue = bytes.fromhex(self.colours[token][1:])
            colour.rgb = RGBColor(red, green, blue)  # type: ignore[no-untyped-call]


def add_text_box(page: Any, box: Box, pen: Pen) -> None:
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
        properties.set("spcCol", str(Inches(COLUMN_GAP)))
    for nth, line in enumerate(box.lines):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        _write(paragraph, line, pen, is_last=nth == len(box.lines) - 1)


def _fill(shape: Any, box: Box, pen: Pen) -> None:
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


def _write(paragraph: Any, line: Line, pen: Pen, *, is_last: bool) -> None:
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
        element = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(name, value)
        properties.append(element)


def _mark(mark: PointStyle) -> tuple[tuple[str, dict[str, str]], ...]:
    if mark is PointStyle.PROSE:
        return (("a:buNone", {}),)
    if mark is PointStyle.NUMBERS:
        return (("a:buFont", {"typeface": "+mj-lt"}), ("a:buAutoNum", {"type": "arabicPeriod"}))
    return (("a:buFont", {"typeface": "Arial"}), ("a:buChar", {"char": "•"}))


def add_chart(page: Any, slide: Slide, box: Box, pen: Pen) -> None:
    """Draw the bars as a chart of PowerPoint's own, with its numbers in a sheet."""
    values: Any = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call]
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
    plot.series[0].format.fill.fore_color.theme_color = COLOURS["fill"]
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
        label.find(".//" + qn("a:bodyPr")).set("wrap", "none")
        number = OxmlElement("c:numFmt")
        quoted = [f'"{text}"' if text else "" for text in (before, after)]
        number.set("formatCode", f"{quoted[0]}#,##0{quoted[1]}")
        number.set("sourceLinked", "0")
        label.insert(1, number)


def add_pause(page: Any, slide: Slide, box: Box, pen: Pen) -> None:
    """Draw where a film stops, as two bars in one group with its words."""
    group, wide = page.shapes.add_group_shape(), box.width * 0.35
    for left in (box.left, box.left + box.width * 0.6):
        place = (Inches(left), Inches(box.top), Inches(wide), Inches(box.height))
        bar = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place)
        bar._element.remove(bar._element.find(qn("p:style")))
        bar.fill.solid()
        pen.dip(bar.fill.fore_color, "way")
        bar.line.fill.background()
    group.name = "Pauze"
    group._element.nvGrpSpPr.cNvPr.set("descr", slide.alt)


def add_notes(page: Any, slide: Slide, pen: Pen) -> None:
    frame = page.notes_slide.notes_text_frame
    for nth, note in enumerate(slide.notes):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = note
        run._r.get_or_add_rPr().set("lang", pen.lang)


def themed(theme: bytes, colours: Mapping[str, str]) -> bytes:
    """Return a theme with our colours and fonts in the place of its own."""
    text = theme.decode()
    for place, token in THEME_COLOURS.items():
        colour = f'<a:{place}><a:srgbClr val="{colours[token][1:].upper()}"/></a:{place}>'
        text = re.sub(rf"<a:{place}>.*?</a:{place}>", colour, text, flags=re.DOTALL)
    for kind, font in (("major", SERIF), ("minor", SANS)):
        latin = f'<a:{kind}Font><a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/>'
        text = re.sub(
            rf"<a:{kind}Font>.*?</a:{kind}Font>", f"{latin}</a:{kind}Font>", text, flags=re.DOTALL
        )
    text = re.sub(r'(<a:(?:clrScheme|fontScheme|theme)\b[^>]*? name=)"[^"]*"', r'\1"Uitweg"', text)
    return text.encode()


def arch(left: float, top: float, width: float, height: float) -> str:
    """Return a door in the tint: a rectangle with a round top, which says nothing by itself."""
    return _shape(
        left,
        top,
        width,
        height,
        '<a:prstGeom prst="round2SameRect"><a:avLst><a:gd name="adj1" fmla="val 50000"/>'
        '<a:gd name="adj2" fmla="val 0"/></a:avLst></a:prstGeom>'
        '<a:solidFill><a:schemeClr val="bg2"/></a:solidFill><a:ln><a:noFill/></a:ln>',
        number=101,
    )


def line_of_the_logo(left: float, top: float, size: float) -> str:
    """Return the line of the logo: a dip that runs on."""
    path = (
        '<a:path w="2400" h="2400" fill="none"><a:moveTo><a:pt x="300" y="400"/></a:moveTo>'
        '<a:lnTo><a:pt x="300" y="1200"/></a:lnTo>'
        '<a:arcTo wR="600" hR="600" stAng="10800000" swAng="-10800000"/>'
        '<a:lnTo><a:pt x="1500" y="900"/></a:lnTo>'
        '<a:arcTo wR="450" hR="450" stAng="10800000" swAng="5400000"/>'
        '<a:lnTo><a:pt x="2200" y="450"/></a:lnTo></a:path>'
    )
    stroke = int(size * _EMU * 2 / 24)
    return _shape(
        left,
        top,
        size,
        size,
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{path}</a:pathLst></a:custGeom><a:noFill/>'
        f'<a:ln w="{stroke}" cap="rnd"><a:solidFill><a:schemeClr val="accent2"/></a:solidFill>'
        "<a:round/></a:ln>",
        number=102,
    )


def _shape(left: float, top: float, width: float, height: float, drawn: str, *, number: int) -> str:
    x, y, wide, high = (round(inches * _EMU) for inches in (left, top, width, height))
    return (
        f'<p:sp {_P} {_A}><p:nvSpPr><p:cNvPr id="{number}" name="Versiering {number}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm>{drawn}</p:spPr></p:sp>'
    )


def slide_number(left: float, top: float, width: float, number: int, lang: str) -> str:
    """Return the place of a slide's number, which PowerPoint keeps right when slides move."""
    x, y, wide = (round(inches * _EMU) for inches in (left, top, width))
    return (
        f'<p:sp {_P} {_A}><p:nvSpPr><p:cNvPr id="90" name="Dianummer"/><p:cNvSpPr>'
        '<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="sldNum" sz="quarter" idx="12"/>'
        f'</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
        f'<a:ext cx="{wide}" cy="{_EMU // 3}"/></a:xfrm></p:spPr><p:txBody>'
        '<a:bodyPr lIns="0" rIns="0" anchor="ctr"/><a:lstStyle/><a:p><a:pPr algn="r"/>'
        f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang="{lang}"'
        ' sz="1400"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:rPr>'
        f"<a:t>{number}</a:t></a:fld></a:p></p:txBody></p:sp>"
    )
