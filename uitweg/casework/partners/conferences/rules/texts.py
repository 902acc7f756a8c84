"""A conference in a file: the invitation of a calendar, and the record handed over."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from uitweg.casework.partners.dispatch.rules.packages import PackageSection
from uitweg.platform.choices import Choices
from uitweg.platform.dutch_days import MONTH_NAMES

LAYOUT = "uitweg-overleg-1"
NOTE = (
    "Eigen indeling van Uitweg. De invoer van GCOS en PGA-X is niet openbaar: "
    "controleer na het overnemen of alles er staat."
)


class FileLayout(Choices):
    TEXT = "tekst", "als tekst"
    JSON = "json", "als JSON"


@dataclass(frozen=True)
class HandedItem:
    """What goes over: the question, the facts with a basis, what was agreed, what is known."""

    number: str
    held_on: str
    question: str
    youngster: str
    basis: str
    facts: Sequence[PackageSection] = ()
    decisions: Sequence[str] = ()
    actions: Sequence[tuple[str, str, str]] = ()


def as_json(item: HandedItem) -> str:
    said = {
        "layout": LAYOUT,
        "note": NOTE,
        "case": item.number,
        "conference_on": item.held_on,
        "question": item.question,
        "youngster_knows": item.youngster,
        "basis": item.basis,
        "facts": [{"label": fact.label, "text": fact.text} for fact in item.facts],
        "decisions": list(item.decisions),
        "actions": [
            {"action": action, "who": who, "due_on": due_on} for action, who, due_on in item.actions
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def as_text(item: HandedItem) -> str:
    """Return the same under headings, each fact on a line of its own."""
    actions = [
        f"{action}: {who}{f', uiterlijk {due_on}' if due_on else ''}"
        for action, who, due_on in item.actions
    ]
    parts = [
        ("Casus", [item.number]),
        ("Overleg van", [item.held_on]),
        ("Vraag", [item.question or "geen"]),
        ("Wat bekend is", [f"{fact.label}: {fact.text}" for fact in item.facts]),
        ("Besluiten", item.decisions),
        ("Acties", actions),
        ("Weet de jongere ervan", [item.youngster or "niet gezegd"]),
        ("Grondslag", [item.basis]),
        ("Over dit bestand", [NOTE]),
    ]
    blocks = [f"{heading}\n" + "\n".join(lines or ["geen"]) for heading, lines in parts]
    return "\n\n".join(blocks) + "\n"


LINK = re.compile(
    r"https?://[A-Za-z0-9.:\[\]-]{1,200}/overleg/agenda/[0-9a-z-]{1,60}\.ics", re.ASCII
)
SUBJECT = "Overleg"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class InvitationMail:
    subject: str
    body: str


def invitation_mail(
    *, link: str, starts_at: datetime, ends_at: datetime, is_new: bool
) -> InvitationMail:
    """Return the mail with the link to the calendar file. Raises ValueError for another link."""
    first = (
        "U bent uitgenodigd voor een overleg" if is_new else "De tijd van een overleg is veranderd"
    )
    return _mail(
        f"{first}: {_span(starts_at, ends_at)}.\n\n"
        f"Zet het in uw agenda:\n\n{_checked(link)}\n\n"
        "Waar het over gaat en waar het is, leest u na het inloggen, of met een link en een code "
        "die u apart krijgt."
    )


def cancelled_mail(*, link: str, starts_at: datetime, ends_at: datetime) -> InvitationMail:
    """Return the mail that it does not take place. Raises ValueError for another link."""
    return _mail(
        f"Het overleg van {_span(starts_at, ends_at)} gaat voor u niet door.\n\n"
        f"Haal het uit uw agenda:\n\n{_checked(link)}"
    )


def _mail(body: str) -> InvitationMail:
    return InvitationMail(SUBJECT, f"{body}\n\nAntwoorden op deze mail heeft geen zin.")


def _checked(link: str) -> str:
    if not LINK.fullmatch(link):
        raise ValueError("not a link to a calendar file of ours")
    return link


def _span(starts_at: datetime, ends_at: datetime) -> str:
    start, end = starts_at.astimezone(AMSTERDAM), ends_at.astimezone(AMSTERDAM)
    day = f"{start.day} {MONTH_NAMES[start.month - 1]} {start.year}"
    return f"{day}, {start:%H:%M} tot {end:%H:%M}"
