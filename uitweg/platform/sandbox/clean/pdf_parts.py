"""Walks through everything that a page of a PDF uses, and leaves only what SHAPES names."""

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, Jpeg2KImagePlugin, JpegImagePlugin

from uitweg.platform.sandbox.clean import embedded
from uitweg.platform.sandbox.clean.pdf_content import bare_content, is_plain
from uitweg.platform.sandbox.clean.pdf_said import categories_of_annotation, categories_of_part
from uitweg.platform.sandbox.clean.pdf_shapes import PLAIN, SHAPES, TEXT, names
from uitweg.platform.sandbox.clean.pictures import metadata_categories
from uitweg.platform.sandbox.clean.result import OTHER

_BARE_PICTURES: dict[str, Callable[[bytes], bytes]] = {
    "/DCTDecode": embedded.bare_jpeg,
    "/JPXDecode": embedded.bare_jpeg2000,
    "/JBIG2Decode": embedded.bare_jbig2,
    "/CCITTFaxDecode": bytes,
}
"""The formats that are not unpacked, and what takes the metadata out of them."""
_SHOWN_ANNOTATIONS = names(
    "/Text /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly "
    "/StrikeOut /Stamp /Caret /Ink /Link"
)
_INVISIBLE_FLAGS = 2 | 32
"""Of an annotation: hidden, or not on a screen."""
_LISTS = frozenset({"annotation", "font", "function", "decoding"})
"""Kinds of which there may be several, or one."""
_COLOURS = {
    "/ICCBased": ("profile",),
    "/CalGray": ("calibrated",),
    "/CalRGB": ("calibrated",),
    "/Lab": ("calibrated",),
    "/Indexed": ("colour", PLAIN, "table"),
    "/Separation": (PLAIN, "colour", "function"),
    "/DeviceN": (PLAIN, "colour", "function"),
    "/Pattern": ("colour",),
}
"""What stands in the list of a colour space behind its name."""
_PHOTO_FORMATS = [
    str(plugin.format)
    for plugin in (JpegImagePlugin.JpegImageFile, Jpeg2KImagePlugin.Jpeg2KImageFile)
]
_COMMENT = re.compile(rb"%[^\r\n]*")
_PIECE_BYTES = 16 * 1024


