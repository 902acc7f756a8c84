"""What each organisation gets beforehand and afterwards: its own items, on the basis for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions.consents import sharing_bases
from uitweg.casework.cases.consents.rules.consents import SharingBasis
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
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
from uitweg.casework.partners.directory.actions.reach import accounts_of
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.basis import kinds_offered
from uitweg.casework.partners.dispatch.actions.messages import team_phone
from uitweg.casework.partners.dispatch.actions.shared_facts import facts_by_group
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageContent,
    PackageKind,
    PackageSection,
    ReachRefusal,
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
    """One item as one organisation gets it; without `basis` of it they get nothing."""

    item: DecryptedItem
    basis: Mapping[DataGroup, SharingBasis] = field(default_factory=dict)

    @property
    def may_know(self) -> bool:
        return self.item.is_open and self.basis.get(ITEM_GROUP, SharingBasis()).may_share


def items_for(
    organisation: Organisation, items: Sequence[DecryptedItem], *, now: datetime
) -> list[ItemForParty]:
    """Return each of these items with what this organisation may know of its case now."""
    kinds = {organisation.pk: kinds_offered(organisation, now=now)}
    found = sharing_bases([item.row.case for item in items], kinds, now=now)
    return [ItemForParty(item, found[item.row.case_id, organisation.pk]) for item in items]


def unreachable_because(organisation: Organisation, *, by: Actor) -> ReachRefusal | None:
    """Return why nothing can be sent to an organisation now, or None when it can."""
    accounts = accounts_of(organisation, today=by.today)
    return packages.unreachable_because(organisation, accounts, now=by.now)


@dataclass(frozen=True)
class PartyPackage:
    """What one participant gets: the content, and on what each part of it rests."""

    content: PackageContent
    parts: tuple[packages.PartTerms, ...]


def beforehand(
    conference: Conference, text: ConferenceText, own: Sequence[ItemForParty], *, by: Actor
) -> PartyPackage | None:
    """Return the invitation with the facts of the own items; None when they may know none.

    Only what `by` may see, and of each case only the data groups with a live basis.
    """
    parts = list[packages.PartTerms]()
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


def parts_with_facts(each: ItemForParty, *, by: Actor) -> list[packages.PartTerms]:
    """Return a part for each basis, the one with the question first."""
    case, text = each.item.row.case, each.item.text
    facts = facts_by_group(case, by=by)
    question = text.question if text and text.question else "Hoe gaan we verder?"
    sections: dict[tuple[int | None, int | None], list[PackageSection]] = {}
    groups: dict[tuple[int | None, int | None], set[DataGroup]] = {}
    for group in sorted(each.basis, key=lambda one: one != ITEM_GROUP):
        basis = each.basis[group]
        is_wanted = basis.may_share and (group == ITEM_GROUP or group in facts)
        if not is_wanted:
            continue
        rests_on = (basis.consent, basis.decision)
        own = sections.setdefault(rests_on, [])
        if group == ITEM_GROUP:
            own.append(PackageSection(f"{case.number}: de vraag", question))
        own += [
            PackageSection(f"{case.number}: {fact.label}", fact.text)
            for fact in facts.get(group, ())
        ]
        groups.setdefault(rests_on, set()).add(group)
    return [
        packages.PartTerms(case, frozenset(groups[rests_on]), *rests_on, tuple(said))
        for rests_on, said in sections.items()
    ]


def afterwards(
    own: Sequence[tuple[ItemForParty, tuple[PackageSection, ...]]], *, version: int, by: Actor
) -> PartyPackage | None:
    """Return the minutes of the own items; None when they may know none of them."""
    parts = [
        packages.PartTerms(
            each.item.row.case,
            frozenset({ITEM_GROUP}),
            each.basis[ITEM_GROUP].consent,
            each.basis[ITEM_GROUP].decision,
            sections,
        )
        for each, sections in own
        if each.may_know
    ]
    if not parts:
        return None
    title = "Verslag van het overleg" if version == 1 else "Verbeterd verslag van het overleg"
    return PartyPackage(_content(title, "", (), parts, by), tuple(parts))


def _content(
    title: str,
    asked: str,
    first: Sequence[PackageSection],
    parts: Sequence[packages.PartTerms],
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
        via=DisclosureMethod.CONFERENCE,
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
