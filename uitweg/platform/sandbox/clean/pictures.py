"""Pictures are written anew from their pixels; nothing else of the file is kept."""

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
    categories_of_xmp,
    in_category_order,
)

MOST_PIXELS = 64_000_000
THUMBNAIL_SIZE = (480, 480)
OUTPUT_FORMATS = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP", "PNG": "PNG", "GIF": "PNG"}
OUTPUT_FORMATS |= {"BMP": "PNG", "TIFF": "PNG"}
INPUT_FORMATS = [kind for kind in OUTPUT_FORMATS if kind != "MPO"]
"""Without MPO: a JPEG that holds two pictures, which is opened as a JPEG."""
LOADED_PLUGINS = (TiffImagePlugin, WebPImagePlugin)  # Pillow loads the others by itself
SAVE_OPTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "JPEG": ("image/jpeg", "jpg", {"quality": 92}),
    "WEBP": ("image/webp", "webp", {"quality": 92}),
    "PNG": ("image/png", "png", {"optimize": False}),
}
_TECHNICAL_FIELDS = frozenset(
    {"orientation", "xresolution", "yresolution", "resolutionunit", "ycbcrpositioning"}
    | {"exifoffset", "exifversion", "colorspace", "componentsconfiguration", "flashpixversion"}
    | {"exifimagewidth", "exifimageheight", "imagewidth", "imagelength", "interoperabilityindex"}
    | {"pixelxdimension", "pixelydimension", "bitspersample", "compression", "stripoffsets"}
    | {"photometricinterpretation", "samplesperpixel", "rowsperstrip", "stripbytecounts"}
    | {"planarconfiguration", "predictor", "sampleformat", "exififdoffset", "gpsinfo", "gpstag"}
)


def clean_picture(content: bytes) -> CleanedFile:
    """Write a picture anew. Raises CannotClean for an animation or a huge picture."""
    with Image.open(BytesIO(content), formats=INPUT_FORMATS) as picture:
        output_format = OUTPUT_FORMATS[picture.format or ""]
        is_animation = getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO"
        if is_animation or picture.width * picture.height > MOST_PIXELS:
            raise CannotClean
        categories = metadata_categories(picture)
        if picture.format == "MPO":
            categories |= {PICTURE}
        redrawn = _redraw(picture)
    media_type, extension, options = SAVE_OPTIONS[output_format]
    if output_format == "JPEG" and redrawn.mode not in ("L", "RGB"):
        redrawn = redrawn.convert("RGB")
    written = BytesIO()
    redrawn.save(written, output_format, **options)
    return CleanedFile(
        written.getvalue(),
        media_type,
        extension,
        in_category_order(categories),
        _thumbnail(redrawn),
    )


def _redraw(picture: Image.Image) -> Image.Image:
    """Return only the pixels: upright, and in sRGB when the picture has a colour profile."""
    picture.load()
    upright = ImageOps.exif_transpose(picture) or picture
    profile = picture.info.get("icc_profile")
    if upright.mode in ("P", "PA"):
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    if upright.mode not in ("1", "L", "LA", "RGB", "RGBA", "I;16"):
        upright = upright.convert("RGB")
    if profile and upright.mode in ("RGB", "RGBA"):
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(
                upright, source, ImageCms.createProfile("sRGB"), outputMode=upright.mode
            )
            upright = converted or upright
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def metadata_categories(picture: Image.Image) -> set[str]:
    """Return the words for what a picture tells besides its pixels."""
    exif = picture.getexif()
    fields = {ExifTags.TAGS.get(tag, "other") for tag in exif}
    for directory in (ExifTags.IFD.Exif, ExifTags.IFD.IFD1):
        fields |= {ExifTags.TAGS.get(tag, "other") for tag in exif.get_ifd(directory)}
    categories = categories_of(
        {field for field in fields if field.lower() not in _TECHNICAL_FIELDS}
    )
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        categories.add(PLACE)
    if exif.get_ifd(ExifTags.IFD.IFD1):
        categories.add(PICTURE)
    categories |= categories_of(set(getattr(picture, "text", {})))
    xmp = picture.info.get("xmp") or b""
    xmp = xmp.encode() if isinstance(xmp, str) else xmp
    categories |= categories_of_xmp(xmp)
    categories |= categories_of({"comment"} if picture.info.get("comment") else set())
    if picture.info.get("photoshop"):
        categories |= categories_of({"other"})
    return categories | ({COLOURS} if picture.info.get("icc_profile") else set())


def _thumbnail(redrawn: Image.Image) -> bytes:
    thumbnail = redrawn.convert("RGBA" if redrawn.mode in ("LA", "RGBA") else "RGB")
    thumbnail.thumbnail(THUMBNAIL_SIZE)
    if thumbnail.mode == "RGBA":
        white = Image.new("RGBA", thumbnail.size, "white")
        thumbnail = Image.alpha_composite(white, thumbnail).convert("RGB")
    written = BytesIO()
    thumbnail.save(written, "JPEG", quality=80)
    return written.getvalue()
