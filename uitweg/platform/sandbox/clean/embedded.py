"""Pictures, colours and letters inside a PDF: only what is needed to draw them stays, unchanged."""

import re
import struct
from collections.abc import Iterator

from uitweg.platform.sandbox.clean.result import CannotClean

_NEXT_MARKER = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])", re.DOTALL)
"""In the data of a JPEG, where the next segment begins (ISO 10918-1, B.1.1.2)."""
JPEG_END = b"\xff\xd9"
_SEGMENTS = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD})
"""The segments of a JPEG with its dots, and with the tables to read them."""
_HEADER_BOXES = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"})
_COMMENT, _TILE, _TILE_DATA = b"\xff\x64", b"\xff\x90", b"\xff\x93"
_JBIG2_EXTENSION = 62
_PROFILE_TAGS = frozenset(
    b"rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad gamt A2B0 A2B1 A2B2 B2A0 B2A1 B2A2".split()
)
_PROFILE_NAMES = ((4, 8), (24, 36), (48, 56), (80, 100))
"""Where the header of a profile says its maker, its moment, its device and its own number."""
_FONT_TABLES = frozenset(
    {b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"}
    | {b"CFF ", b"OS/2", b"post", b"vhea", b"vmtx", b"VORG", b"gasp"}
)
_FONT_MOMENTS = slice(20, 36)
"""Where the table `head` of a font says when it was made and changed."""


def bare_jpeg(picture: bytes) -> bytes:
    """Return a JPEG without metadata, comments, thumbnails and what stands behind it.

    Raises CannotClean for what is no JPEG.
    """
    if picture[:2] != b"\xff\xd8":
        raise CannotClean
    kept, at = bytearray(picture[:2]), 2
    while picture[at : at + 2] not in (JPEG_END, b""):
        marker, length = picture[at : at + 2], int.from_bytes(picture[at + 2 : at + 4])
        end = at + 2 + length
        if marker[0] != 0xFF or length < 2 or end > len(picture):
            raise CannotClean
        kept += _bare_segment(marker[1], picture[at + 4 : end])
        at = end
        if marker[1] == 0xDA:
            scan = _NEXT_MARKER.search(picture, at)
            at = scan.start() if scan else len(picture)
            kept += picture[end:at]
    return bytes(kept + JPEG_END)


def _bare_segment(marker: int, content: bytes) -> bytes:
    """Return a segment of a JPEG, or nothing of what does not change how it is drawn."""
    if marker == 0xE0 and content.startswith(b"JFIF\0"):
        content = content[:12] + b"\0\0"  # the two zeros: no thumbnail
    elif marker == 0xEE and content.startswith(b"Adobe"):
        content = content[:12]  # which colours it has
    elif marker not in _SEGMENTS:
        return b""
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2) + content


def bare_jpeg2000(picture: bytes) -> bytes:
    """Return a JPEG 2000 (ISO 15444-1) without comments and boxes of metadata."""
    if picture[:2] == b"\xff\x4f":
        return _bare_codestream(picture)
    kept = []
    for name, content in _boxes(picture):
        if name == b"jp2h":
            kept.append(_box(name, b"".join(_bare_header_boxes(content))))
        elif name == b"jp2c":
            kept.append(_box(name, _bare_codestream(content)))
        elif name in (b"jP  ", b"ftyp"):
            kept.append(_box(name, content))
    return b"".join(kept)


def _bare_header_boxes(header: bytes) -> Iterator[bytes]:
    for name, content in _boxes(header):
        if name == b"colr" and content[:1] in (b"\2", b"\3"):  # followed by a whole profile
            content = content[:3] + bare_profile(content[3:])
        if name in _HEADER_BOXES:
            yield _box(name, content)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, name, start = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8], at + 8
        if size == 1:
            size, start = int.from_bytes(content[at + 8 : at + 16]), at + 16
        end = at + size if size else len(content)
        if end < start or end > len(content):
            raise CannotClean
        yield name, content[start:end]
        at = end


def _box(name: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4) + name + content


