"""Of which content, settings and code a set of files is made, and whether it is that of now."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from uitweg.knowledge.training.actions.made_files import CURRENT
from uitweg.platform.content import content_folder
from uitweg.platform.sealing.tokens import content_name, sha256
from uitweg.version import VERSION

HOUSE = Path(__file__).parents[1]
CODE = ("materials", "knowledge/training", "platform/sandbox/typeset")
"""What the files are made by; a release changes VERSION, and who works on it changes these."""
SETTINGS = ("PUBLIC_URL", "CITY", "COORDINATOR", "MORE_LANGUAGES", "THEME")
"""What stands on the files, or decides which there are."""


def materials_version() -> str:
    """Return the name of the set that belongs to the content, settings and code of now.

    Content is read from the disk, also when this process loaded an earlier one. Raises OSError.
    """
    content = content_folder()
    folders = [content.shipped, *([content.own] if content.own else [])]
    folders += [HOUSE / each for each in CODE]
    said = [VERSION, *(repr(getattr(settings, name)) for name in SETTINGS)]
    said += [f"{path.name} {sha256(path.read_bytes()).hex()}" for path in _files_in(folders)]
    return content_name("\n".join(said).encode())


def _files_in(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        found = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
        yield from sorted(path for path in found if path.is_file())


def built_version(folder: Path) -> str | None:
    """Return the name of the set that doors read in this folder; None without one."""
    try:
        return (folder / CURRENT).resolve(strict=True).name
    except OSError:
        return None


def is_current(folder: Path) -> bool:
    """Tell whether the doors' files are those of the content of now. Raises OSError."""
    return built_version(folder) == materials_version()
