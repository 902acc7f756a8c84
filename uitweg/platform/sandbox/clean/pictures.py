"""Pictures are drawn anew from their dots: nothing else of the file comes along."""

import re
from contextlib import suppress
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageOps, TiffImagePlugin, WebPImagePlugin

from uitweg.platform.sandbox.clean.words import (
    COLOURS,
    PICTURE,
    PLACE,
    CannotClean,
    Cleaned,
    in_order,
    named,
)

MOST_DOTS = 64_000_000
SMALL = (480, 480)
BECOMES = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP", "PNG": "PNG", "GIF": "PNG"}
BECOMES |= {"BMP": "PNG", "TIFF": "PNG"}
READ = [kind for kind in BECOMES if kind != "MPO"]  # a JPEG that turns out to hold two
ALSO_LOADED = (TiffImagePlugin, WebPImagePlugin)  # Pillow loads the others by itself
SAVED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "JPEG": ("image/jpeg", "jpg", {"quality": 92}),
    "WEBP": ("image/webp", "webp", {"quality": 92}),
    "PNG": ("image/png", "png", {"optimize": False}),
}
_XMP = re.compile(rb"(?:exif|tiff|xmp|xap|dc|photoshop|aux|Iptc4xmpCore):(\w{3,40})")
_ABOUT_THE_FILE = frozenset(
    {"orientation", "xresolution", "yresolution", "resolutionunit", "ycbcrpositioning"}
    | {"exifoffset", "exifversion", "colorspace", "componentsconfiguration", "flashpixversion"}
    | {"exifimagewidth", "exifimageheight", "imagewidth", "imagelength", "interoperabilityindex"}
    | {"pixelxdimension", "pixelydimension", "bitspersample", "compression", "stripoffsets"}
    | {"photometricinterpretation", "samplesperpixel", "rowsperstrip", "stripbytecounts"}
    | {"planarconfiguration", "predictor", "sampleformat", "exififdoffset", "gpsinfo", "gpstag"}
)


def clean(content: bytes) -> Cleaned:
    """Draw one picture anew. Raises CannotClean for a moving or a huge one."""
    with Image.open(BytesIO(content), formats=READ) as picture:
        kind = BECOMES[picture.format or ""]
        moves = getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO"
        if moves or picture.width * picture.height > MOST_DOTS:
            raise CannotClean
        told = _told_by(picture)
        if picture.format == "MPO":
            told |= {PICTURE}
        drawn = _drawn(picture)
    media, end, how = SAVED[kind]
    if kind == "JPEG" and drawn.mode not in ("L", "RGB"):
        drawn = drawn.convert("RGB")
    saved = BytesIO()
    drawn.save(saved, kind, **how)
    return Cleaned(saved.getvalue(), media, end, in_order(told), _small(drawn))


def _drawn(picture: Image.Image) -> Image.Image:
    """Return the dots alone, the right way up, in the colours every screen has."""
    picture.load()
    upright = ImageOps.exif_transpose(picture) or picture
    profile = picture.info.get("icc_profile")
    if upright.mode in ("P", "PA"):
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    if upright.mode not in ("1", "L", "LA", "RGB", "RGBA", "I;16"):
        upright = upright.convert("RGB")
    if profile and upright.mode in ("RGB", "RGBA"):
        with suppress(ImageCms.PyCMSError, OSError):
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            plain = ImageCms.profileToProfile(
                upright, own, ImageCms.createProfile("sRGB"), outputMode=upright.mode
            )
            upright = plain or upright
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _told_by(picture: Image.Image) -> set[str]:
    exif = picture.getexif()
    fields = {ExifTags.TAGS.get(tag, "other") for tag in exif}
    for part in (ExifTags.IFD.Exif, ExifTags.IFD.IFD1):
        fields |= {ExifTags.TAGS.get(tag, "other") for tag in exif.get_ifd(part)}
    told = named({field for field in fields if field.lower() not in _ABOUT_THE_FILE})
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        told.add(PLACE)
    if exif.get_ifd(ExifTags.IFD.IFD1):
        told.add(PICTURE)
    told |= named(set(getattr(picture, "text", {})))
    raw = picture.info.get("xmp") or b""
    raw = raw.encode() if isinstance(raw, str) else raw
    told |= named({name.decode() for name in _XMP.findall(raw)}) if raw else set()
    told |= named({"comment"} if picture.info.get("comment") else set())
    if picture.info.get("photoshop"):
        told |= named({"other"})
    return told | ({COLOURS} if picture.info.get("icc_profile") else set())


def _small(drawn: Image.Image) -> bytes:
    small = drawn.convert("RGBA" if drawn.mode in ("LA", "RGBA") else "RGB")
    small.thumbnail(SMALL)
    if small.mode == "RGBA":
        white = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(white, small).convert("RGB")
    saved = BytesIO()
    small.save(saved, "JPEG", quality=80)
    return saved.getvalue()
