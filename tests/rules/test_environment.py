"""A wrong setting is refused at the start with a sentence that says what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "UITWEG_DATA": str(tmp_path),
    }
    return subprocess.run(
        [sys.executable, "-m", "uitweg.site", "migrate"],
        env=environment | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UITWEG_PUBLIC_PORT", "tachtig"),
        ("UITWEG_STAFF_PORT", "70000"),
        ("UITWEG_DOOR", "achterdeur"),
        ("UITWEG_DEMO", "misschien"),
        ("UITWEG_PUBLIC_URL", "uitweg.example"),
        ("UITWEG_STAFF_URL", "https://uitweg.example/pad"),
        ("UITWEG_DATABASE_URL", "mysql://x/y"),
        ("UITWEG_DATABASE_URL", "postgresql://host"),
        ("UITWEG_SMTP_URL", "smtp://mail.example"),
        ("UITWEG_CITY", "x" * 300),
        ("UITWEG_DATA", "/proc/nergens"),
        ("UITWEG_SECRET_FILE", "/proc/nergens/geheim"),
    ],
)
def test_a_wrong_value_is_one_sentence_and_exit_2(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, **{name: value})

    assert done.returncode == 2, done.stderr
    assert name in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_is_made_is_for_this_user_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert start(data).returncode == 0
    modes = {p.name: p.stat().st_mode & 0o077 for p in [data, *data.iterdir()]}

    assert set(modes.values()) == {0}, modes


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "geheim"
    secret.write_text("kort")
    done = start(tmp_path, UITWEG_SECRET_FILE=str(secret))

    assert done.returncode == 2
    assert "32" in done.stderr
