"""Take one measure of the box inside a child process, and try to get around it."""

import os
import resource
import socket
from collections.abc import Callable
from pathlib import Path

from uitweg.platform.sandbox import box
from uitweg.platform.sandbox.process import ParserAnswer, Reader

WHOLE = "whole"
NO_SERVICE = ("127.0.0.1", 9)


def load(kind: str) -> Reader:
    """Return what answers whether this measure is here, and whether a way around it was open.

    One measure is taken and tried now, alone; the whole box only closes after this.
    """
    if kind == WHOLE:
        return lambda _content: ParserAnswer({"here": True, "open": _open_ways(list(WAYS))})
    is_here = box.taken(MEASURES[kind])
    answer = ParserAnswer({"here": is_here, "open": _open_ways([kind])})
    return lambda _content: answer


def _open_ways(measures: list[str]) -> list[str]:
    """Try the ways out that these measures shut, and name the measures that left one open."""
    return [measure for measure in measures if any(map(_is_open, WAYS[measure]))]


def _is_open(way: Callable[[], object]) -> bool:
    try:
        way()
    except (OSError, MemoryError):
        return False
    return True


def _read_parent_memory() -> None:
    Path(f"/proc/{os.getppid()}/mem").open("rb").close()


def _take_more_memory() -> None:
    bytearray(resource.getrlimit(resource.RLIMIT_AS)[0])


def _list_the_machine() -> None:
    list(Path("/").iterdir())


def _write_a_file() -> None:
    place = Path(f"/tmp/uitweg-doctor-{os.getpid()}")  # noqa: S108  only if the box leaks
    place.touch()
    place.unlink()


def _send_over_the_network() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(NO_SERVICE)


def _make_a_socket() -> None:
    socket.socket().close()


def _start_a_process() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _signal_the_parent() -> None:
    os.kill(os.getppid(), 0)


MEASURES: dict[str, Callable[[], None]] = {
    "memory": box.hide_memory,  # only says whether it exists: tried is the parent's, hidden before
    "limits": lambda: None,  # taken before anything is loaded
    "files": box.leave_files,
    "calls": box.leave_calls,
    "network": box.leave_network,
}
WAYS: dict[str, tuple[Callable[[], None], ...]] = {
    "memory": (_read_parent_memory,),
    "limits": (_take_more_memory,),
    "files": (_list_the_machine, _write_a_file),
    "calls": (_make_a_socket, _start_a_process, _signal_the_parent),
    "network": (_send_over_the_network,),
}
