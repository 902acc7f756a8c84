"""What a page draws: its instructions, without comments and without what draws nothing."""

from decimal import Decimal
from typing import Any

import pikepdf

from uitweg.platform.sandbox.clean.pdf_shapes import names
from uitweg.platform.sandbox.clean.result import CannotClean

_OPERATORS = names(
    "b B b* B* c cm CS cs d d0 d1 Do f F f* G g gs h i j J K k l m M n q Q re RG rg ri s S SC sc "
    "SCN scn sh v w W W* y BT ET Tc TD Td Tf TL Tm Tr Ts Tw Tz T*"
)
_TEXT_OPERATORS = frozenset({"Tj", "TJ", "'", '"'})
_INLINE_KEYS = names(
    "/BPC /BitsPerComponent /CS /ColorSpace /D /Decode /DP /DecodeParms /F /Filter /H /Height "
    "/IM /ImageMask /I /Interpolate /Intent /L /Length /W /Width"
)
_INLINE_FILTERS = names(
    "/AHx /ASCIIHexDecode /A85 /ASCII85Decode /LZW /LZWDecode /Fl /FlateDecode /RL "
    "/RunLengthDecode /CCF /CCITTFaxDecode"
)


def bare_content(stream: Any) -> bytes:
    """Return the instructions of a page, form, pattern or letter that draw something.

    Tags, names of layers and texts for screen readers are gone. Raises CannotClean for a picture
    between them that may have metadata of its own.
    """
    return pikepdf.unparse_content_stream(
        [each for each in pikepdf.parse_content_stream(stream) if _draws(each)]
    )


def _draws(instruction: Any) -> bool:
    if isinstance(instruction, pikepdf.ContentStreamInlineImage):
        _refuse_inline_metadata(instruction)
        return True
    operator = str(instruction.operator)
    if operator in _TEXT_OPERATORS:
        return all(map(_is_text, instruction.operands))
    return operator in _OPERATORS and all(map(is_plain, instruction.operands))


def _is_text(value: Any) -> bool:
    parts = list(value) if isinstance(value, pikepdf.Array) else [value]
    return all(isinstance(part, pikepdf.String) or is_plain(part) for part in parts)


def is_plain(value: Any) -> bool:
    """Tell whether this is a number, a name, yes or no, nothing, or a list of those: no text."""
    if isinstance(value, pikepdf.Array):
        return all(map(is_plain, list(value)))
    return value is None or isinstance(value, int | float | Decimal | pikepdf.Name)


def _refuse_inline_metadata(instruction: Any) -> None:
    image = instruction.iimage.obj
    filters = image.get("/F", image.get("/Filter", []))
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    if (
        not set(image.keys()) <= _INLINE_KEYS
        or not {str(name) for name in names} <= _INLINE_FILTERS
        or not all(_is_plain_inline(key, image[key]) for key in image.keys())  # noqa: SIM118
    ):
        raise CannotClean


def _is_plain_inline(key: str, value: Any) -> bool:
    """Tell whether this value has no more in it than drawing takes: a table of colours may be."""
    if key in ("/CS", "/ColorSpace"):
        return _is_text(value)
    parts = list(value) if isinstance(value, pikepdf.Array) else [value]
    if key in ("/DP", "/DecodeParms"):
        parts = [
            inner
            for part in parts
            for inner in (
                part.as_dict().values() if isinstance(part, pikepdf.Dictionary) else [part]
            )
        ]
    return all(map(is_plain, parts))
