"""The import contract holds, and each part of it breaks when it is broken on purpose."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BREAKS = {
    "1.": ("uitweg/platform/jobs/models.py", "import uitweg.casework.cases.models"),
    "2.": ("uitweg/casework/cases/models/case.py", "import uitweg.casework.cases.actions.entries"),
    "3.": ("uitweg/channel/rules/reports.py", "import django.db"),
    "4.": ("uitweg/casework/dashboard/actions/worklist.py", "import hashlib"),
    "6.": ("uitweg/channel/public_views/plain.py", "import uitweg.platform.accounts.models"),
}


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(
        ROOT / "uitweg", folder / "uitweg", ignore=shutil.ignore_patterns("node_modules")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contract_is_kept(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", BREAKS)
def test_breaking_it_on_purpose_breaks_it(copy: Path, contract: str) -> None:
    file, line = copy / BREAKS[contract][0], BREAKS[contract][1]
    whole = file.read_text()
    file.write_text(f"{whole}\n{line}\n")
    try:
        done = lint(copy)
    finally:
        file.write_text(whole)

    assert done.returncode == 1
    assert any(
        row.startswith(contract) and row.rstrip().endswith("BROKEN")
        for row in done.stdout.splitlines()
    ), done.stdout
