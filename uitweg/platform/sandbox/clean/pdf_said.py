"""What a removed part of a PDF told: the words for the member who fetches the clean file."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from uitweg.platform.sandbox.clean.pdf_shapes import names
from uitweg.platform.sandbox.clean.result import (
    ACTIVE,
    INSIDE,
    LINKS,
    MAKER,
    OTHER,
    PICTURE,
    SIGNATURE,
    TEXT,
    TIME,
    categories_of,
    categories_of_xmp,
)

_CATEGORIES = {
    **dict.fromkeys(("/M", "/CreationDate", "/LastModified"), TIME),
    **dict.fromkeys(("/AF", "/FS", "/EmbeddedFiles", "/EF"), INSIDE),
    **dict.fromkeys(("/AA", "/JavaScript", "/JS", "/XFA"), ACTIVE),
    **dict.fromkeys(("/RC", "/Subj", "/Contents"), TEXT),
    **dict.fromkeys(("/Dest", "/PA"), LINKS),
    "/T": MAKER,
    "/Thumb": PICTURE,
}
_UNSAID_KEYS = names(
    "/Type /Subtype /Rect /F /Parent /P /Popup /Open /Name /Length /Filter /DecodeParms "
    "/Properties /StructParent /StructParents /StructTreeRoot /MarkInfo /Tabs /ID /OC "
    "/OCProperties /AS /AP /Pages /Version /PageMode /PageLayout /PageLabels "
    "/ViewerPreferences /Lang /Names /Dests /MK /AcroForm /Perms /Extensions /Border /C /BS "
    "/CA /H /CIDSet /Resources"
)
"""These tell nothing of who made it. Of some of them the inside is looked at by itself."""
_FIELDS = {"/Creator": "CreatorTool"}
"""A field of a PDF that has another meaning than in a picture."""
_LINKS = names("/URI /GoTo /GoToR /GoToE /GoToDp /Thread /Named")
_FILES = names("/FileAttachment /Sound /Movie /Screen /RichMedia /3D")


def categories_of_part(key: str, value: Any) -> set[str]:
    """Return the words for what stood under this key of a page, picture, letter or remark."""
    if key == "/Metadata":
        raw = value.read_bytes() if isinstance(value, pikepdf.Stream) else b""
        return categories_of_xmp(raw) or {OTHER}
    if key in ("/A", "/OpenAction"):
        return _categories_of_action(value)
    if key in _CATEGORIES:
        return {_CATEGORIES[key]}
    return set() if key in _UNSAID_KEYS else {OTHER}


def _categories_of_action(action: Any) -> set[str]:
    if not isinstance(action, pikepdf.Dictionary):
        return set()  # the place where a reader opens
    return {LINKS if str(action.get("/S")) in _LINKS and "/Next" not in action else ACTIVE}


def categories_of_annotation(annotation: Any) -> set[str]:
    """Return the words for a remark, file or button that is gone as a whole."""
    if not isinstance(annotation, pikepdf.Dictionary) or annotation.get("/Subtype") == "/Popup":
        return set()
    told = {INSIDE} if str(annotation.get("/Subtype")) in _FILES else set()
    return told.union(*(categories_of_part(key, annotation[key]) for key in annotation.keys()))  # noqa: SIM118


def categories_of_document(pdf: pikepdf.Pdf) -> set[str]:
    """Return the words for what a PDF holds besides its pages."""
    root = pdf.Root
    told = categories_of(
        {_FIELDS.get(key, key) for key, value in pdf.docinfo.items() if str(value)}
    )
    parts = [(root, root.keys())]
    for name in ("/Names", "/AcroForm"):
        part = root.get(name)
        if isinstance(part, pikepdf.Dictionary):
            parts.append((part, set(part.keys()) & set(_CATEGORIES)))
    for part, keys in parts:
        told = told.union(*(categories_of_part(key, part[key]) for key in keys))
    if any("/ByteRange" in part for part in all_dictionaries(pdf)):
        told.add(SIGNATURE)
    return told


def all_dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary in the PDF, also those inside others."""
    waiting = list(pdf.objects)
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            inner = [part[key] for key in part.keys()]  # noqa: SIM118
        else:
            inner = list(part) if isinstance(part, pikepdf.Array) else []
        waiting += [each for each in inner if getattr(each, "is_indirect", True) is False]
