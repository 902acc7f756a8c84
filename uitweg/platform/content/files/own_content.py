"""A city's own content: taking one of our files to change it, and what a new version changed."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

from uitweg.platform.content.files.folder import (
    SEEN,
    SETTING,
    TAKEN,
    ContentFolder,
    changed_entries,
    files_in,
)
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, read_raw
from uitweg.platform.sealing.file_hash import file_hash

RECORDS = "taken.json"
"""In `.taken`: by name, the version of Uitweg and the SHA-256 of our file when it was taken."""
LONGEST_LINE = 160


def take(folder: ContentFolder, name: str, *, version: str) -> str:
    """Copy our file to the city's folder, and record what it was; returns a sentence.

    Raises InvalidContent for an unknown file, or one that the city has already.
    """
    own, shipped = _own(folder), folder.shipped / name
    if name not in ContentFolder(folder.shipped).names():
        raise _refused(name, "is no file of content/; name it from there, as contacts.yaml.")
    if (own / name).exists():
        raise _refused(name, f"is in '{own}' already; change it there.")
    text = shipped.read_bytes()
    _record(own, name, text, version=version)
    for path in (own / TAKEN / name, own / name):
        _write(own, path, text)
    return f"{own / name} is yours to change. What you leave as it is follows each new version."


def mark_seen(folder: ContentFolder, name: str) -> str:
    """Record that the city saw our file as it is now; returns a sentence."""
    own = _own(folder)
    if name not in files_in(own):
        raise _refused(name, f"is not in '{own}'.")
    _write(own, own / SEEN / name, _bytes(folder.shipped / name))
    return f"{name}: seen as it is now; what you changed stays as you wrote it."


def own_report(folder: ContentFolder) -> tuple[list[str], bool]:
    """Return a line for each of the city's files, and whether there is something to look at.

    That is: what a new version changed under an entry that the city changed too. Raises
    InvalidContent.
    """
    if folder.own is None:
        return [], False
    _check_records(folder.own)
    lines, to_look_at = [f"Your own content, in {folder.own}:"], False
    for name in sorted(files_in(folder.own)):
        below = list(_new_under(folder, name))
        to_look_at = to_look_at or bool(below)
        lines += [f"  {name}: {_summary(folder, name)}", *(f"    {line}" for line in below)]
    if to_look_at:
        lines.append("When you have looked: ./run own-content seen FILE")
    return lines, to_look_at


def _summary(folder: ContentFolder, name: str) -> str:
    own = _own(folder)
    if not (own / TAKEN / name).is_file():
        return "all of it is yours; nothing says from which version, as it was not taken."
    changed = changes_by_city(own, name)
    return f"yours: {', '.join(changed)}." if changed else "as you took it, so it follows ours."


def changes_by_city(own: Path, name: str) -> list[str]:
    """Return the ids of what the city changed in a file it took; "the text" for a page."""
    return list(_differences(own / name, own / TAKEN / name))


def _new_under(folder: ContentFolder, name: str) -> Iterator[str]:
    """Yield what a new version changed in our file, of that which the city changed."""
    own = _own(folder)
    if folder.is_gone(name):
        yield "this version has no such file any more, so yours is not read; remove it."
        return
    known = next((path for place in (SEEN, TAKEN) if (path := own / place / name).is_file()), None)
    if known is None:
        return
    changed = changes_by_city(own, name)
    for id, (before, after) in _differences(folder.shipped / name, known).items():
        if id in changed:
            yield f"{id}: we changed this since; yours is shown. Ours now:"
            yield from _lines_changed(before, after)


def _differences(file: Path, since: Path) -> dict[str, tuple[Any, Any]]:
    if file.suffix == ".yaml":
        return changed_entries(read_raw(file, str(file)), read_raw(since, str(since)))
    after, before = file.read_text("utf-8"), since.read_text("utf-8")
    return {} if after == before else {"the text": (before, after)}


def _lines_changed(before: Any, after: Any) -> Iterator[str]:
    """Yield the lines that went and came, with - and + before them."""
    compared = unified_diff(_as_lines(before), _as_lines(after), lineterm="", n=0)
    for line in compared:
        if not line.startswith(("---", "+++", "@@")):
            yield f"  {line[:LONGEST_LINE]}"


def _as_lines(entry: Any) -> list[str]:
    if entry is None:
        return []
    if isinstance(entry, dict):
        return [f"{key}: {_written(value)}" for key, value in entry.items()]
    return _written(entry).splitlines()


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _record(own: Path, name: str, taken: bytes, *, version: str) -> None:
    from uitweg.platform.sealing.tokens import sha256

    records = _records(own) | {name: {"version": version, "sha256": sha256(taken).hex()}}
    text = json.dumps(records, indent=1, sort_keys=True) + "\n"
    _write(own, own / TAKEN / RECORDS, text.encode())


def _write(own: Path, path: Path, text: bytes) -> None:
    """Write a file that the users of all three processes can read, as these words are public."""
    for folder in reversed(path.relative_to(own).parents):
        if not (own / folder).exists():
            (own / folder).mkdir()
            (own / folder).chmod(0o755)
    path.write_bytes(text)
    path.chmod(0o644)


def _records(own: Path) -> dict[str, dict[str, str]]:
    file = own / TAKEN / RECORDS
    try:
        return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}
    except ValueError:
        raise _refused(str(file), "cannot be read; put it back from your copy.") from None


def _check_records(own: Path) -> None:
    """Raise InvalidContent when a file in `.taken` is not what was taken."""
    for name, record in _records(own).items():
        path = own / TAKEN / name
        if path.is_file():
            with path.open("rb") as file:
                if file_hash(file) != record.get("sha256"):
                    raise _refused(str(path), "was changed; it should stay as it was taken.")


def _own(folder: ContentFolder) -> Path:
    if folder.own is None:
        raise _refused(SETTING, "is not set; set it to the folder for your own content.")
    return folder.own


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _refused(name: str, sentence: str) -> InvalidContent:
    return InvalidContent(Problem(name, "", sentence))
