"""What each organisation gets beforehand and afterwards: its own items, on the basis for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitweg.casework.partners.conferences.actions.people import PersonAtTable
from uitweg.casework.partners.conferences.actions.replies import reply_seed
from uitweg.casework.partners.conferences.actions.texts import (
    ITEM_GROUP,
    PARTICIPANT_TABLE,
    ConferenceText,
    DecryptedItem,
    seal_to_team,
)
from uitweg.casework.partners.conferences.models import Conference, Participant
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.basis import Bases
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms, parts_on
from uitweg.casework.partners.dispatch.actions.messages import team_phone
from uitweg.casework.partners.dispatch.actions.shared_facts import facts_by_group
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageContent,
    PackageKind,
    PackageSection,
)
from uitweg.casework.partners.referrals.rules import term_words
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sealing import envelope

PURPOSE = "Casusoverleg"
SECRECY = (
    "Wat u hier leest en hoort blijft tussen wie bij het overleg is. Zeg met één klik dat u dit "
    "geheimhoudt."
)


@dataclass(frozen=True)
class ItemForParty:
    """One item as one organisation gets it, and on what each data group may go there."""

    item: DecryptedItem
    basis: Bases

    @property
    def may_know(self) -> bool:
        return self.item.is_open and self.basis[ITEM_GROUP].may_share


@dataclass(frozen=True)
class PartyPackage:
    """What one participant gets: the content, and on what each part of it rests."""

    content: PackageContent
    parts: tuple[PartTerms, ...]


def beforehand(
    conference: Conference, text: ConferenceText, own: Sequence[ItemForParty], *, by: Actor
) -> PartyPackage | None:
    """Return the invitation with the facts of the own items; None when they may know none.

    Only what `by` may see, and of each case only the data groups with a live basis.
    """
    parts = list[PartTerms]()
    for each in own:
        if each.may_know:
            parts += parts_with_facts(each, by=by)
    if not parts:
        return None
    where = "online, de link komt apart" if conference.is_online else text.place
    first = (
        PackageSection("Wanneer", _when(conference)),
        *([PackageSection("Waar", where)] if where else []),
    )
    return PartyPackage(
        _content("U bent uitgenodigd voor een overleg", SECRECY, first, parts, by), tuple(parts)
    )


def _when(conference: Conference) -> str:
    """Return when it is, in words that stay true on whichever day they are read."""
    begins, ends = (timezone.localtime(each) for each in (conference.starts_at, conference.ends_at))
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else term_words(ends)
    return f"{term_words(begins)} tot {until}"


def parts_with_facts(each: ItemForParty, *, by: Actor) -> list[PartTerms]:
    """Return a part for each basis, the one with the question first."""
    case, text = each.item.row.case, each.item.text
    facts = facts_by_group(case, by=by)
    question = text.question if text and text.question else "Hoe gaan we verder?"
    asked = PackageSection(f"{case.number}: de vraag", question)
    sections = {
        group: [PackageSection(f"{case.number}: {fact.label}", fact.text) for fact in known]
        for group, known in facts.items()
    }
    sections[ITEM_GROUP] = [asked, *sections.get(ITEM_GROUP, [])]
    in_order = sorted(each.basis, key=lambda one: one != ITEM_GROUP)
    wanted = [group for group in in_order if group in sections and each.basis[group].may_share]
    return parts_on(case, each.basis, wanted, sections=sections)


def afterwards(
    own: Sequence[tuple[ItemForParty, tuple[PackageSection, ...]]], *, version: int, by: Actor
) -> PartyPackage | None:
    """Return the minutes of the own items; None when they may know none of them."""
    parts = [
        part
        for each, sections in own
        if each.may_know
        for part in parts_on(
            each.item.row.case, each.basis, [ITEM_GROUP], sections={ITEM_GROUP: sections}
        )
    ]
    if not parts:
        return None
    title = "Verslag van het overleg" if version == 1 else "Verbeterd verslag van het overleg"
    return PartyPackage(_content(title, "", (), parts, by), tuple(parts))


def _content(
    title: str,
    asked: str,
    first: Sequence[PackageSection],
    parts: Sequence[PartTerms],
    by: Actor,
) -> PackageContent:
    said = [section for part in parts for section in part.sections]
    return PackageContent(title, asked, by.member.name, team_phone(), (*first, *said))


def send_to(
    person: PersonAtTable,
    party: PartyPackage,
    *,
    kind: PackageKind,
    opens_until: datetime,
    by: Actor,
) -> Package:
    """Send a participant's organisation what is theirs, and keep the key of its answers.

    One key for all that it gets about this conference: what it answered before still opens.
    """
    row = person.row
    assert row.organisation is not None
    seed = reply_seed(row, by=by) or packages.new_reply_key()[0]
    package = packages.send_package(
        kind=kind,
        organisation=row.organisation,
        content=party.content,
        parts=party.parts,
        purpose=PURPOSE,
        answer_by=None,
        opens_until=opens_until,
        reply_public=envelope.public_key(seed),
        by=by,
    )
    sealed = seal_to_team(PARTICIPANT_TABLE, bytes(row.form_key), "sealed_reply_seed", seed.hex())
    sent_as = "package" if kind is PackageKind.CONFERENCE else "minutes_package"
    Participant.objects.filter(pk=row.pk).update(**{sent_as: package, "sealed_reply_seed": sealed})
    return package
