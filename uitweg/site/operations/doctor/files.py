"""Files and folders: who can read the secrets, the data and the environment files."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from uitweg.site.config.environment import DATA
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong
from uitweg.site.operations.doctor.settings import USUAL_FILES

CLOSED = good("files-closed", "Nobody else on this machine can read the data and the secrets.")
LOOSE_FOLDER = wrong(
    "folder-open",
    "{path} can be entered by others on this machine: chmod 700 it.",
    "The data folder holds secrets and, with SQLite, both stores. Only its own user should enter.",
)
LOOSE_FILE = wrong(
    "file-open",
    "{path} can be read by others on this machine: chmod 600 it.{more}",
    "It holds a secret or stored data. Whoever read it while it was open may have a copy: think "
    "about renewing that secret.",
)
LOOSE_ENVIRONMENT = wrong(
    "environment-file-open",
    "{path} can be read by everybody on this machine: chmod 640 it, owner root, its group that of "
    "the service’s user.",
    "It holds the password of the database. Set a new password after closing it.",
)
FOREIGN_OWNER = wrong(
    "foreign-owner",
    "{path} belongs to {owner}, not to the user of this process ({user}).",
    "Run the doctor as the service’s user; if you did, chown the file to that user.",
)
REACHES_OTHER = wrong(
    "reaches-other-side",
    "This user can read {path}, which is for the other door only.",
    "Give each door a system user of its own (start.md, 1), and close the file to the other.",
)
CODE_WRITABLE = attention(
    "code-writable",
    "This user can change the program itself ({path}).",
    "Let root own the checkout: whoever takes over a door could otherwise change it for good.",
)
IS_ROOT = attention(
    "run-as-root",
    "The doctor runs as root, who may read everything: run it also as the service’s user.",
    "`runuser -u uitweg-staff -- …/run doctor`, and `uitweg-public` with `--door public`.",
)

CODE = Path(__file__).resolve().parents[3]
OTHERS, EVERYBODY = 0o077, 0o007
MOST_FILES = 2000


def examine(patient: Patient) -> Findings:
    """Look at the modes and owners of what should be closed."""
    data = Path(patient.environment.get("UITWEG_DATA") or DATA)
    found = [
        *in_folder(data),
        *_secret_file(patient.environment),
        *_environment_files(patient.other_file),
        *_of_the_other(patient.other or {}),
    ]
    yield from found
    if not found and data.is_dir():
        yield CLOSED.found()
    if os.geteuid() == 0:
        yield IS_ROOT.found()
    elif os.access(CODE, os.W_OK):
        yield CODE_WRITABLE.found(path=CODE)


def in_folder(folder: Path) -> Iterator[Finding]:
    """Judge the data folder: itself, its owner, and the first file in it that is open."""
    if not folder.is_dir():
        return
    if _mode(folder) & OTHERS:
        yield LOOSE_FOLDER.found(path=folder)
    yield from _owner(folder)
    files = [path for _, path in zip(range(MOST_FILES), folder.rglob("*"), strict=False)]
    loose = [path for path in files if path.is_file() and _mode(path) & OTHERS]
    if loose:
        more = f" So can {len(loose) - 1} more in that folder." if len(loose) > 1 else ""
        yield LOOSE_FILE.found(path=min(loose), more=more)


def _secret_file(environment: dict[str, str]) -> Iterator[Finding]:
    path = Path(environment.get("UITWEG_SECRET_FILE") or "/dev/null")
    if path.is_file():
        if _mode(path) & OTHERS:
            yield LOOSE_FILE.found(path=path, more="")
        yield from _owner(path)


def _environment_files(other_file: str) -> Iterator[Finding]:
    paths = {*USUAL_FILES.values(), *([Path(other_file)] if other_file else [])}
    for path in sorted(paths):
        try:
            if _mode(path) & EVERYBODY:
                yield LOOSE_ENVIRONMENT.found(path=path)
        except OSError:
            continue  # not there, or in a folder that this user cannot enter, which is right


def _of_the_other(other: dict[str, str]) -> Iterator[Finding]:
    """Return what this user can read of the other door's; root can read all."""
    folder = Path(other.get("UITWEG_DATA") or "/nonexistent")
    secrets = [Path(other.get("UITWEG_SECRET_FILE") or "/nonexistent"), *folder.glob("*.secret")]
    for path in secrets if os.geteuid() else []:
        if os.access(path, os.R_OK):
            yield REACHES_OTHER.found(path=path)


def _owner(path: Path) -> Iterator[Finding]:
    if os.geteuid() not in {0, path.stat().st_uid}:
        yield FOREIGN_OWNER.found(path=path, owner=_owner_name(path), user=os.geteuid())


def _owner_name(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return str(path.stat().st_uid)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
