"""A PDF is made anew of what its pages draw, and of nothing else that stands in it."""

from io import BytesIO
from typing import Any

import pikepdf

from uitweg.platform.sandbox.clean.pdf_parts import PageCleaner
from uitweg.platform.sandbox.clean.pdf_said import all_dictionaries, categories_of_document
from uitweg.platform.sandbox.clean.result import CannotClean, CleanedFile, in_category_order

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_DEEPEST_PAGE = 50


def clean_pdf(content: bytes) -> CleanedFile:
    """Copy the pages to a new PDF, cleaned.

    Raises CannotClean for a PDF with a password or hidden layers, or whose real content is not on
    its pages, and what pikepdf raises for a broken one.
    """
    with _opened(content) as pdf, pikepdf.new() as bare:
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


def _opened(content: bytes) -> pikepdf.Pdf:
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
    """Draw what was filled in on the page itself; other remarks stay what they are."""
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    if form.get("/NeedAppearances", False):
        pdf.generate_appearance_streams()
    others = []
    for page in pdf.pages:
        annotations = list(page.obj.get("/Annots", []))
        fields = [each for each in annotations if each.get("/Subtype") == "/Widget"]
        others.append([each for each in annotations if each.get("/Subtype") != "/Widget"])
        page.obj.Annots = pikepdf.Array(fields)
    pdf.flatten_annotations("screen")
    for page, kept in zip(pdf.pages, others, strict=True):
        page.obj.Annots = pikepdf.Array(kept)


def _take_inherited(page: Any) -> None:
    """Give a page what it has of the groups of pages above it."""
    above = page
    for _ in range(_DEEPEST_PAGE):
        above = above.get("/Parent")
        if above is None:
            break
        for key in _INHERITED:
            if key in above and key not in page:
                page[key] = above[key]