def _bare_codestream(stream: bytes) -> bytes:
    """Overwrite the comments with zeros, in the header of the picture and of each of its tiles."""
    whole, at, tile_end = bytearray(stream), 2, 0
    while at + 4 <= len(whole) and whole[at : at + 2] != b"\xff\xd9":
        marker, length = bytes(whole[at : at + 2]), int.from_bytes(whole[at + 2 : at + 4])
        if marker == _TILE_DATA:
            at = tile_end
            continue
        if marker[0] != 0xFF or length < 2:
            raise CannotClean
        if marker == _TILE:
            tile_size = int.from_bytes(whole[at + 6 : at + 10])
            tile_end = at + tile_size if tile_size else len(whole)
        if marker == _COMMENT:
            whole[at + 6 : at + 2 + length] = bytes(max(0, length - 4))
        at += 2 + length
        if marker == _TILE and tile_end <= at:
            raise CannotClean
    return bytes(whole[:at] + b"\xff\xd9")


def bare_jbig2(picture: bytes) -> bytes:
    """Return the segments of a JBIG2 (ISO 14492, 7.2) as it stands in a PDF, without comments."""
    kept, at = bytearray(), 0
    while at < len(picture):
        number, flags = int.from_bytes(picture[at : at + 4]), picture[at + 4]
        length_at = _jbig2_length_at(picture, at + 5, number) + (4 if flags & 0x40 else 1)
        length = int.from_bytes(picture[length_at : length_at + 4])
        end = length_at + 4 + length
        if end > len(picture):
            raise CannotClean
        if flags & 63 != _JBIG2_EXTENSION:
            kept += picture[at:end]
        at = end
    return bytes(kept)


def _jbig2_length_at(picture: bytes, at: int, number: int) -> int:
    """Return where the list of segments ends that this segment refers to."""
    referred = picture[at] >> 5
    if referred == 7:
        referred = int.from_bytes(picture[at : at + 4]) & 0x1FFFFFFF
        at += 3 + (referred + 8) // 8
    return at + 1 + referred * (1 if number <= 256 else 2 if number <= 65536 else 4)


def bare_profile(profile: bytes) -> bytes:
    """Return a colour profile (ICC.1) with its numbers, and without names, texts and moments."""
    rows = range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12)
    if profile[36:40] != b"acsp" or rows.stop > len(profile):
        raise CannotClean
    kept = [profile[at : at + 12] for at in rows if profile[at : at + 4] in _PROFILE_TAGS]
    table, body = bytearray(len(kept).to_bytes(4)), bytearray()
    places = dict[bytes, int]()
    for row in kept:
        if row[4:] not in places:  # three colours often share one curve
            offset, size = int.from_bytes(row[4:8]), int.from_bytes(row[8:12])
            if offset + size > len(profile):
                raise CannotClean
            places[row[4:]] = 132 + 12 * len(kept) + len(body)
            body += profile[offset : offset + size].ljust(size + -size % 4, b"\0")
        table += row[:4] + places[row[4:]].to_bytes(4) + row[8:]
    header = bytearray(profile[:128])
    for start, end in _PROFILE_NAMES:
        header[start:end] = bytes(end - start)
    header[:4] = (128 + len(table) + len(body)).to_bytes(4)
    return bytes(header + table + body)


def bare_font(font: bytes) -> bytes:
    """Return a font (ISO 14496-22) without its names, licence and moments.

    Type 1 and CFF stay as they are. Raises CannotClean for what is no font.
    """
    if font.startswith((b"%!", b"\x80\1", b"\1\0")):
        return font
    if font[:4] not in (b"\0\1\0\0", b"true", b"OTTO"):
        raise CannotClean
    rows = range(12, 12 + 16 * int.from_bytes(font[4:6]), 16)
    kept = [font[at : at + 16] for at in rows if font[at : at + 4] in _FONT_TABLES]
    directory, body = font[:4] + len(kept).to_bytes(2) + bytes(6), bytearray()
    for row in kept:
        offset, size = int.from_bytes(row[8:12]), int.from_bytes(row[12:16])
        table = bytearray(font[offset : offset + size])
        if row[:4] == b"head":
            table[_FONT_MOMENTS] = bytes(16)
        place = 12 + 16 * len(kept) + len(body)
        directory += row[:4] + _font_checksum(table) + place.to_bytes(4) + len(table).to_bytes(4)
        body += table + bytes(-len(table) % 4)
    return bytes(directory + body)


def _font_checksum(table: bytearray) -> bytes:
    padded = bytes(table) + bytes(-len(table) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}I", padded))
    return (total & 0xFFFFFFFF).to_bytes(4)
