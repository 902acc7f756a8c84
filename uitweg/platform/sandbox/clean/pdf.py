"""A PDF is written anew: not who made it, when and with what, and nothing that acts by itself."""

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
_ACTIVE_KEYS = ("/OpenAction", "/AA", "/Perms", "/Collection")
_MARKERS_KEPT = frozenset({0xE0, 0xEE})
"""JFIF, and Adobe's word on the colours: without these a picture shows wrong."""


def clean_pdf(content: bytes) -> CleanedFile:
    """Write a PDF anew. Raises CannotClean for one with a password."""
    try:
        paper = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        raise CannotClean from None
    with paper:
        if paper.is_encrypted:
            raise CannotClean
        told = categories_of({str(name).lstrip("/") for name in paper.docinfo})
        del paper.docinfo
        told |= _clean_root(paper.Root)
        for thing in paper.objects:
            told |= _clean_object(thing)
        written = BytesIO()
        paper.save(written, deterministic_id=True, fix_metadata_version=False)
    return CleanedFile(written.getvalue(), "application/pdf", "pdf", in_category_order(told))


def _clean_root(root: Any) -> set[str]:
    told = set()
    for name in _ACTIVE_KEYS:
        if name in root:
            del root[name]
            told.add(ACTIVE)
    names = root.get("/Names")
    if names is not None:
        for name, word in (("/JavaScript", ACTIVE), ("/EmbeddedFiles", INSIDE)):
            if name in names:
                del names[name]
                told.add(word)
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        del form["/XFA"]
        told.add(ACTIVE)
    return told


def _clean_object(thing: Any) -> set[str]:
    """Take out of one object what tells of its maker; what it looks like stays."""
    told: set[str] = set()
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return told
    for name, word in _METADATA_KEYS:
        if name in thing:
            told |= _categories_of_xmp(thing[name]) if name == "/Metadata" else set()
            del thing[name]
            told.add(word)
    if "/LastModified" in thing:
        del thing["/LastModified"]
        told.add(TIME)
    if thing.get("/Type") == "/Annot" or "/Rect" in thing:
        for name, word in (("/T", MAKER), ("/M", TIME), ("/CreationDate", TIME), ("/NM", OTHER)):
            if name in thing and "/FT" not in thing:
                del thing[name]
                told.add(word)
    if str(thing.get("/S", "")) in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"):
        for name in list(thing.keys()):
            del thing[name]
        told.add(ACTIVE)
    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
        told |= _clean_image(thing)
    return told


def _categories_of_xmp(xmp: Any) -> set[str]:
    raw = xmp.read_bytes().lower() if isinstance(xmp, pikepdf.Stream) else b""
    return {PLACE} if b"gps" in raw else set()


def _clean_image(picture: Any) -> set[str]:
    """A photo in a PDF is a JPEG with its own memory of where it was made."""
    if picture.get("/Filter") not in ("/DCTDecode", pikepdf.Array([pikepdf.Name.DCTDecode])):
        return set()
    raw = picture.read_raw_bytes()
    bare, gone = without_jpeg_metadata(raw)
    if gone:
        picture.write(bare, filter=pikepdf.Name.DCTDecode, decode_parms=picture.get("/DecodeParms"))
    return ({PLACE} if b"GPS" in gone or b"Exif" in gone else {OTHER}) if gone else set()


def without_jpeg_metadata(jpeg: bytes) -> tuple[bytes, bytes]:
    """Return a JPEG without its application and comment segments, and those segments."""
    kept, gone, at = bytearray(jpeg[:2]), bytearray(), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        drop = (0xE0 <= marker <= 0xEF or marker == 0xFE) and marker not in _MARKERS_KEPT
        (gone if drop else kept).extend(jpeg[at : at + length])
        at += length
    return bytes(kept + jpeg[at:]), bytes(gone)
