"""`./run release FOLDER`: a release of this commit: wheel, code, list of libraries, hashes, signature."""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMESPACE = "uitweg-release"
"""What a signature is for (`ssh-keygen -Y`), and in whose name: the same word twice."""
HASHES = "SHA256SUMS"
_HEADING = re.compile(r"^## \[([^]]+)\](?: - (.*))?$", re.MULTILINE)
_VERSION = re.compile(r'^VERSION = "([^"]+)"$', re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class NotReleased(Exception):
    """Why there is no release, in one sentence that says what to do."""


def main(given: list[str]) -> int:
    """Make a release, or say in one sentence why not."""
    parser = argparse.ArgumentParser(prog="./run release", description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty or new folder")
    parser.add_argument("--key", type=Path, help="the private key (ssh-ed25519) to sign with")
    parser.add_argument("--trial", action="store_true", help="unsigned, whatever CHANGELOG.md says")
    asked = parser.parse_args(given)
    try:
        version = release(ROOT, asked.folder.absolute(), key=asked.key, trial=asked.trial)
    except NotReleased as why:
        print(why, file=sys.stderr)
        return 2
    print(f"Uitweg {version} is in {asked.folder}. How a city checks it: docs/releases.md")
    return 0


def release(root: Path, folder: Path, *, key: Path | None, trial: bool) -> str:
    """Write all files of a release to a new folder; returns the version. Raises NotReleased."""
    _refuse_what_is_not_committed(root, folder)
    version = _VERSION.findall(_at_commit(root, "uitweg/version.py"))[0]
    changelog = _at_commit(root, "CHANGELOG.md")
    if not trial:
        _refuse_a_tag_of_another_commit(root, version)
        if refusal := why_not(version, changelog):
            raise NotReleased(refusal)
        if key is None or not key.is_file():
            raise NotReleased("Name the key to sign with: --key FILE, or try with --trial.")
    folder.mkdir(parents=True, exist_ok=True)
    name = f"uitweg-{version}"
    _write_code(root, folder / f"{name}.tar.gz", name)
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(folder / f"{name}.tar.gz") as archive:
            archive.extractall(place, filter="data")
        code = Path(place) / name
        build_wheel(code, folder, moment=_git(root, "show", "-s", "--format=%ct", "HEAD").strip())
        bill = _run([sys.executable, "-m", "tests.sbom"], code, PYTHONPATH=str(code))
    (folder / f"{name}.cdx.json").write_bytes(bill)
    (folder / f"{name}.md").write_text(notes(version, changelog), "utf-8")
    _write_hashes(folder)
    if key and not trial:
        _run(["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, HASHES], folder)
    return version


def why_not(version: str, changelog: str) -> str:
    """Return why this version is not to be released by its change log, or ""."""
    headings = _HEADING.findall(changelog)
    if [written for written, _ in headings].count(version) > 1 or any(
        written == version for written, _ in headings[1:]
    ):
        return f"{version} is released already; raise VERSION in uitweg/version.py."
    if not headings or headings[0][0] != version:
        return f"CHANGELOG.md does not begin with {version}; write what changed in it."
    if not _DAY.fullmatch(headings[0][1]):
        return (
            f"CHANGELOG.md says no day; make its heading ## [{version}] - 2026-12-31, and commit."
        )
    return ""


def notes(version: str, changelog: str) -> str:
    """Return the part of the change log about a version, as release notes."""
    parts = _HEADING.split(changelog)[1:]
    for written, day, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if written == version:
            return f"# Uitweg {version} ({day or 'unreleased'})\n\n{text.strip()}\n"
    return f"# Uitweg {version}\n"


def build_wheel(code: Path, folder: Path, *, moment: str) -> Path:
    """Build the wheel of a tree; the same tree and moment (seconds since 1970): the same bytes."""
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    _run(line, code, SOURCE_DATE_EPOCH=moment)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _write_code(root: Path, to: Path, name: str) -> None:
    """Write the tree of the commit, without its history; the same commit gives the same bytes."""
    tree = _run(["git", "archive", "--format=tar", f"--prefix={name}/", "HEAD"], root)
    to.write_bytes(gzip.compress(tree, mtime=0))


def _write_hashes(folder: Path) -> None:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / HASHES).write_text("".join(lines), "ascii")


def _refuse_what_is_not_committed(root: Path, folder: Path) -> None:
    if _git(root, "status", "--porcelain"):
        raise NotReleased("Something is not committed; a release is of a commit: see git status.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotReleased(f"'{folder}' is not empty; name a new folder.")
    for program in ("git", "ssh-keygen"):
        if not shutil.which(program):
            raise NotReleased(f"{program} is missing; Debian: apt install git openssh-client")


def _refuse_a_tag_of_another_commit(root: Path, version: str) -> None:
    tagged = _git(root, "tag", "--list", f"v{version}", "--format=%(objectname)%(*objectname)")
    if tagged and _git(root, "rev-parse", "HEAD").strip() not in tagged:
        raise NotReleased(f"{version} is released already; raise VERSION in uitweg/version.py.")


def _at_commit(root: Path, name: str) -> str:
    return _git(root, "show", f"HEAD:{name}")


def _git(root: Path, *line: str) -> str:
    return _run(["git", *line], root).decode()


def _run(line: list[str], folder: Path, **environment: str) -> bytes:
    done = subprocess.run(
        line, cwd=folder, env=os.environ | environment, capture_output=True, check=False
    )
    if done.returncode:
        raise NotReleased(f"{line[0]} says: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
