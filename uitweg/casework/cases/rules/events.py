"""What is known of an entry besides its words; sealed with them, under the case's own key.

Which signal was seen and in which phase somebody is, says more of a child than most words do,
so none of it stands open. The ids are those of content/, one vocabulary for all of Uitweg.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from uitweg.casework.cases.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.choices import Choices
from uitweg.platform.sealing.files import FileDescription


class HowKnown(Choices):
    """How somebody knows of it."""

    SELF = "self", "zelf gezien"
    HEARD = "heard", "van horen zeggen"


class Onset(Choices):
    """How it came."""

    SUDDEN = "sudden", "plotseling"
    SLOWLY = "slowly", "langzaam gekomen"


@dataclass(frozen=True)
class MailHeader:
    """The head of a mail; `sent` is ISO 8601 with its zone, or "" when that cannot be."""

    sender: str
    to: str
    subject: str
    sent: str


@dataclass(frozen=True)
class EntryDetails:
    """When it happened, the phase it shows, the signal seen, who told; a mail's head, its files."""

    when: FuzzyDate | None = None
    phase: str = ""
    signal: str = ""
    told_by: str = ""
    seen: HowKnown | None = None
    pace: Onset | None = None
    mail: MailHeader | None = None
    files: tuple[FileDescription, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return self != EntryDetails()


def details_to_json(facts: EntryDetails) -> str:
    """Write facts down as JSON; "" when there are none."""
    if not facts:
        return ""
    when, mail = facts.when, facts.mail
    said = {
        "when": [when.start.isoformat(), when.precision, when.around] if when else None,
        "phase": facts.phase,
        "signal": facts.signal,
        "told_by": facts.told_by,
        "seen": facts.seen,
        "pace": facts.pace,
        "mail": [mail.sender, mail.to, mail.subject, mail.sent] if mail else None,
        "files": [_file_to_json(file) for file in facts.files],
    }
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def details_from_json(text: str) -> EntryDetails:
    """Read what `as_text` wrote."""
    if not text:
        return EntryDetails()
    said = json.loads(text)
    when, mail, seen, pace = (said.get(name) for name in ("when", "mail", "seen", "pace"))
    return EntryDetails(
        when=FuzzyDate(date.fromisoformat(when[0]), Precision(when[1]), when[2]) if when else None,
        phase=said.get("phase", ""),
        signal=said.get("signal", ""),
        told_by=said.get("told_by", ""),
        seen=HowKnown(seen) if seen else None,
        pace=Onset(pace) if pace else None,
        mail=MailHeader(*mail) if mail else None,
        files=tuple(_file_from_json(one) for one in said.get("files", ())),
    )


def _file_to_json(file: FileDescription) -> list[Any]:
    raw = (b64encode(each).decode() for each in (file.id, file.key, file.sha256))
    return [*raw, file.name, file.type, file.size, file.removed]


def _file_from_json(said: list[Any]) -> FileDescription:
    id, key, sha256 = (b64decode(each) for each in said[:3])
    name, kind, size, removed = said[3:]
    return FileDescription(id, key, name, kind, size, sha256, removed)
