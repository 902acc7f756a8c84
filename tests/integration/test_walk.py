"""`./run walk`, before and after a move: two walks of the same code must not differ."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.installation import ROOT

ROLES = ("--role", "stranger", "--role", "coordinator-near")


def walk(folder: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "tests.walk", str(folder), "--store", "sqlite", *ROLES, *more]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_two_walks_of_the_same_code_are_equal(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    first = walk(before)
    assert first.returncode == 0, first.stdout + first.stderr

    again = walk(after, "--against", str(before))

    assert again.returncode == 0, again.stdout[-5000:] + again.stderr
    assert "Nothing differs." in again.stdout
    page = before / "sqlite" / "staff" / "casus" / "1" / "kaart" / "coordinator-near.txt"
    said = page.read_text(encoding="utf-8")
    assert "title: Veiligheidskaart U-0001" in said
    assert "audit: case:read-card · case:1 · done" in said
