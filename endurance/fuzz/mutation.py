"""Change valid examples a little, so that a reader gets past its first check and then trips."""

import random
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO

LONGEST_INPUT = 2 * 1024 * 1024
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63)
PIECES = (
    *(b"\0", b"\r\n", b"\r\n\r\n", b"\xff\xfe", b"\xed\xa0\x80", "\u202e\u0000".encode()),
    *(b"..", b"%00", b"%2e%2e%2f", b"/../", b"\\ud800", b"{", b"[" * 500, b'{"a":' * 500),
    *(b"1e999", b"NaN", b"-1", b"9" * 400, b"null", b"true", b'""', b"'><script>", b"=1+1"),
    *(b"&x;", b"<!ENTITY x 'y'>", b"<!--", b"]]>", b"=?utf-8?b?", b"=?x?q?=?=", b"--", b"; name="),
    *(b"<<", b">>", b" 0 R", b"/Type", b"stream", b"endobj", b"%PDF-", b"/FlateDecode", b"/Kids"),
)
"""What readers trip over: ends, escapes, depths, numbers, and words of the formats themselves."""
type Change = Callable[[random.Random, bytearray, Sequence[bytes]], None]


def changed(dice: random.Random, examples: Sequence[bytes]) -> bytes:
    """Return one of the examples after 1 to 16 changes; of a zip file mostly one of its members."""
    example = dice.choice(examples)
    if example.startswith(b"PK\x03\x04") and dice.random() < 0.85:
        return _changed_zip(dice, example)
    raw = bytearray(example)
    _change(dice, raw, examples)
    return bytes(raw[:LONGEST_INPUT])


def _change(dice: random.Random, raw: bytearray, examples: Sequence[bytes]) -> None:
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        dice.choice(CHANGES)(dice, raw, examples)


def _changed_zip(dice: random.Random, example: bytes) -> bytes:
    """Change what is inside a member and pack it again: else only the checksum would be tried."""
    with zipfile.ZipFile(BytesIO(example)) as packed:
        members = {name: bytearray(packed.read(name)) for name in packed.namelist()}
    name = dice.choice(list(members))
    _change(dice, members[name], [bytes(member) for member in members.values()])
    if dice.random() < 0.1:
        del members[dice.choice(list(members))]
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, member in members.items():
            packed.writestr(name, bytes(member))
    return written.getvalue()


def _span(dice: random.Random, raw: bytearray | bytes, most: int = 4096) -> slice:
    """Return a part of it, most often a short one."""
    start = dice.randint(0, len(raw))
    return slice(start, start + dice.randint(0, dice.choice((1, 8, 64, most))))


def _flip(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    if raw:
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)


def _number(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    size = dice.choice((1, 2, 4, 8))
    number = dice.choice(NUMBERS) % 256**size
    start = dice.randint(0, len(raw))
    raw[start : start + size] = number.to_bytes(size, dice.choice(("big", "little")))


def _piece(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    start = dice.randint(0, len(raw))
    raw[start:start] = dice.choice(PIECES)


def _remove(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    del raw[_span(dice, raw)]


def _repeat(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    span = _span(dice, raw)
    raw[span.start : span.start] = raw[span] * dice.choice((1, 2, 50))


def _noise(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    span = _span(dice, raw, most=256)
    raw[span] = dice.randbytes(span.stop - span.start)


def _cut(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    del raw[dice.randint(0, len(raw)) :]


def _splice(dice: random.Random, raw: bytearray, examples: Sequence[bytes]) -> None:
    other = dice.choice(examples)
    raw[_span(dice, raw)] = other[_span(dice, other)]


def _lines(dice: random.Random, raw: bytearray, _: Sequence[bytes]) -> None:
    lines = raw.split(b"\n")
    first, second = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    raw[:] = b"\n".join(lines)


CHANGES: tuple[Change, ...] = (
    *(_flip, _number, _piece, _remove, _repeat, _noise, _cut, _splice, _lines),
)
