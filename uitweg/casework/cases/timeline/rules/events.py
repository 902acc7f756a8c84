"""What is known of a timeline entry besides its text, and how that is stored.

It is encrypted like the text, because the signal that was seen or the phase says more about a child
than most texts do. Signals and phases are ids in content/.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.choices import Choices
from uitweg.platform.sealing.files import FileDescription


class HowKnown(Choices):
    """How the person who told it knows."""

    SELF = "self", "zelf gezien"
    HEARD = "heard", "van horen zeggen"


class Onset(Choices):
    """How a signal began."""

    SUDDEN = "sudden", "plotseling"
    SLOWLY = "slowly", "langzaam gekomen"


@dataclass(frozen=True)
class MailHeader:
    """The header of a mail; `sent` is ISO 8601 with a time zone, or "" when it is not known."""

    sender: str
    to: str
    subject: str
    sent: str


@dataclass(frozen=True)
class EntryDetails:
    """What is known of an entry besides its text; what is not known is empty.

    `told_by` is in a member's own words. Without any detail the object is falsy.
    """

    when: FuzzyDate | None = None
    phase: str = ""
    signal: str = ""
    told_by: str = ""
    how_known: HowKnown | None = None
    onset: Onset | None = None
    mail: MailHeader | None = None
    files: tuple[FileDescription, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return self != EntryDetails()


def details_to_json(details: EntryDetails) -> str:
    """Return the details as JSON without empty values, or "" when there are none."""
    if not details:
        return ""
    when, mail = details.when, details.mail
    values = {
        "when": [when.start.isoformat(), when.precision, when.is_approximate] if when else None,
        "phase": details.phase,
        "signal": details.signal,
        "told_by": details.told_by,
        "seen": details.how_known,
        "pace": details.onset,
        "mail": [mail.sender, mail.to, mail.subject, mail.sent] if mail else None,
        "files": [_file_to_json(file) for file in details.files],
    }
    return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


def details_from_json(text: str) -> EntryDetails:
    """Return the details that `details_to_json` wrote."""
    if not text:
        return EntryDetails()
    values = json.loads(text)
    when, mail, how_known, onset = (values.get(name) for name in ("when", "mail", "seen", "pace"))
    return EntryDetails(
        when=FuzzyDate(date.fromisoformat(when[0]), Precision(when[1]), when[2]) if when else None,
        phase=values.get("phase", ""),
        signal=values.get("signal", ""),
        told_by=values.get("told_by", ""),
        how_known=HowKnown(how_known) if how_known else None,
        onset=Onset(onset) if onset else None,
        mail=MailHeader(*mail) if mail else None,
        files=tuple(_file_from_json(file) for file in values.get("files", ())),
    )


def _file_to_json(file: FileDescription) -> list[Any]:
    encoded = (b64encode(value).decode() for value in (file.id, file.key, file.sha256))
    return [*encoded, file.name, file.type, file.size, file.removed]


def _file_from_json(values: list[Any]) -> FileDescription:
    id, key, sha256 = (b64decode(value) for value in values[:3])
    name, media_type, size, removed = values[3:]
    return FileDescription(id, key, name, media_type, size, sha256, removed)
