"""Make form fields of the places that a template marked with a link to `field:KIND:NAME`.

The typesetter has tagged each such link with a place of its own in the structure tree. So only its
kind changes there (Link to Form), and reading and tab order are those of the words around it.
"""

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

SCHEME = "field:"
SHOWN = 4
"""Of an annotation: it is printed too."""
MANY_LINES = 1 << 12
"""Of a text field: a return begins a line."""
LETTERS = b"/Helv 10 Tf 0 g"
TICK = "q 1.4 w 1 J {left} {middle} m {foot} {low} l {right} {high} l S Q"


def add_fields(content: bytes, tooltips: dict[str, str]) -> bytes:
    """Return the PDF with a field at each marked place; `tooltips` are its words by name.

    A screen reader says the tooltip. Raises KeyError for a place without one.
    """
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        fields = Array()
        for page in pdf.pages:
            for annotation in page.obj.get("/Annots", Array()):
                if mark := _mark_of(annotation):
                    kind, name = mark
                    _make_field(pdf, annotation, page.obj, kind, name, tooltips[name])
                    fields.append(annotation)
            page.obj.Tabs = Name.S  # the tab key goes by the structure
        _rename_links(pdf.Root.StructTreeRoot.K, {field.objgen for field in fields})
        pdf.Root.AcroForm = pdf.make_indirect(_form(pdf, fields))
        pdf.save(written)
    return written.getvalue()


def _mark_of(annotation: Any) -> tuple[str, str] | None:
    """Return the kind and the name of a marked place; None for another annotation."""
    address = str(annotation.get("/A", Dictionary()).get("/URI", ""))
    if not address.startswith(SCHEME):
        return None
    kind, _, name = address.removeprefix(SCHEME).partition(":")
    return kind, name


def _make_field(
    pdf: pikepdf.Pdf, annotation: Any, page: Any, kind: str, name: str, tooltip: str
) -> None:
    """Turn a link into a field, in its place and with its number in the structure tree."""
    for key in ("/A", "/Border", "/Contents", "/QuadPoints"):
        if key in annotation:
            del annotation[key]
    annotation.Subtype, annotation.F, annotation.P = Name.Widget, SHOWN, page
    annotation.T, annotation.TU = String(name), String(tooltip)
    wide, high = _size(annotation)
    if kind == "check":
        annotation.FT, annotation.V, annotation.AS = Name.Btn, Name.Off, Name.Off
        annotation.MK = Dictionary(CA=String("4"))
        tick = TICK.format(
            left=2.2,
            middle=high * 0.5,
            foot=wide * 0.42,
            low=2.2,
            right=wide - 2,
            high=high - 2,
        )
        states = Dictionary(Ja=_drawing(pdf, wide, high, tick), Off=_drawing(pdf, wide, high, ""))
        annotation.AP = Dictionary(N=states)
    else:
        annotation.FT, annotation.V, annotation.DA = Name.Tx, String(""), LETTERS
        annotation.Ff = MANY_LINES if kind == "lines" else 0
        annotation.AP = Dictionary(N=_drawing(pdf, wide, high, "/Tx BMC EMC"))


def _size(annotation: Any) -> tuple[float, float]:
    left, low, right, high = (float(each) for each in annotation.Rect)
    return right - left, high - low


def _drawing(pdf: pikepdf.Pdf, wide: float, high: float, drawn: str) -> pikepdf.Object:
    """Return what a field looks like: of this size, with these marks."""
    made = pdf.make_stream(drawn.encode())
    made.Type, made.Subtype = Name.XObject, Name.Form
    made.BBox, made.Resources = Array([0, 0, wide, high]), Dictionary()
    return made


def _form(pdf: pikepdf.Pdf, fields: Array) -> Dictionary:
    """Return the form. What is typed is in a font that each reader of PDFs has itself."""
    letters = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    fonts = Dictionary(Helv=pdf.make_indirect(letters))
    return Dictionary(Fields=fields, DR=Dictionary(Font=fonts), DA=LETTERS)


def _rename_links(element: Any, fields: set[tuple[int, int]]) -> None:
    """Make of each structure element that holds a field a Form."""
    if isinstance(element, Array):
        for each in element:
            _rename_links(each, fields)
    elif isinstance(element, Dictionary) and "/K" in element:
        inside = element.K
        held = [inside] if isinstance(inside, Dictionary) else inside
        if isinstance(held, Array | list) and any(_holds(each, fields) for each in held):
            element.S = Name.Form
        else:
            _rename_links(inside, fields)


def _holds(part: Any, fields: set[tuple[int, int]]) -> bool:
    return isinstance(part, Dictionary) and "/Obj" in part and part.Obj.objgen in fields
