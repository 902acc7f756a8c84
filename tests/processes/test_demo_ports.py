"""`./run` beside a port that somebody else has: refused before anything starts, nothing is left."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.installation import Installation


def left_of(mark: str) -> list[str]:
    """Return the command lines of the processes that have this mark in their environment."""
    setting = f"UITWEG_TEST_MARK={mark}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if setting in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("door", ["public", "staff"])
def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path, door: str) -> None:
    city = Installation(tmp_path, {"UITWEG_DATABASE_URL": ""})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", city.public_port if door == "public" else city.staff_port))
        taken.listen()
        done = city.run("demo")

    assert done.returncode == 2
    assert f"set UITWEG_{door.upper()}_PORT" in done.stderr
    assert not (tmp_path / "demo" / "demo.json").exists()


def test_nothing_is_left_when_a_door_stops_while_the_others_start(tmp_path: Path) -> None:
    """The port is taken between the look at it and the start of the door."""
    mark = str(time.monotonic_ns())
    city = Installation(tmp_path, {"UITWEG_DATABASE_URL": "", "UITWEG_TEST_MARK": mark})
    Installation(tmp_path / "demo").make()
    program = (
        "import sys; from uitweg.site.server import serve;"
        "serve.refuse_a_taken_port = lambda **_: None;"
        "from uitweg.site.operations import cli; sys.exit(cli.main(['demo']))"
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", city.staff_port))
        taken.listen()
        done = city.program(program)

    assert done.returncode == 1
    assert "A part of the demo stopped" in done.stderr
    assert left_of(mark) == []


def test_nothing_is_left_when_the_terminal_closes(tmp_path: Path) -> None:
    mark = str(time.monotonic_ns())
    city = Installation(tmp_path, {"UITWEG_DATABASE_URL": "", "UITWEG_TEST_MARK": mark})
    Installation(tmp_path / "demo").make()
    line = [sys.executable, "-m", "uitweg.site", "demo"]
    with subprocess.Popen(line, env=city.environment, stdout=subprocess.PIPE) as demo:
        assert demo.stdout
        while b"Ctrl-C" not in demo.stdout.readline():
            assert demo.poll() is None
        running = left_of(mark)
        demo.send_signal(signal.SIGHUP)
        demo.wait(timeout=30)

    assert len(running) >= 4
    assert left_of(mark) == []
