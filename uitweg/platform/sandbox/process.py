"""Run code that reads strangers' files in a child process in a box, and bound its use.

Libraries that read pictures, PDFs, mail and spreadsheets are large, and a mistake in one must not
reach the memory that holds the team's keys, a file or the network. This module is the only one that
starts such a child. A parser is a folder beside this module: its `run.py` calls `run_parser` here,
its `child.py` has the function `load(kind)`, which loads the libraries and returns what reads the
content. In between the child shuts itself into the box (`box.py`): it has read nothing yet.
"""

import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from uitweg.platform.sandbox import box

ROOT = Path(__file__).resolve().parents[3]
MEMORY_BYTES = 1024**3
CPU_SECONDS = 20
TIMEOUT_SECONDS = 30
LARGEST_ANSWER_BYTES = 256 * 1024**2
"""As much as the largest picture that is drawn anew takes without compression."""
MOST_VALUES_BYTES = 1024**2
"""Of the line of JSON: as Python objects it takes some thirty times as much memory."""
Reader = Callable[[bytes], "ParserAnswer"]
CHILD_TURNS = threading.BoundedSemaphore(2)
"""How many children may run at once: each may take a core and much memory."""
CHILD_PROGRAM = (
    "import sys\n"
    "sys.path.insert(0, sys.argv[1])\n"
    "from uitweg.platform.sandbox import process\n"
    "sys.exit(process.run_in_child(sys.argv[2], sys.argv[3], memory=int(sys.argv[4])))\n"
)
"""The child ignores PYTHONPATH (`-I`); the folder of the code is its first argument."""


class ParserError(Exception):
    """The content was not read."""


class ParserRefused(ParserError):
    """The parser does not take this content; `why` is a word from its own list."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ParserFailed(ParserError):
    """The child broke, ran out of time or memory, or gave an answer that makes no sense."""


class ParserBusy(ParserError):
    """The other children took too long to finish."""


@dataclass(frozen=True)
class ParserAnswer:
    """What a parser found: `values` fit in JSON, `files` are bytes."""

    values: Any
    files: tuple[bytes, ...] = ()


def run_parser(
    parser: str,
    content: bytes,
    *,
    kind: str = "",
    memory: int = MEMORY_BYTES,
    most_answer: int | None = None,
    most_values: int = MOST_VALUES_BYTES,
) -> ParserAnswer:
    """Have a parser read content in a child process.

    In bytes: `memory` is what the child may take, `most_answer` what is read of its answer, and
    `most_values` of that answer without its files.

    Raises ParserRefused, ParserFailed or ParserBusy.
    """
    arguments = [str(ROOT), parser, kind, str(memory)]
    if not CHILD_TURNS.acquire(timeout=TIMEOUT_SECONDS):
        raise ParserBusy
    try:
        with subprocess.Popen(  # noqa: S603  our own program, by our own interpreter
            [sys.executable, "-I", "-B", "-c", CHILD_PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
        ) as child:
            written = _exchange(child, content, most_answer or LARGEST_ANSWER_BYTES)
    except (OSError, ValueError):
        raise ParserFailed from None
    finally:
        CHILD_TURNS.release()
    return _read_answer(written, most_values=most_values)


def _exchange(child: "subprocess.Popen[bytes]", content: bytes, most_answer: int) -> bytes:
    """Hand over the content and return what the child wrote. Raises ParserFailed."""
    timer = threading.Timer(TIMEOUT_SECONDS, child.kill)
    timer.daemon = True
    feeder = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
    try:
        timer.start()
        feeder.start()
        # reads one byte more than is allowed, to see whether there is more
        written: bytes = child.stdout.read(most_answer + 1)  # type: ignore[union-attr]
        if len(written) > most_answer:
            raise ParserFailed
        if child.wait() != 0:
            raise ParserFailed
    finally:
        timer.cancel()
        child.kill()
    return written


def _feed(pipe: IO[bytes], content: bytes) -> None:
    """Write the content to a child, which may have ended before it read all of it."""
    with suppress(OSError), pipe:
        pipe.write(content)


def _read_answer(written: bytes, *, most_values: int = MOST_VALUES_BYTES) -> ParserAnswer:
    """Read what a child wrote: a line of JSON, then the bytes of the files it names the length of.

    Raises ParserRefused, or ParserFailed for anything else than such an answer.
    """
    line, _, rest = written.partition(b"\n")
    if len(line) > most_values:
        raise ParserFailed
    try:
        head = json.loads(line)
        if "refused" in head:
            raise ParserRefused(str(head["refused"]))
        files, place = [], 0
        for length in head["lengths"]:
            files.append(rest[place : place + length])
            place += length
        if place != len(rest) or any(length < 0 for length in head["lengths"]):
            raise ParserFailed
        return ParserAnswer(head["values"], tuple(files))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ParserFailed from None


def run_in_child(parser: str, kind: str, *, memory: int) -> int:
    """Read stdin with a parser and write the answer to stdout; return the exit code.

    Only the child calls this. Nothing a library says about the content is passed on.
    """
    limit_process(memory=memory)
    try:
        # loaded after the limits are set, so that loading counts too
        read: Reader = import_module(f"{__package__}.{parser}.child").load(kind)
        box.close_box()
        written = _answer_bytes(read(sys.stdin.buffer.read()))
    except ParserRefused as refusal:
        written = json.dumps({"refused": refusal.why}).encode() + b"\n"
    except BaseException:  # a library in Rust may panic, which is not an Exception
        return 1
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    return 0


def _answer_bytes(answer: ParserAnswer) -> bytes:
    head = {"values": answer.values, "lengths": [len(file) for file in answer.files]}
    return b"".join((json.dumps(head).encode(), b"\n", *answer.files))


def limit_process(*, memory: int = MEMORY_BYTES) -> None:
    """Bound this process's memory (bytes) and processor time, and let it write no file."""
    for limited, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, box.MOST_OPEN_FILES),
    ):
        resource.setrlimit(limited, (most, most))
