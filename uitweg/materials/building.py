"""Builds every file that is made of content alone, as one set.

A set is a folder named after its version, in which a file stands at its address. Doors read it by
the link `current`, which is put in the place of the one before when the set is whole and on the
disk. So whoever ends a build halfway changes nothing, and nobody reads half of a set.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from uitweg.knowledge.training.actions.made_files import CURRENT
from uitweg.materials import learning_packages, papers, powerpoint, twine
from uitweg.materials.version import built_version, materials_version
from uitweg.platform.content import levels, load
from uitweg.platform.sandbox.typeset.run import CannotTypeset

PARTS = (twine, learning_packages, powerpoint, papers)
LOCK, UNFINISHED = ".lock", ".unfinished"

MakeFile = Callable[[], bytes]


def every_file() -> Iterator[tuple[str, MakeFile]]:
    """Yield the address of each file at every level that is whole, and what makes it."""
    for level in levels():
        if level.whole:
            content = load(level=level.id)
            for part in PARTS:
                yield from part.files(content)


def build(folder: Path, files: Callable[[], Iterable[tuple[str, MakeFile]]] = every_file) -> str:
    """Make the set of now and let doors read it; return its version.

    Nothing is made when the doors read that set already. Who may enter `folder` may read the files.
    Raises OSError or CannotTypeset; the set before stays then.
    """
    folder.mkdir(exist_ok=True)
    with _one_builder(folder):
        version = materials_version()
        if built_version(folder) == version:
            return version
        unfinished, mode = folder / UNFINISHED, folder.stat().st_mode & 0o777
        shutil.rmtree(unfinished, ignore_errors=True)
        for address, make in files():
            _write(unfinished / address.removeprefix("/"), _made(make))
        for path, folders, names in os.walk(unfinished, topdown=False):
            for name in names:
                (Path(path) / name).chmod(mode & 0o666)
            Path(path).chmod(mode)
            _to_disk(Path(path))
            del folders
        shutil.rmtree(folder / version, ignore_errors=True)
        unfinished.rename(folder / version)
        _lead_to(folder, version)
        _remove_all_but(folder, version)
        return version


@contextmanager
def _one_builder(folder: Path) -> Iterator[None]:
    """Wait until nobody else builds in this folder; the lock ends with the process."""
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(make: MakeFile) -> bytes:
    """Return the file; a typesetter that a busy machine held up is tried once more."""
    try:
        return make()
    except CannotTypeset:
        return make()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _to_disk(folder: Path) -> None:
    """Return when the names in this folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lead_to(folder: Path, version: str) -> None:
    """Let `current` lead to this set, in one step."""
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    link.replace(folder / CURRENT)
    _to_disk(folder)


def _remove_all_but(folder: Path, version: str) -> None:
    """Remove earlier sets; a door that has a file of one open reads it to its end."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name != version:
            shutil.rmtree(path, ignore_errors=True)
