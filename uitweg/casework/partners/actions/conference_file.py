"""Handing one item over as a file, to an organisation that may know of it; recorded before."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.actions import disclosures
from uitweg.casework.cases.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.models import SharingDecision
from uitweg.casework.cases.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.partners.actions import packages
from uitweg.casework.partners.actions.conference_packages import (
    ItemForParty,
    items_for,
    parts_with_facts,
)
from uitweg.casework.partners.actions.conference_record import RecordedMinutes, read_minutes
from uitweg.casework.partners.actions.conference_texts import ITEM_GROUP
from uitweg.casework.partners.models import AgendaItem, Participant
from uitweg.casework.partners.rules.conference_file import (
    FileLayout,
    HandedItem,
    as_json,
    as_text,
)
from uitweg.casework.partners.rules.conferences import Involvement
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission

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
        raise NotPossible("no-basis")
    (for_party,) = items_for(organisation, [recorded.item], now=by.now)
    parts = parts_with_facts(for_party, by=by) if for_party.may_know else []
    if not parts:
        raise NotPossible("no-basis")
    handed = _handed(for_party, parts, recorded.versions[:1], organisation.pk)
    text = as_json(handed) if layout is FileLayout.JSON else as_text(handed)
    with transaction.atomic():
        _disclose(text, parts, participant, by)
    ending, kind = (
        ("json", "application/json") if layout is FileLayout.JSON else ("txt", "text/plain")
    )
    name = f"overleg-{item.case.number}.{ending}"
    return HandedFile(name, f"{kind}; charset=utf-8", text.encode())


def _handed(
    for_party: ItemForParty,
    parts: Sequence[packages.PartTerms],
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


def _disclose(
    text: str, parts: Sequence[packages.PartTerms], participant: Participant, by: Actor
) -> None:
    organisation = participant.organisation
    assert organisation is not None
    # what leaves about one case leaves on each of its bases; all or none
    for part in parts:
        disclosures.disclose(
            parts=[
                DisclosurePart(
                    part.case,
                    1,
                    part.groups,
                    consent=part.consent,
                    decision=part.decision,
                    organisation=organisation.pk,
                )
            ],
            content=text.encode(),
            snapshot=text,
            via=DisclosureMethod.CONFERENCE,
            statement=_statement(part, organisation.name),
            by=by,
        )


def _statement(part: packages.PartTerms, recipient: str) -> DisclosureStatement:
    if part.consent is not None:
        return DisclosureStatement(recipient, PURPOSE, DisclosureBasis.CONSENT)
    decision = SharingDecision.objects.get(pk=part.decision or 0)
    day = timezone.localdate(decision.decided_at)
    reason = f"Zie het besluit van {day:%d-%m-%Y}."
    return DisclosureStatement(recipient, PURPOSE, DisclosureBasis(decision.basis), reason)
