"""Find what visitors could have left: every byte of files, also of files that are open and deleted."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

PREFIX = "zeepaardjeqz"
"""With this every marker begins, and with it a search finds them all."""
ADDRESSES, MUNICIPAL = "127.77.", "127.0.77."
"""So do the addresses of all visitors: elsewhere, and on the municipal network."""
PIECE = 8 * 1024 * 1024


def forms_of(text: str) -> dict[str, bytes]:
    """Return what to search for: the text as it is and as programs write it down.

    A marker in base64 is found at each of the three places where it may begin, and in UTF-16 in
    both orders of bytes. What was compressed or encrypted is not found.
    """
    raw = text.encode()
    found = {
        "plain": raw,
        "capitals": text.upper().encode(),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "percent": "".join(f"%{byte:02X}" for byte in raw).encode(),
        "percent, small": "".join(f"%{byte:02x}" for byte in raw).encode(),
        "utf-16": text.encode("utf-16-le")[:-1],
        "escaped": "".join(f"\\u{ord(sign):04x}" for sign in text).encode(),
        "octal": "".join(f"\\{byte:03o}" for byte in raw).encode(),
    }
    for shift in range(3):
        encoded = b64encode(bytes(shift) + raw)
        first = (shift * 8 + 5) // 6
        found[f"base64 at {shift}"] = encoded[first : first + len(raw) * 8 // 6 - 1]
    if not text.upper().isupper():
        del found["capitals"]
    return found


WANTED = {
    f"{text} {form}": raw
    for text in (PREFIX, ADDRESSES, MUNICIPAL)
    for form, raw in forms_of(text).items()
}


def traces_in(content: bytes) -> list[str]:
    return [form for form, raw in WANTED.items() if raw in content]


def traces_in_file(file: Path) -> list[str]:
    """Search a file piece by piece; pieces overlap, so that nothing falls between two."""
    found, rest = set[str](), b""
    longest = max(map(len, WANTED.values()))
    with suppress(FileNotFoundError), file.open("rb") as reading:
        while piece := reading.read(PIECE):
            found.update(traces_in(rest + piece))
            rest = piece[-longest:]
    return sorted(found)


def written_in(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def open_files(pids: Iterable[int]) -> Iterator[Path]:
    """Yield the files that processes hold open, also when their name is gone already."""
    for pid in pids:
        for handle in Path(f"/proc/{pid}/fd").glob("*"):
            with suppress(OSError):
                if handle.is_file() and not str(handle.readlink()).startswith("/proc/"):
                    yield handle


def search(folders: Iterable[Path], pids: Iterable[int] = ()) -> tuple[dict[str, list[str]], int]:
    """Return the files in which something of a visitor stands, with its forms; and the bytes read."""
    found, size = dict[str, list[str]](), 0
    for file in [*written_in(folders), *open_files(pids)]:
        with suppress(OSError):
            size += file.stat().st_size
            if traces := traces_in_file(file):
                found[str(file)] = traces
    return found, size
