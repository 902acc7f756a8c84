"""Writes a mail as Outlook saves it: a compound file (MS-CFB) with the streams of MS-OXMSG.

Only for the tests, and only as much as they need: no ministream (each stream is padded to 4,096
bytes or longer by its size), one red-black tree that is a plain chain.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime

FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR = 512


@dataclass
class Folder:
    """A storage: streams and storages by name."""

    streams: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)


def mail(
    *,
    subject: str = "Zorgen",
    body: str = "Hij komt niet meer.",
    html: bytes = b"",
    sender: str = "Sanne Verzonnen",
    address: str = "sanne@school.example",
    to: str = "Zorgcoördinator",
    sent: datetime | None = datetime(2025, 11, 6, 13, 5, tzinfo=UTC),
    files: tuple[tuple[str, bytes], ...] = (),
    inner: tuple[Folder, ...] = (),
    head: int = 32,
    codepage: str = "",
) -> Folder:
    """Return a mail; with `codepage` its words are 8-bit, as of an older Outlook."""
    words = {0x0037: subject, 0x0C1A: sender, 0x5D01: address, 0x0E04: to, 0x1000: body}
    kind, code = (0x001E, codepage) if codepage else (0x001F, "utf-16-le")
    made = Folder({f"__substg1.0_{p:04X}{kind:04X}": w.encode(code) for p, w in words.items() if w})
    if html:
        made.streams["__substg1.0_10130102"] = html
    fixed = bytes(head)
    if sent:
        ticks = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        fixed += struct.pack("<HHIQ", 0x0040, 0x0039, 6, ticks)
    if codepage:
        fixed += struct.pack("<HHIQ", 0x0003, 0x3FFD, 6, int(codepage.removeprefix("cp")))
    made.streams["__properties_version1.0"] = fixed
    for nth, (name, content) in enumerate(files):
        made.folders[f"__attach_version1.0_#{nth:08X}"] = Folder(
            {
                "__properties_version1.0": bytes(8),
                f"__substg1.0_3707{kind:04X}": name.encode(code),
                "__substg1.0_37010102": content,
            }
        )
    for nth, one in enumerate(inner, len(files)):
        made.folders[f"__attach_version1.0_#{nth:08X}"] = Folder(
            {"__properties_version1.0": bytes(8)}, {"__substg1.0_3701000D": one}
        )
    return made


def written(root: Folder) -> bytes:
    """Return the bytes of the file."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, NONE, END, 0]]
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(content: bytes) -> int:
        if not content:
            return END
        padded = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
        first = len(sectors)
        for at in range(0, len(padded), SECTOR):
            sectors.append(padded[at : at + SECTOR])
            fat.append(len(sectors))
        fat[-1] = END
        return first

    def add(folder: Folder) -> int:
        """Add the children of a folder as a chain to the right; return the first."""
        last, first = -1, NONE
        # the order of MS-CFB: the shorter name first
        for name in sorted([*folder.streams, *folder.folders], key=lambda n: (len(n), n.upper())):
            here = len(entries)
            entries.append([name, 2, NONE, NONE, END, 0])
            if name in folder.streams:
                raw = folder.streams[name]
                # a stream below 4,096 bytes would have to stand in the ministream
                size = max(len(raw), 4096) if raw else 0
                entries[here][4], entries[here][5] = store(raw), size
            else:
                entries[here][1] = 1
                entries[here][3] = add(folder.folders[name])
            if last >= 0:
                entries[last][2] = here
            else:
                first = here
            last = here
        return first

    entries[0][3] = add(root)
    table = b"".join(_entry(*each) for each in entries)
    table = table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\0")
    directory = len(sectors)
    for at in range(0, len(table), SECTOR):
        sectors.append(table[at : at + SECTOR])
        fat.append(len(sectors))
    fat[-1] = END
    return _whole(sectors, fat, directory)


def _whole(sectors: list[bytes], fat: list[int], directory: int) -> bytes:
    places = list[int]()
    while len(places) * 128 < len(fat):
        places.append(len(sectors))
        sectors.append(b"")
        fat.append(FAT)
    assert len(places) <= 109, "too large for this little writer"
    full = fat + [FREE] * (len(places) * 128 - len(fat))
    for nth, place in enumerate(places):
        sectors[place] = struct.pack("<128I", *full[nth * 128 : nth * 128 + 128])
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, len(places), directory,
                          0, 4096, END, 0, END, 0, *places[:1])  # fmt: skip
    header += struct.pack(f"<{len(places) - 1}I", *places[1:])
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
