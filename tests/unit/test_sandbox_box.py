"""A parser of an attacker tries each way out of its process (tests/support/hostile_parser.py)."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.hostile_parser import SECRET_LENGTH, WAYS
from uitweg.platform.sandbox import box, process
from uitweg.platform.sandbox.process import ROOT, ParserFailed, run_parser
from uitweg.platform.sandbox.trial.run import MEASURES, try_measure

HOSTILE = (
    "import sys\n"
    "sys.path.insert(0, sys.argv[1])\n"
    "from tests.support import hostile_parser\n"
    "sys.modules['uitweg.platform.sandbox.hostile.child'] = hostile_parser\n"
    "from uitweg.platform.sandbox import process\n"
)
WITHOUT_BOX = "process.box.close_box = lambda: None\n"
START = "sys.exit(process.run_in_child('hostile', sys.argv[3], memory=int(sys.argv[4])))\n"
NOBODY = 65534
SHUT_WITHOUT_BOX = {
    "use_what_the_parent_left_open",
    "use_a_connection_the_parent_left_open",
    "take_more_memory_than_it_may",
}
"""By starting without open files, and by the limits."""
OTHERS_MAY_SHUT = {
    "mount_something",
    "set_a_limit_back",
    "run_a_program_of_the_kernel",
    "list_its_own_open_files",
    "enter_the_network_of_the_parent",
    "have_the_kernel_work_in_a_ring",
    "trace_the_parent",
    "keep_a_key_in_the_kernel",
    "make_a_world_of_its_own",
    "copy_the_memory_of_the_parent",
    "read_the_memory_of_the_parent",
}
"""Root only, or a machine or container may refuse these already; then they prove nothing here."""


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What an attacker would like to reach: files, a port, sockets, and a secret in memory."""
    folder = tmp_path_factory.mktemp("reach")
    for name in ("private", "staff.sqlite", "victim"):
        (folder / name).write_bytes(b"secret")
        (folder / name).chmod(0o600)
    (folder / "link").symlink_to(folder / "private")
    secret = os.urandom(SECRET_LENGTH // 2).hex()
    pipe = os.pipe()
    box._prctl(box.SET_DUMPABLE, 1)  # another test may have hidden this process, as a command does
    held = secret.encode()
    with (
        (folder / "private").open("rb") as open_file,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as in_folder,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.create_connection(server.getsockname()) as connection,
    ):
        os.set_inheritable(open_file.fileno(), True)
        os.set_inheritable(connection.fileno(), True)
        in_folder.bind(str(folder / "socket"))
        in_folder.listen()
        abstract.bind(f"\0uitweg-{os.getpid()}")
        abstract.listen()
        yield {
            "secret": secret,
            "address": id(held) + bytes.__basicsize__ - 1,
            "folder": str(folder),
            **{name: str(folder / name) for name in ("link", "socket", "victim")},
            "private_file": str(folder / "private"),
            "database": str(folder / "staff.sqlite"),
            "settings": str(ROOT / "pyproject.toml"),
            "abstract": f"uitweg-{os.getpid()}",
            "port": server.getsockname()[1],
            "open_pipe": pipe[0],
            "open_file": open_file.fileno(),
            "open_connection": connection.fileno(),
        }
    for end in pipe:
        os.close(end)


def tried(way: str, target: dict[str, Any], monkeypatch, *, program: str) -> dict[str, Any]:
    """Return whether a way was open, and what the attacker got or saw."""
    monkeypatch.setattr(process, "CHILD_PROGRAM", program)
    for name in ("private", "victim"):
        Path(target["folder"], name).touch(0o600)
    try:
        values: dict[str, Any] = run_parser("hostile", json.dumps(target).encode(), kind=way).values
    except ParserFailed:
        return {"open": False, "why": "the child ended"}
    return values


@pytest.fixture(scope="module")
def lacking() -> list[str]:
    """Return the measures that this machine does not have; then nothing can be asked of the box."""
    trials = [try_measure(measure) for measure in MEASURES]
    return [trial.measure for trial in trials if not trial.is_here]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_out_of_the_box(way: str, target, lacking, monkeypatch) -> None:
    result = tried(way, target, monkeypatch, program=HOSTILE + START)
    if result["open"] and lacking:
        pytest.skip(f"OPEN, as this machine lacks {', '.join(lacking)}")

    assert not result["open"], result["why"]


@pytest.mark.parametrize("way", WAYS)
def test_without_the_box_the_same_way_is_open(way: str, target, monkeypatch) -> None:
    """Otherwise the test above would prove nothing."""
    result = tried(way, target, monkeypatch, program=HOSTILE + WITHOUT_BOX + START)
    if way in OTHERS_MAY_SHUT and not result["open"]:
        pytest.skip(f"this machine shuts it by itself: {result['why']}")

    assert result["open"] is (way not in SHUT_WITHOUT_BOX), result["why"]


def told_by(program: str, *, by: int | None = None) -> str:
    """Return what a program prints; a root test machine can run it by another user."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, user=by,
        env={"PYTHONPATH": str(ROOT), "UITWEG_DATA": "/proc/nowhere"}, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_what_hides_its_memory_shows_it_to_no_other_program_of_its_user() -> None:
    """Root sees everything, so a test that runs as root has another user do both."""
    program = (
        "import subprocess, sys\n"
        "from uitweg.platform.sandbox import box\n"
        'look = \'import os; open(f"/proc/{os.getppid()}/mem"); open(f"/proc/{os.getppid()}/environ")\'\n'
        "seen = lambda: subprocess.run([sys.executable, '-c', look], stderr=subprocess.PIPE)\n"
        "before = seen().returncode\n"
        "box.hide_memory()\n"
        "print(before, seen().stderr.decode().split()[-6:-3])\n"
    )

    assert told_by(program, by=NOBODY if os.geteuid() == 0 else None).startswith(
        "0 ['PermissionError:"
    )


@pytest.mark.parametrize(
    "start",
    [
        "from uitweg.site.operations.cli import main; main(['logbook-name', 'x'])",
        "from uitweg.site.server.serve import make_door; make_door()",
    ],
    ids=["every command", "the process of a door"],
)
def test_a_process_that_may_hold_keys_hides_its_memory(start: str) -> None:
    program = f"""
import contextlib, ctypes
with contextlib.suppress(BaseException):
    {start}
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""

    assert told_by(program) == "0"


def test_a_parser_with_a_second_thread_does_not_start(monkeypatch) -> None:
    """The measures would not hold for that thread."""
    second = (
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    monkeypatch.setattr(process, "CHILD_PROGRAM", f"{HOSTILE}{second}\n{START}")
    with pytest.raises(ParserFailed):
        run_parser("hostile", b"{}", kind="list_its_own_open_files")