class PageCleaner:
    """Cleans pages in place; `removed` has the words (result.py) for what is gone."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.removed: set[str] = set()
        self._pdf = pdf
        self._visited: set[tuple[tuple[int, int], str]] = set()
        self._keepers: dict[str, Callable[[Any], bool]] = {
            PLAIN: is_plain,
            TEXT: lambda part: isinstance(part, pikepdf.String),
            "annotation": self._keep_annotation,
            "colour": self._keep_colour,
            "content": lambda part: self._keep_stream(part, "content", bare_content),
            "encoding": lambda part: self._keep_letter_map(part, "encoding"),
            "font and size": self._keep_font_and_size,
            "font file": lambda part: self._keep_stream(part, "font file", _bare_font),
            "function": self._keep_function,
            "jbig2": self._keep_jbig2,
            "letter map": lambda part: self._keep_letter_map(part, "content"),
            "mask": lambda part: is_plain(part) or self._keep_xobject(part),
            "numbers": lambda part: is_plain(part) or self._keep_stream(part, "content", _unpacked),
            "pattern": self._keep_pattern,
            "profile": lambda part: self._keep_stream(part, "profile", _bare_profile),
            "shading": lambda part: self._keep_stream_or_dictionary(part, "shading", _unpacked),
            "soft mask": lambda part: is_plain(part) or self._keep_dictionary(part, "soft mask"),
            "table": lambda part: (
                isinstance(part, pikepdf.String) or self._keep_stream(part, "content", _unpacked)
            ),
            "xobject": self._keep_xobject,
        }

    def clean(self, page: pikepdf.Page) -> None:
        """Leave of a page what is needed to draw it. Raises CannotClean, or pikepdf.PdfError."""
        drawn = bare_content(page)
        page.obj.Contents = pikepdf.Array()
        self._keep_dictionary(page.obj, "page")
        page.obj.Contents = self._pdf.make_stream(drawn)

    def _keep(self, part: Any, kind: str) -> bool:
        """Clean a part of a page, and tell whether it may stay."""
        if isinstance(part, pikepdf.Array) and kind in _LISTS:
            for place in reversed(range(len(part))):
                if part[place] is not None and not self._keep(part[place], kind):
                    self.removed |= categories_of_annotation(part[place])
                    del part[place]
            return True
        keeper = self._keepers.get(kind)
        return keeper(part) if keeper else self._keep_dictionary(part, kind)

    def _is_first_visit(self, part: Any, kind: str) -> bool:
        if not part.is_indirect:
            return True
        visit = (part.objgen, kind)
        is_first = visit not in self._visited
        self._visited.add(visit)
        return is_first

    def _keep_dictionary(self, part: Any, kind: str) -> bool:
        if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            return False
        if not self._is_first_visit(part, kind):
            return True
        shape = SHAPES[kind]
        own = {"/Length"} if isinstance(part, pikepdf.Stream) else set()
        for key in set(part.keys()) - own:
            inner = shape.get(key, shape.get("*"))
            if inner is None or not self._keep(part[key], inner):
                self.removed |= categories_of_part(key, part[key])
                del part[key]
        return True

    def _keep_stream(self, part: Any, kind: str, bare: Callable[[Any], bytes]) -> bool:
        """Clean a stream of bytes; `bare` returns what stays of its content."""
        if not isinstance(part, pikepdf.Stream):
            return False
        if self._is_first_visit(part, f"content of {kind}"):
            content = bare(part)
            self._keep_dictionary(part, kind)
            part.write(content)
        return True

    def _keep_stream_or_dictionary(
        self, part: Any, kind: str, bare: Callable[[Any], bytes]
    ) -> bool:
        return self._keep_stream(part, kind, bare) or self._keep_dictionary(part, kind)

    def _keep_letter_map(self, part: Any, otherwise: str) -> bool:
        """Clean which code is which letter: a name, a stream, or of another kind."""
        return (
            is_plain(part)
            or self._keep_stream(part, "letter map", _without_comments)
            or self._keep_dictionary(part, otherwise)
        )

    def _keep_font_and_size(self, part: Any) -> bool:
        is_pair = isinstance(part, pikepdf.Array) and len(part) == 2 and is_plain(part[1])
        return is_pair and self._keep(part[0], "font")

    def _keep_function(self, part: Any) -> bool:
        is_program = isinstance(part, pikepdf.Stream) and part.get("/FunctionType") == 4
        bare = _without_comments if is_program else _unpacked
        return is_plain(part) or self._keep_stream_or_dictionary(part, "function", bare)

    def _keep_pattern(self, part: Any) -> bool:
        return self._keep_stream(part, "tiling", bare_content) or self._keep_dictionary(
            part, "shading pattern"
        )

    def _keep_colour(self, part: Any) -> bool:
        if isinstance(part, pikepdf.Name):
            return True
        if not isinstance(part, pikepdf.Array) or not len(part):
            return False
        kinds = _COLOURS.get(str(part[0]), ())
        del part[len(kinds) + 1 :]
        return is_plain(part[0]) and all(map(self._keep, list(part)[1:], kinds))

    def _keep_annotation(self, part: Any) -> bool:
        return (
            isinstance(part, pikepdf.Dictionary)
            and str(part.get("/Subtype")) in _SHOWN_ANNOTATIONS
            and not int(part.get("/F", 0)) & _INVISIBLE_FLAGS
            and self._keep_dictionary(part, "annotation")
        )

    def _keep_xobject(self, part: Any) -> bool:
        if not isinstance(part, pikepdf.Stream):
            return False
        if part.get("/Subtype") == "/Form":
            return self._keep_stream(part, "form", bare_content)
        if part.get("/Subtype") == "/Image" and self._is_first_visit(part, "picture"):
            self._keep_dictionary(part, "image")
            self._clean_picture(part)
        return bool(part.get("/Subtype") == "/Image")

    def _clean_picture(self, part: Any) -> None:
        """Take the metadata out of a picture, and what stands behind its data."""
        *outer, last = [("", None), *_filters_of(part)]
        if last[0] not in _BARE_PICTURES:
            _write_unpacked_picture(part, [name for name, _ in (*outer, last) if name])
            return
        raw = part.read_raw_bytes()
        if outer := outer[1:]:
            names, parameters = zip(*outer, strict=True)
            wrapped = pikepdf.Stream(self._pdf, b"")
            wrapped.write(raw, filter=pikepdf.Array(map(pikepdf.Name, names)),
                          decode_parms=pikepdf.Array(parameters))  # fmt: skip
            raw = _unpacked(wrapped)
        bare = _BARE_PICTURES[last[0]](raw)
        if bare not in (raw, raw + embedded.JPEG_END):
            self.removed |= _categories_of_picture(raw)
        part.write(bare, filter=pikepdf.Name(last[0]), decode_parms=last[1])

    def _keep_jbig2(self, part: Any) -> bool:
        return self._keep_stream(
            part, "content", lambda stream: embedded.bare_jbig2(_unpacked(stream))
        )


def _filters_of(part: Any) -> list[tuple[str, Any]]:
    """Return how the data of a stream is packed, outermost first, each with its parameters."""

    def as_list(value: Any) -> list[Any]:
        return list(value) if isinstance(value, pikepdf.Array) else [value]

    filters = [str(name) for name in as_list(part.get("/Filter")) if name is not None]
    parameters = as_list(part.get("/DecodeParms"))
    return list(zip(filters, [*parameters, *[None] * len(filters)], strict=False))


def _write_unpacked_picture(part: Any, filters: list[str]) -> None:
    """Leave the dots. What is packed as most are stays packed: unpacked, all pages are large."""
    if filters == ["/FlateDecode"]:
        raw = part.read_raw_bytes()
        with suppress(zlib.error):
            part.write(_without_rest(raw), filter=pikepdf.Name.FlateDecode,
                       decode_parms=part.get("/DecodeParms"))  # fmt: skip
            return
    part.write(_unpacked(part))


def _without_rest(packed: bytes) -> bytes:
    """Return compressed data without what stands behind it."""
    unpacker = zlib.decompressobj()
    for at in range(0, len(packed), _PIECE_BYTES):
        piece = packed[at : at + _PIECE_BYTES]
        unpacker.decompress(piece)
        if unpacker.eof:
            return packed[: at + len(piece) - len(unpacker.unused_data)]
    return packed


def _categories_of_picture(raw: bytes) -> set[str]:
    with (
        suppress(OSError, ValueError, SyntaxError),
        Image.open(BytesIO(raw), formats=_PHOTO_FORMATS) as picture,
    ):
        return metadata_categories(picture) or {OTHER}
    return {OTHER}


def _unpacked(stream: Any) -> bytes:
    return bytes(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))


def _without_comments(stream: Any) -> bytes:
    return _COMMENT.sub(b"", _unpacked(stream))


def _bare_profile(stream: Any) -> bytes:
    return embedded.bare_profile(_unpacked(stream))


def _bare_font(stream: Any) -> bytes:
    return embedded.bare_font(_unpacked(stream))
