"""A PDF is written anew, without who made it, when and with what, and without scripts."""

from io import BytesIO
from typing import Any

import pikepdf

from uitweg.platform.sandbox.clean.result import (
    ACTIVE,
    INSIDE,
    MAKER,
    OTHER,
    PLACE,
    TIME,
    CannotClean,
    CleanedFile,
    categories_of,
    in_category_order,
)

_METADATA_KEYS = (("/Metadata", OTHER), ("/PieceInfo", OTHER), ("/AF", INSIDE), ("/AA", ACTIVE))
_ROOT_ACTIVE_KEYS = ("/OpenAction", "/AA", "/Perms", "/Collection")
_ANNOTATION_KEYS = (("/T", MAKER), ("/M", TIME), ("/CreationDate", TIME), ("/NM", OTHER))
_MARKERS_KEPT = frozenset({0xE0, 0xEE})
"""The JFIF segment, and the Adobe segment on colours: a picture is shown wrong without them."""


def clean_pdf(content: bytes) -> CleanedFile:
    """Write a PDF anew. Raises CannotClean for a PDF with a password."""
    try:
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        raise CannotClean from None
    with pdf:
        if pdf.is_encrypted:
            raise CannotClean
        categories = categories_of({str(name).lstrip("/") for name in pdf.docinfo})
        del pdf.docinfo
        categories |= _clean_root(pdf.Root)
        for item in pdf.objects:
            categories |= _clean_object(item)
        written = BytesIO()
        pdf.save(written, deterministic_id=True, fix_metadata_version=False)
    return CleanedFile(written.getvalue(), "application/pdf", "pdf", in_category_order(categories))


def _clean_root(root: Any) -> set[str]:
    """Remove from the document as a whole what acts by itself, and the files inside it."""
    categories = set()
    for name in _ROOT_ACTIVE_KEYS:
        if name in root:
            del root[name]
            categories.add(ACTIVE)
    names = root.get("/Names")
    if names is not None:
        for name, category in (("/JavaScript", ACTIVE), ("/EmbeddedFiles", INSIDE)):
            if name in names:
                del names[name]
                categories.add(category)
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        del form["/XFA"]
        categories.add(ACTIVE)
    return categories


def _clean_object(item: Any) -> set[str]:
    """Remove from one object what tells of its maker; what it looks like stays."""
    categories: set[str] = set()
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return categories
    for name, category in _METADATA_KEYS:
        if name in item:
            categories |= _categories_of_xmp(item[name]) if name == "/Metadata" else set()
            del item[name]
            categories.add(category)
    if "/LastModified" in item:
        del item["/LastModified"]
        categories.add(TIME)
    if item.get("/Type") == "/Annot" or "/Rect" in item:
        for name, category in _ANNOTATION_KEYS:
            if name in item and "/FT" not in item:
                del item[name]
                categories.add(category)
    if str(item.get("/S", "")) in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"):
        for name in list(item.keys()):
            del item[name]
        categories.add(ACTIVE)
    if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
        categories |= _clean_image(item)
    return categories


def _categories_of_xmp(xmp: Any) -> set[str]:
    raw = xmp.read_bytes().lower() if isinstance(xmp, pikepdf.Stream) else b""
    return {PLACE} if b"gps" in raw else set()


def _clean_image(picture: Any) -> set[str]:
    """Remove the metadata of a photo in the PDF, which is a JPEG with metadata of its own."""
    if picture.get("/Filter") not in ("/DCTDecode", pikepdf.Array([pikepdf.Name.DCTDecode])):
        return set()
    bare, removed = without_jpeg_metadata(picture.read_raw_bytes())
    if not removed:
        return set()
    picture.write(bare, filter=pikepdf.Name.DCTDecode, decode_parms=picture.get("/DecodeParms"))
    return {PLACE} if b"GPS" in removed or b"Exif" in removed else {OTHER}


def without_jpeg_metadata(jpeg: bytes) -> tuple[bytes, bytes]:
    """Return a JPEG without its application and comment segments, and those segments."""
    kept, removed, at = bytearray(jpeg[:2]), bytearray(), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        is_metadata = (0xE0 <= marker <= 0xEF or marker == 0xFE) and marker not in _MARKERS_KEPT
        (removed if is_metadata else kept).extend(jpeg[at : at + length])
        at += length
    return bytes(kept + jpeg[at:]), bytes(removed)
