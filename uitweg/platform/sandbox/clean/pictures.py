"""Pictures are drawn anew from their dots: nothing else of the file comes along."""

import re
from contextlib import suppress
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageOps, TiffImagePlugin, WebPImagePlugin

from uitweg.platform.sandbox.clean.result import (
    COLOURS,
    PICTURE,
    PLACE,
    CannotClean,
    CleanedFile,
    categories_of,
    in_category_order,
)

MOST_PIXELS = 64_000_000
THUMBNAIL_SIZE = (480, 480)
OUTPUT_FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP", "PNG": "PNG", "GIF": "PNG"}
OUTPUT_FORMATS |= {"BMP": "PNG", "TIFF": "PNG"}
INPUT_FORMATS = [
    kind for kind in OUTPUT_FORMATS if kind != "MPO"
]  # a JPEG that turns out to hold two
LOADED_PLUGINS = (TiffImagePlugin, WebPImagePlugin)  # Pillow loads the others by itself
SAVE_OPTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "JPEG": ("image/jpeg", "jpg", {"quality": 92}),
    "WEBP": ("image/webp", "webp", {"quality": 92}),
    "PNG": ("image/png", "png", {"optimize": False}),
}
_XMP = re.compile(rb"(?:exif|tiff|xmp|xap|dc|photoshop|aux|Iptc4xmpCore):(\w{3,40})")
_TECHNICAL_FIELDS = frozenset(
    {"orientation", "xresolution", "yresolution", "resolutionunit", "ycbcrpositioning"}
    | {"exifoffset", "exifversion", "colorspace", "componentsconfiguration", "flashpixversion"}
    | {"exifimagewidth", "exifimageheight", "imagewidth", "imagelength", "interoperabilityindex"}
    | {"pixelxdimension", "pixelydimension", "bitspersample", "compression", "stripoffsets"}
    | {"photometricinterpretation", "samplesperpixel", "rowsperstrip", "stripbytecounts"}
    | {"planarconfiguration", "predictor", "sampleformat", "exififdoffset", "gpsinfo", "gpstag"}
)


def clean_picture(content: bytes) -> CleanedFile:
    """Draw one picture anew. Raises CannotClean for a moving or a huge one."""
    with Image.open(BytesIO(content), formats=INPUT_FORMATS) as picture:
        kind = OUTPUT_FORMATS[picture.format or ""]
        moves = getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO"
        if moves or picture.width * picture.height > MOST_PIXELS:
            raise CannotClean
        told = _metadata_categories(picture)
        if picture.format == "MPO":
            told |= {PICTURE}
        drawn = _redraw(picture)
    media, end, how = SAVE_OPTIONS[kind]
    if kind == "JPEG" and drawn.mode not in ("L", "RGB"):
        drawn = drawn.convert("RGB")
    saved = BytesIO()
    drawn.save(saved, kind, **how)
    return CleanedFile(saved.getvalue(), media, end, in_category_order(told), _thumbnail(drawn))


def _redraw(picture: Image.Image) -> Image.Image:
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


def _metadata_categories(picture: Image.Image) -> set[str]:
    exif = picture.getexif()
    fields = {ExifTags.TAGS.get(tag, "other") for tag in exif}
    for part in (ExifTags.IFD.Exif, ExifTags.IFD.IFD1):
        fields |= {ExifTags.TAGS.get(tag, "other") for tag in exif.get_ifd(part)}
    told = categories_of({field for field in fields if field.lower() not in _TECHNICAL_FIELDS})
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        told.add(PLACE)
    if exif.get_ifd(ExifTags.IFD.IFD1):
        told.add(PICTURE)
    told |= categories_of(set(getattr(picture, "text", {})))
    raw = picture.info.get("xmp") or b""
    raw = raw.encode() if isinstance(raw, str) else raw
    told |= categories_of({name.decode() for name in _XMP.findall(raw)}) if raw else set()
    told |= categories_of({"comment"} if picture.info.get("comment") else set())
    if picture.info.get("photoshop"):
        told |= categories_of({"other"})
    return told | ({COLOURS} if picture.info.get("icc_profile") else set())


def _thumbnail(drawn: Image.Image) -> bytes:
    small = drawn.convert("RGBA" if drawn.mode in ("LA", "RGBA") else "RGB")
    small.thumbnail(THUMBNAIL_SIZE)
    if small.mode == "RGBA":
        white = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(white, small).convert("RGB")
    saved = BytesIO()
    small.save(saved, "JPEG", quality=80)
    return saved.getvalue()
