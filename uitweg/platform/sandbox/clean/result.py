"""What a cleaner returns, and the Dutch words for what it removed."""

import re
from dataclasses import dataclass

PLACE, DEVICE, TIME, MAKER = "locatie", "toestel", "tijd", "naam van de maker"
TEXT, PICTURE, COLOURS = "titel en tekst", "ingebouwd plaatje", "kleurprofiel"
INSIDE, ACTIVE, OTHER = "bestanden erin", "programma’s erin", "overige gegevens"
LINKS, SIGNATURE = "koppelingen", "digitale handtekening"
CATEGORY_ORDER = (
    *(PLACE, DEVICE, TIME, MAKER, TEXT, PICTURE, COLOURS),
    *(INSIDE, ACTIVE, LINKS, SIGNATURE, OTHER),
)

_CATEGORY_HINTS = (
    (PLACE, ("gps", "location", "xyz", "latitude", "longitude", "city", "country", "place")),
    (DEVICE, ("make", "model", "software", "creatortool", "encoder", "encodedby", "producer")),
    (DEVICE, ("lens", "serial", "makernote", "device", "tsse", "tool", "\u00a9too", "vendor")),
    (TIME, ("date", "time", "day", "year", "tdrc", "tdor", "tyer")),
    (MAKER, ("artist", "author", "creator", "copyright", "owner", "composer", "tpe1", "\u00a9art")),
    (TEXT, ("title", "comment", "description", "subject", "keyword", "caption", "album", "genre")),
    (TEXT, ("tit2", "talb", "comm", "\u00a9nam", "\u00a9cmt", "\u00a9alb", "lyrics", "uslt")),
    (PICTURE, ("apic", "covr", "picture", "thumbnail", "cover")),
)
_XMP = re.compile(rb"(?:exif|tiff|xmp|xap|dc|pdf|photoshop|aux|Iptc4xmpCore):(\w{3,40})")


@dataclass(frozen=True)
class CleanedFile:
    """A file written anew.

    `removed` has the words of CATEGORY_ORDER for what is gone; `thumbnail` is a small JPEG, of a
    picture only.
    """

    content: bytes
    media_type: str
    extension: str
    removed: tuple[str, ...]
    thumbnail: bytes = b""


class CannotClean(Exception):
    """This file cannot be written anew without losing what its sender meant to send."""


def categories_of(fields: "set[str]") -> "set[str]":
    """Return the words for what metadata fields of these names reveal."""
    categories = set()
    for field in fields:
        name = field.lower().replace("_", "").replace(" ", "").replace("creatortool", "tool")
        fitting = {word for word, hints in _CATEGORY_HINTS if any(hint in name for hint in hints)}
        categories |= fitting or {OTHER}
    return categories


def categories_of_xmp(xmp: bytes) -> "set[str]":
    """Return the words for what a packet of XMP reveals."""
    return categories_of({name.decode() for name in _XMP.findall(xmp)})


def in_category_order(categories: "set[str]") -> tuple[str, ...]:
    return tuple(word for word in CATEGORY_ORDER if word in categories)
