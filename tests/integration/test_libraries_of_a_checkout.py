"""`./run` fetches new libraries beside the old ones, and keeps the old ones until it is done."""

import os
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[2] / "run"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with whole libraries of an earlier lock, and an uv that does as it is told."""
    (tmp_path / "run").write_bytes(RUN.read_bytes())
    (tmp_path / "requirements.lock").write_text("new\n")
    make(tmp_path / ".venv", "old\n")
    (tmp_path / "bin").mkdir()
    return tmp_path


def make(folder: Path, lock: str | None) -> None:
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin/python"
    python.write_text(f"#!/bin/sh\necho 'python of {(lock or 'nothing').strip()}'\n")
    python.chmod(0o755)
    if lock:
        (folder / "lock").write_text(lock)


def run(checkout: Path, uv: str) -> tuple[int, str]:
    command = checkout / "bin/uv"
    command.write_text(f"#!/bin/sh\n{uv}\n")
    command.chmod(0o755)
    path = f"{checkout / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", checkout / "run", "help"],
        capture_output=True,
        text=True,
        env={"PATH": path},
        check=False,
    )
    return done.returncode, done.stdout


MAKES = """
if [ "$1" = venv ]; then
  for folder; do :; done
  mkdir -p "$folder/bin"
  printf '#!/bin/sh\\necho python of new\\n' > "$folder/bin/python"
  chmod +x "$folder/bin/python"
fi
"""


def test_new_libraries_take_the_place_of_the_old(checkout: Path) -> None:
    assert run(checkout, MAKES) == (0, "python of new\n")
    assert (checkout / ".venv/lock").read_text() == "new\n"
    assert not (checkout / ".venv.before").exists()


def test_when_they_cannot_be_fetched_the_old_ones_stay(checkout: Path) -> None:
    assert run(checkout, MAKES + 'if [ "$1" = pip ]; then exit 1; fi')[0] == 2
    assert (checkout / ".venv/lock").read_text() == "old\n"
    assert not (checkout / ".venv.before").exists()


def test_what_was_ended_halfway_is_put_back_first(checkout: Path) -> None:
    (checkout / ".venv").rename(checkout / ".venv.before")
    make(checkout / ".venv", None)
    assert run(checkout, "exit 1")[0] == 2
    assert (checkout / ".venv/lock").read_text() == "old\n"


def test_what_is_whole_is_used_as_it_is(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("old\n")
    assert run(checkout, "exit 1") == (0, "python of old\n")
