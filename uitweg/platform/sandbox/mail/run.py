"""A dropped mail, read in a process of its own; and what is said of one that cannot be."""

import json
from dataclasses import dataclass, field

from uitweg.platform.sandbox.clean.run import CannotClean, run_isolated

MAIL_KINDS = {"eml": "eml", "msg": "msg"}
"""The endings under which mail programs save a mail."""
CANNOT_READ_SENTENCES = {
    "broken": "“{name}” is geen mail die we kunnen lezen. Bewaar de mail opnieuw en probeer het "
    "nog eens. Er is niets bewaard.",
    "many": "In “{name}” zitten meer dan 50 bestanden. Kies zelf welke je nodig hebt. "
    "Er is niets bewaard.",
}


class CannotReadMail(Exception):
    """This is no mail we can take; the sentence says why."""


@dataclass(frozen=True)
class ReadMail:
    """What was read of a mail. `sent` is ISO 8601, or ""; `files` are name, type, bytes."""

    sender: str
    to: str
    subject: str
    sent: str
    text: str = field(repr=False)
    files: tuple[tuple[str, str, bytes], ...] = field(repr=False)


def read_mail(name: str, content: bytes) -> ReadMail:
    """Read a mail by the ending of its name. Raises CannotRead."""
    kind = MAIL_KINDS[extension_of(name)]
    try:
        line, _, rest = run_isolated("uitweg.platform.sandbox.mail", kind, content).partition(b"\n")
        said = json.loads(line)
        if "cannot" in said:
            raise CannotReadMail(CANNOT_READ_SENTENCES[said["cannot"]].format(name=name))
        head = {each: said[each] for each in ("sender", "to", "subject", "sent", "text")}
        return ReadMail(**head, files=tuple(_split_files(said["files"], rest)))
    except (CannotClean, ValueError, KeyError, TypeError):
        raise CannotReadMail(CANNOT_READ_SENTENCES["broken"].format(name=name)) from None


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _split_files(said: list[tuple[str, str, int]], rest: bytes) -> list[tuple[str, str, bytes]]:
    found, at = [], 0
    for name, kind, length in said:
        found.append((name, kind, rest[at : at + length]))
        at += length
    if at != len(rest):
        raise ValueError("another length")
    return found
