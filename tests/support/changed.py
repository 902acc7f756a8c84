"""Which tests to run first: what failed last, and the tests of what changed, within a minute."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

from tests.support.suite_report import SPENT

ROOT = Path(__file__).resolve().parents[2]
LAST_FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
FOLDERS = ("unit", "architecture", "integration")
MOST_SECONDS = 55
"""Seconds of processor: a minute on two cores, what the two processes take to start included."""
UNKNOWN_SECONDS = 4
"""In a fresh clone, where nothing was measured yet; with 2 it took a minute and a half."""
BY_FOLDER = {
    "content": "tests/unit/test_content*.py",
    "policy": "tests/architecture/test_fields.py",
    "docs": "tests/architecture/test_docs.py",
    "deploy": "tests/unit/test_*_files.py",
}
IMPORT = re.compile(
    r"^\s*(?:from|import)\s+((?:uitweg|tests\.support)[\w.]*)(?:\s+import\s+([\w, ]+))?", re.M
)


def tests() -> tuple[list[str], list[str]]:
    """Return the tests to run, in order, and the files that were left out for want of time."""
    failed = _failed_last()
    rest = [file for file in of_changes(_changes()) if file not in failed]
    chosen, left_out, seconds = [], [], 0.0
    spent = json.loads(SPENT.read_text()) if SPENT.exists() else {}
    for file in rest:
        seconds += spent.get(file, UNKNOWN_SECONDS)
        (chosen if seconds <= MOST_SECONDS or not chosen else left_out).append(file)
    return [*failed, *chosen], left_out


def of_changes(paths: list[str]) -> list[str]:
    """Return the test files of these changed files: the nearest first, each once."""
    changed_tests = [path for path in paths if _is_a_test_file(path) and (ROOT / path).exists()]
    modules = {_module(path) for path in paths if path.startswith(("uitweg/", "tests/support/"))}
    parts = {_part(module) for module in modules}
    near = [file for file, names in _imports().items() if names & modules]
    far = [file for file, names in _imports().items() if {_part(name) for name in names} & parts]
    by_folder = [
        str(file.relative_to(ROOT))
        for path in paths
        for file in sorted(ROOT.glob(BY_FOLDER.get(PurePosixPath(path).parts[0], "-")))
    ]
    return list(dict.fromkeys([*changed_tests, *near, *by_folder, *far]))


def _is_a_test_file(path: str) -> bool:
    return PurePosixPath(path).match("test_*.py") and PurePosixPath(path).parts[1] in FOLDERS


def _failed_last() -> list[str]:
    """Return the ids of the tests that failed last time they ran and are still there."""
    if not LAST_FAILED.exists():
        return []
    failed: list[str] = list(json.loads(LAST_FAILED.read_text()))
    return [test for test in failed if _is_a_test_file(test.partition("::")[0])]


def _changes() -> list[str]:
    """Return the files that differ from the last commit, or else those of the last commit."""
    now = [
        *_git("diff", "--name-only", "HEAD"),
        *_git("ls-files", "--others", "--exclude-standard"),
    ]
    return now or _git("diff", "--name-only", "HEAD~1", "HEAD")


def _git(*line: str) -> list[str]:
    done = subprocess.run(["git", *line], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def _module(path: str) -> str:
    """Return the module of a file; of a template or a script the part that it belongs to."""
    pure = PurePosixPath(path)
    if pure.suffix != ".py":
        return _part(".".join(pure.parts))
    return ".".join(pure.with_suffix("").parts).removesuffix(".__init__")


def _part(module: str) -> str:
    """Return the part of the house: `uitweg.casework.duty` of all that is in it."""
    return ".".join(module.split(".")[:3])


@cache
def _imports() -> dict[str, set[str]]:
    """Return which modules of the product and of tests/support each test file imports."""
    found = {}
    for folder in FOLDERS:
        for file in sorted((ROOT / "tests" / folder).glob("test_*.py")):
            names = set()
            for module, imported in IMPORT.findall(file.read_text()):
                names |= {module, *(f"{module}.{name.strip()}" for name in imported.split(","))}
            found[str(file.relative_to(ROOT))] = names
    return found
