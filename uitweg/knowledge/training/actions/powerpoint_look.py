"""The look of our PowerPoint files as XML: colours, fonts, the door and the line of the logo."""

import re
from collections.abc import Mapping

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
