"""The pieces that a sound consists of; what stands between them is nothing that one hears."""

from collections.abc import Iterator

_KBITS = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Bit rates of MPEG-1 (True) and of MPEG-2 and 2.5, layer III (ISO 11172-3, 13818-3)."""
_HERTZ = (44_100, 48_000, 32_000)
_SLOWER = {3: 1, 2: 2, 0: 4}
"""By which the sample rate is divided in MPEG-1, MPEG-2 and MPEG-2.5."""


def mp3_frames(content: bytes) -> Iterator[bytes]:
    """Yield the frames of layer III; of two that do not join, what is between them is skipped.

    After a gap a header counts only when another one follows where its frame ends.
    """
    at, joined = 0, False
    while (at := content.find(b"\xff", at)) >= 0:
        end = at + _frame_length(content[at : at + 4])
        if end > at and (joined or end == len(content) or _frame_length(content[end : end + 4])):
            yield content[at:end]
            at, joined = end, content[end : end + 1] == b"\xff"
        else:
            at, joined = at + 1, False


def _frame_length(header: bytes) -> int:
    """Return the length in bytes of the frame with this header of 4 bytes; 0 when it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, hertz = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or hertz == 3:
        return 0
    is_first = version == 3
    samples_in_bytes = 144 if is_first else 72
    a_second = _HERTZ[hertz] // _SLOWER[version]
    padding = header[2] >> 1 & 1
    return samples_in_bytes * _KBITS[is_first][rate - 1] * 1000 // a_second + padding


def ogg_pages(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the number of its stream (4 bytes) and the bytes of each whole page (RFC 3533)."""
    at = 0
    while (at := content.find(b"OggS", at)) >= 0:
        segments = content[at + 27 : at + 27 + content[at + 26]] if at + 27 <= len(content) else b""
        end = at + 27 + len(segments) + sum(segments)
        if not segments or end > len(content):
            at += 4
            continue
        yield content[at + 14 : at + 18], content[at:end]
        at = end
