"""Checks the folder that a city lays over content/, before anything in it is read."""

import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from uitweg.platform.content.files.folder import SEEN, SETTING, TAKEN, ContentFolder, files_in
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, yaml_items
from uitweg.platform.content.loading import content_folder, levels, load

LARGEST_BYTES = 1_000_000
MOST_FILES = 2_000
FIRST_WORDS = "words/nl/"


def check_installed() -> None:
    """Raise InvalidContent for the first mistake in the city's own content, at any level."""
    check_own_files(content_folder())
    for level in levels():
        load(level=level.id)


def check_own_files(folder: ContentFolder) -> None:
    """Raise InvalidContent for the first file that is not one of content/, or not plain and small.

    Others on the machine may not write there: what is in it becomes the words of the public pages.
    """
    if folder.own is None:
        return
    try:
        _check_place(folder.own)
        names = sorted(files_in(folder.own))
        _read_what_was_taken(folder.own)
        for name in names:
            _check_file(folder.own, name)
    except OSError as error:
        raise _refused(str(error.filename), f"cannot be read: {error.strerror}.") from None
    if len(names) > MOST_FILES:
        raise _refused(str(folder.own), f"holds more than {MOST_FILES} files.")
    known = _known_names(folder)
    for name in names:
        if name not in known and not folder.is_gone(name):
            raise _refused(name, f"is no file of content/.{_meant(name, known)}")


def _check_place(own: Path) -> None:
    if not own.is_dir():
        raise _refused(SETTING, f"'{own}' is no folder; make it, or leave the setting out.")
    for place in (own, *(path for path in own.rglob("*") if path.is_dir())):
        if stat.S_IMODE(place.stat().st_mode) & stat.S_IWOTH:
            raise _refused(str(place), "others on this machine can write there; chmod o-w it.")
        if place != own and place.is_symlink() and not place.name.startswith("."):
            raise _refused(str(place), "is a link to a folder; put the files themselves there.")


def _read_what_was_taken(own: Path) -> None:
    """Raise OSError when somebody else's rights keep us from reading `.taken` or `.seen`."""
    for place in (own / TAKEN, own / SEEN):
        for name in files_in(place) if place.exists() else ():
            (place / name).open("rb").close()


def _check_file(own: Path, name: str) -> None:
    path = own / name
    real = path.resolve(strict=True)
    if not real.is_relative_to(own.resolve()):
        raise _refused(name, "is a link to a file outside the folder.")
    found = real.stat()
    if not stat.S_ISREG(found.st_mode):
        raise _refused(name, "is no plain file.")
    if found.st_mode & stat.S_IWOTH:
        raise _refused(name, "others on this machine can write in it; chmod o-w it.")
    if found.st_size > LARGEST_BYTES:
        raise _refused(name, f"is larger than {LARGEST_BYTES // 1_000_000} MB.")
    try:
        real.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise _refused(name, "is not UTF-8.") from None


def _known_names(folder: ContentFolder) -> frozenset[str]:
    """Return our names, those of every level's words, and those of pages that the city added."""
    ours = set(ContentFolder(folder.shipped).names())
    first = [
        *(name.removeprefix(FIRST_WORDS) for name in ours if name.startswith(FIRST_WORDS)),
        *(f"pages/{id}.md" for id in _ids(folder, "pages.yaml")),
    ]
    levels = _ids(folder, "levels.yaml")
    return frozenset(ours | {f"words/{level}/{name}" for level in levels for name in first})


def _ids(folder: ContentFolder, name: str) -> Iterator[str]:
    items = folder.yaml(name).take("items", list)
    return (row.id for row in yaml_items(name, items, {}))


def _meant(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f" Is {close[0]} meant?" if close else ""


def _refused(name: str, sentence: str) -> InvalidContent:
    return InvalidContent(Problem(name, "", sentence))
