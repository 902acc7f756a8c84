"""The record of an item: as this member reads it, and as a file for an organisation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.consents.actions.disclosures import DisclosureRefusal
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.partners.conferences.actions.items import read_items
from uitweg.casework.partners.conferences.actions.packages import ItemForParty, parts_with_facts
from uitweg.casework.partners.conferences.actions.texts import ITEM_GROUP, DecryptedItem, LineText
from uitweg.casework.partners.conferences.models import AgendaItem, Conference, Minutes, Participant
from uitweg.casework.partners.conferences.rules.states import Involvement
from uitweg.casework.partners.conferences.rules.texts import (
    FileLayout,
    HandedItem,
    as_json,
    as_text,
)
from uitweg.casework.partners.dispatch.actions.basis import sending_standing
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms, leave
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.sealing import tokens


@dataclass(frozen=True)
class RecordedAction:
    """An action as it left; `on` is an ISO date and `at` a time, each "" when not said.

    `organisation` is the number of the one that does it, None for the team.
    """

    action: str
    who: str
    organisation: int | None
    on: str
    at: str

    @property
    def by_when(self) -> str:
        """The day in words, with the time if there is one: 4 december 2026, 18:00."""
        if not self.on:
            return ""
        day = in_dutch(date.fromisoformat(self.on))
        return f"{day}, {self.at}" if self.at else day


@dataclass(frozen=True)
class RecordedMinutes:
    """One version, as it left."""

    version: int
    sent_at: datetime
    by: str
    question: str
    decisions: tuple[str, ...]
    actions: tuple[RecordedAction, ...]
    present: tuple[str, ...]
    youngster: str
    about_youngster: str


@dataclass(frozen=True)
class RecordedItem:
    """An item with its versions, the newest first; without any it was postponed.

    `typed` is the newest version as it was typed, to correct it.
    """

    item: DecryptedItem
    versions: tuple[RecordedMinutes, ...]
    typed: str


def read_minutes(conference: Conference, *, by: Actor) -> list[RecordedItem]:
    """Return what left of each item that `by` may read."""
    items = read_items(conference, by=by)
    rows = Minutes.objects.filter(item__conference=conference).select_related("sent_by")
    by_item: dict[int, list[Minutes]] = {}
    for row in rows.order_by("-version"):
        by_item.setdefault(row.item_id, []).append(row)
    return [_recorded(item, by_item.get(item.row.pk, [])) for item in items]


def _recorded(item: DecryptedItem, rows: list[Minutes]) -> RecordedItem:
    if item.key is None or not item.is_open:
        return RecordedItem(item, (), "")
    versions = [found for row in rows if (found := _recorded_minutes(item, row)) is not None]
    return RecordedItem(item, tuple(versions), _typed(item, rows[0]) if rows else "")


def _recorded_minutes(item: DecryptedItem, row: Minutes) -> RecordedMinutes | None:
    """Return a version; None when it does not open, or does not say what left."""
    assert item.key is not None
    words = row.unseal(item.key)
    if words is None or tokens.sha256(words.encode()) != bytes(row.sha256):
        return None
    said = json.loads(words)
    return RecordedMinutes(
        version=row.version,
        sent_at=row.sent_at,
        by=row.sent_by.name,
        question=said["question"],
        decisions=tuple(said["decisions"]),
        actions=tuple(RecordedAction(**action) for action in said["actions"]),
        present=tuple(said["present"]),
        youngster=said["youngster"],
        about_youngster=said["about_youngster"],
    )


def _typed(item: DecryptedItem, row: Minutes) -> str:
    assert item.key is not None
    key = item.key
    texts = (line.unseal_as(key, LineText) for line in row.lines.order_by("position"))
    return "\n".join(text.typed for text in texts if text)


PURPOSE = "Overdracht naar het overlegsysteem van de regio"
SAID_BEFORE = 1
"""The question stands in the file by itself, and is no fact."""


@dataclass(frozen=True)
class HandedFile:
    name: str
    content_type: str
    content: bytes


def disclose(
    *, item: AgendaItem, participant: Participant, layout: FileLayout, by: Actor
) -> HandedFile:
    """Return one item as a file for an organisation that takes part in it, to hand over.

    Only data groups with a live basis for that organisation are in it, and of the actions only its
    own, as in the minutes that it gets. That it left is recorded first. Raises NotAllowed for a
    case that `by` may not disclose, and NotPossible without a basis ("no-basis").
    """
    require(by, Permission.CONFERENCE_SEND, item.conference)
    require(by, Permission.CASE_DISCLOSE, item.case)
    recorded = next(
        each for each in read_minutes(item.conference, by=by) if each.item.row.pk == item.pk
    )
    organisation = participant.organisation
    if organisation is None:
        raise NotPossible(DisclosureRefusal.NO_BASIS)
    standing = sending_standing(organisation, [item.case], now=by.now)
    for_party = ItemForParty(recorded.item, standing.bases[item.case_id])
    parts = parts_with_facts(for_party, by=by) if for_party.may_know else []
    if not parts:
        raise NotPossible(DisclosureRefusal.NO_BASIS)
    handed = _handed(for_party, parts, recorded.versions[:1], organisation.pk)
    text = as_json(handed) if layout is FileLayout.JSON else as_text(handed)
    with transaction.atomic():
        leave(
            parts,
            organisation=organisation,
            content=text.encode(),
            snapshot=text,
            via=DisclosureMethod.CONFERENCE,
            purpose=PURPOSE,
            by=by,
        )
    ending, kind = (
        ("json", "application/json") if layout is FileLayout.JSON else ("txt", "text/plain")
    )
    name = f"overleg-{item.case.number}.{ending}"
    return HandedFile(name, f"{kind}; charset=utf-8", text.encode())


def _handed(
    for_party: ItemForParty,
    parts: Sequence[PartTerms],
    minutes: Sequence[RecordedMinutes],
    organisation: int,
) -> HandedItem:
    item = for_party.item
    facts = [section for part in parts for section in part.sections]
    newest = next(iter(minutes), None)
    own = [each for each in newest.actions if each.organisation == organisation] if newest else []
    basis = for_party.basis[ITEM_GROUP]
    return HandedItem(
        number=item.row.case.number,
        held_on=str(timezone.localdate(item.row.conference.starts_at)),
        question=item.text.question if item.text else "",
        youngster=Involvement.words_of(item.row.involvement),
        basis="toestemming" if basis.consent else "besluit zonder toestemming",
        facts=facts[SAID_BEFORE:],
        decisions=newest.decisions if newest else (),
        actions=[(each.action, each.who, each.on) for each in own],
    )
