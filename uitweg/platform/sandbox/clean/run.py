"""Clean a file before it leaves: in a process of its own, that holds no key and stays small.

The libraries that read a stranger's pictures and papers are big and written in C; what is
wrong with them may not reach the memory in which the team's keys are.
"""

import json
import subprocess
import sys
import threading
from pathlib import Path

from uitweg.platform.sandbox.clean.result import CannotClean, CleanedFile

__all__ = ["CannotClean", "CleanedFile", "clean_file", "file_kind"]

ROOT = Path(__file__).resolve().parents[4]
LARGEST_CLEANABLE_BYTES = 50 * 1024 * 1024
TIMEOUT_SECONDS = 40
PROCESS_TURNS = threading.BoundedSemaphore(2)
"""Drawing a picture anew takes a core and some hundred megabytes."""

_MAGIC_BYTES = (
    ("picture", b"\xff\xd8\xff"),
    ("picture", b"\x89PNG\r\n\x1a\n"),
    ("picture", b"GIF8"),
    ("picture", b"BM"),
    ("picture", b"II*\0"),
    ("picture", b"MM\0*"),
    ("pdf", b"%PDF-"),
    ("ogg", b"OggS"),
    ("flac", b"fLaC"),
    ("mp3", b"ID3"),
)
_STILL_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})
_MP3_FRAMES = frozenset({b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"})


def file_kind(start: bytes) -> str:
    """Tell by its first bytes what a file is, in our word for how to clean it; "" is not known.

    What its sender called it does not count.
    """
    for kind, begins in _MAGIC_BYTES:
        if start.startswith(begins):
            return kind
    if start[:4] == b"RIFF":
        return {b"WEBP": "picture", b"WAVE": "wav"}.get(start[8:12], "")
    if start[4:8] == b"ftyp" and start[8:12] not in _STILL_PICTURE_BRANDS:
        return "m4a"  # or a film: whether there is more in it than sound shows inside
    return "mp3" if start[:2] in _MP3_FRAMES else ""


def clean_file(content: bytes, kind: str) -> CleanedFile:
    """Return the file without what it should not tell. Raises CannotClean."""
    if not kind or len(content) > LARGEST_CLEANABLE_BYTES:
        raise CannotClean
    return _parse_result(run_isolated("uitweg.platform.sandbox.clean", kind, content))


def run_isolated(module: str, kind: str, content: bytes) -> bytes:
    """Let a module of ours read a stranger's file in a process of its own. Raises CannotClean."""
    if not PROCESS_TURNS.acquire(timeout=TIMEOUT_SECONDS):
        raise CannotClean
    try:
        done = subprocess.run(  # noqa: S603  our own module, by our own interpreter
            [sys.executable, "-m", module, kind],
            input=content,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        raise CannotClean from None
    finally:
        PROCESS_TURNS.release()
    return done.stdout


def _parse_result(said: bytes) -> CleanedFile:
    line, _, rest = said.partition(b"\n")
    try:
        head = json.loads(line)
        length, small = head["length"], head["small"]
    except (ValueError, KeyError, TypeError):
        raise CannotClean from None
    if len(rest) != length + small:
        raise CannotClean
    return CleanedFile(
        rest[:length], head["kind"], head["end"], tuple(head["removed"]), rest[length:]
    )
