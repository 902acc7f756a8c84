"""The group-commit writer against a machine that hinders it; docs/adr/0010."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.installation import ROOT

IN_MEMORY = Path("/dev/shm")
EXAMPLES = os.environ.get("WRITER_EXAMPLES", "12")
LOST = ("lost", "another conversation", "was sent", "no reason", "again", "out of order")
FOUND_BY = {
    "told before the commit": LOST,
    "a failed commit told as stored": LOST,
    "a failed commit ends the thread": ("fell over",),
    "no savepoint for the group": ("half a report", "no reason", "refused"),
    "no savepoint for the one": ("half a report", "no reason", "refused"),
    "one fault fails all": ("no reason", "only refused"),
    "answers change places": ("no reason", "lost", "only refused", "another conversation"),
    "stored and then refused": ("no reason", "only refused"),
    "written without an answer": ("no reason", "waits for ever"),
    "given up, written all the same": ("given up before it began",),
    "last come, first stored": ("out of order", "no reason"),
    "the deleted still living": ("was wiped", "no reason"),
    "nothing is a repeat": ("no reason",),
    "everything is a repeat": LOST,
    "other content is a repeat": ("was sent",),
}


def said_of(*names: str) -> dict[str, str]:
    """Return what the machine says of the writer, and of it with each of these things broken."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.exists() else None) as folder:
        own = {"UITWEG_DATA": folder, "UITWEG_DEMO": "yes", "UITWEG_DATABASE_URL": ""}
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.writer_broken", EXAMPLES, *names],
            cwd=ROOT,
            env={**os.environ, **own, "UITWEG_DOOR": "tools"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    answers: dict[str, str] = json.loads(done.stdout)
    return {**answers, "how": done.stderr}


def test_whatever_happens_the_writer_keeps_its_promises() -> None:
    said = said_of("whole")

    assert said["whole"] == "", said["how"]


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    return said_of()


@pytest.mark.long
@pytest.mark.parametrize("name", FOUND_BY)
def test_a_broken_writer_is_found_out(said: dict[str, str], name: str) -> None:
    assert any(words in said[name] for words in FOUND_BY[name]), said[name]


@pytest.mark.long
def test_each_way_of_breaking_it_is_tried(said: dict[str, str]) -> None:
    assert said.keys() - {"whole", "how"} == FOUND_BY.keys()
