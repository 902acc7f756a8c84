"""A PDF is made anew of what its pages draw, and of nothing else that stands in it."""

from io import BytesIO
from typing import Any

import pikepdf

from uitweg.platform.sandbox.clean.pdf_parts import PageCleaner
from uitweg.platform.sandbox.clean.pdf_said import all_dictionaries, categories_of_document
from uitweg.platform.sandbox.clean.result import CannotClean, CleanedFile, in_category_order

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_MOST_LEVELS = 50
_SHORT = 30
_SEVERAL_LINES = 4096
"""The mark of a field for a text of more than one line."""


def clean_pdf(content: bytes) -> CleanedFile:
    """Copy the pages to a new PDF, cleaned.

    Raises CannotClean for a PDF with a password or hidden layers, or whose real content is not on
    its pages, and what pikepdf raises for a broken one.
    """
    with _open_pdf(content) as pdf, pikepdf.new() as bare:
        _refuse_what_pages_do_not_show(pdf)
        cleaner = PageCleaner(pdf)
        cleaner.removed |= categories_of_document(pdf)
        _draw_fields(pdf)
        for page in pdf.pages:
            _take_inherited(page.obj)
            cleaner.clean(page)
            bare.pages.append(page)
        if not len(bare.pages):
            raise CannotClean
        written = BytesIO()
        bare.save(written, deterministic_id=True, fix_metadata_version=False, min_version="1.7")
    return CleanedFile(
        written.getvalue(), "application/pdf", "pdf", in_category_order(cleaner.removed)
    )


def _open_pdf(content: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        raise CannotClean from None
    if pdf.is_encrypted:
        raise CannotClean
    return pdf


def _refuse_what_pages_do_not_show(pdf: pikepdf.Pdf) -> None:
    """Refuse a PDF that is a wrapping of files, a form made by a program, or has hidden layers."""
    form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
    if "/Collection" in pdf.Root or "/NeedsRendering" in pdf.Root or _has_hidden_layers(pdf):
        raise CannotClean
    if "/XFA" in form and not len(form.get("/Fields", [])):
        raise CannotClean


def _has_hidden_layers(pdf: pikepdf.Pdf) -> bool:
    """Tell whether something could be shown that was hidden, once the layers are gone."""
    layers = pdf.Root.get("/OCProperties")
    if layers is None:
        return False
    config = layers.get("/D", pikepdf.Dictionary())
    if config.get("/BaseState", "/ON") != "/ON" or len(config.get("/OFF", [])):
        return True
    usages = [layer.get("/Usage") for layer in layers.get("/OCGs", []) if layer is not None]
    return any(b"/OFF" in usage.unparse(resolved=True) for usage in usages if usage) or any(
        part.get("/P", "/AnyOn") not in ("/AnyOn", "/AllOn") or "/VE" in part
        for part in all_dictionaries(pdf)
        if part.get("/Type") == "/OCMD"
    )


def _draw_fields(pdf: pikepdf.Pdf) -> None:
    """Draw what was filled in on the page itself; other remarks stay what they are.

    Raises CannotClean when that would not show what was filled in.
    """
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    all_are_undrawn, others = form.get("/NeedAppearances", False), []
    form.NeedAppearances = True  # else qpdf draws none
    for page in pdf.pages:
        annotations = list(page.obj.get("/Annots", []))
        fields = [each for each in annotations if each.get("/Subtype") == "/Widget"]
        undrawn = [each for each in fields if all_are_undrawn or "/AP" not in each]
        if not all(map(_is_drawn_well, undrawn)):
            raise CannotClean
        others.append((fields, [each for each in annotations if each not in fields]))
        page.obj.Annots = pikepdf.Array(undrawn)
    pdf.generate_appearance_streams()
    for page, (fields, _) in zip(pdf.pages, others, strict=True):
        page.obj.Annots = pikepdf.Array(fields)
    pdf.flatten_annotations("screen")
    for page, (_, kept) in zip(pdf.pages, others, strict=True):
        page.obj.Annots = pikepdf.Array(kept)


def _is_drawn_well(field: Any) -> bool:
    """Tell whether qpdf draws what is in a field: it writes one line, without accents."""
    kind, value = _inherited(field, "/FT"), _inherited(field, "/V", "")
    if kind == "/Btn":
        return "/AP" in field or str(value) in ("", "/Off")
    if kind not in ("/Tx", "/Ch") or value == "":
        return True
    if not isinstance(value, str | pikepdf.String):
        return False
    has_lines = int(_inherited(field, "/Ff", 0)) & _SEVERAL_LINES
    is_short = not has_lines or len(str(value)) <= _SHORT
    return is_short and str(value).isascii() and str(value).isprintable()


def _inherited(part: Any, key: str, default: Any = None) -> Any:
    """Return a value of a field or page, or of the first above it that has one."""
    for _ in range(_MOST_LEVELS):
        if key in part:
            return part[key]
        part = part.get("/Parent")
        if part is None:
            break
    return default


def _take_inherited(page: Any) -> None:
    """Give a page what it has of the groups of pages above it."""
    for key in _INHERITED:
        value = _inherited(page, key)
        if value is not None:
            page[key] = value
