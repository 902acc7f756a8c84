"""How what was taken out is called, and what a cleaner gives back."""

from dataclasses import dataclass

PLACE, DEVICE, TIME, MAKER = "locatie", "toestel", "tijd", "naam van de maker"
TEXT, PICTURE, COLOURS = "titel en tekst", "ingebouwd plaatje", "kleurprofiel"
INSIDE, ACTIVE, OTHER = "bestanden erin", "programma’s erin", "overige gegevens"
CATEGORY_ORDER = (PLACE, DEVICE, TIME, MAKER, TEXT, PICTURE, COLOURS, INSIDE, ACTIVE, OTHER)

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


@dataclass(frozen=True)
class CleanedFile:
    """A file made anew; `removed` names what is gone, `small` is a small JPEG or nothing."""

    content: bytes
    kind: str
    end: str
    removed: tuple[str, ...]
    small: bytes = b""


class CannotClean(Exception):
    """This kind, or this one, cannot be made anew without losing what was sent."""


def categories_of(fields: "set[str]") -> "set[str]":
    """Say in our words what fields of these names tell."""
    told = set()
    for field in fields:
        plain = field.lower().replace("_", "").replace(" ", "")
        fits = {word for word, hints in _CATEGORY_HINTS if any(hint in plain for hint in hints)}
        told |= fits or {OTHER}
    return told


def in_category_order(told: "set[str]") -> tuple[str, ...]:
    return tuple(word for word in CATEGORY_ORDER if word in told)
