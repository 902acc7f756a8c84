"""A dropped mail, read in a process of its own; and what is said of one that cannot be."""

import json
from dataclasses import dataclass, field

from uitweg.platform.sandbox.clean.run import CannotClean, ask_apart

KINDS = {"eml": "eml", "msg": "msg"}
"""The endings under which mail programs save a mail."""
CANNOT = {
    "broken": "“{name}” is geen mail die we kunnen lezen. Bewaar de mail opnieuw en probeer het "
    "nog eens. Er is niets bewaard.",
    "many": "In “{name}” zitten meer dan 50 bestanden. Kies zelf welke je nodig hebt. "
    "Er is niets bewaard.",
}


class CannotRead(Exception):
    """This is no mail we can take; the sentence says why."""


@dataclass(frozen=True)
class Letter:
    """What was read of a mail. `sent` is ISO 8601, or ""; `files` are name, type, bytes."""

    sender: str
    to: str
    subject: str
    sent: str
    text: str = field(repr=False)
    files: tuple[tuple[str, str, bytes], ...] = field(repr=False)


def read(name: str, content: bytes) -> Letter:
    """Read a mail by the ending of its name. Raises CannotRead."""
    kind = KINDS[ending(name)]
    try:
        line, _, rest = ask_apart("uitweg.platform.sandbox.mail", kind, content).partition(b"\n")
        said = json.loads(line)
        if "cannot" in said:
            raise CannotRead(CANNOT[said["cannot"]].format(name=name))
        head = {each: said[each] for each in ("sender", "to", "subject", "sent", "text")}
        return Letter(**head, files=tuple(_files(said["files"], rest)))
    except (CannotClean, ValueError, KeyError, TypeError):
        raise CannotRead(CANNOT["broken"].format(name=name)) from None


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _files(said: list[tuple[str, str, int]], rest: bytes) -> list[tuple[str, str, bytes]]:
    found, at = [], 0
    for name, kind, length in said:
        found.append((name, kind, rest[at : at + length]))
        at += length
    if at != len(rest):
        raise ValueError("another length")
    return found
