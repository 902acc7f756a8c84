"""The minutes as they would leave now: what each gets, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from uitweg.casework.partners.conferences.actions.items import read_items
from uitweg.casework.partners.conferences.actions.lines import (
    ConsentTable,
    TypedLine,
    consents_of_table,
    understand,
    workers_by_case,
)
from uitweg.casework.partners.conferences.actions.packages import ItemForParty
from uitweg.casework.partners.conferences.actions.people import PersonAtTable, people_at_table
from uitweg.casework.partners.conferences.actions.texts import DecryptedItem
from uitweg.casework.partners.conferences.actions.undone import unanswered_by_case
from uitweg.casework.partners.conferences.models import Conference
from uitweg.casework.partners.conferences.rules.states import (
    ItemProgress,
    ItemState,
    MinutesLack,
    lacks_of,
)
from uitweg.casework.partners.dispatch.rules.packages import PackageSection, ReachRefusal
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.dutch_days import in_dutch


@dataclass(frozen=True)
class DraftItem:
    """One item with its lines as they are understood, and what is missing before it can leave."""

    item: DecryptedItem
    lines: tuple[TypedLine, ...]
    lacks: tuple[MinutesLack, ...]

    @property
    def decisions(self) -> tuple[TypedLine, ...]:
        return tuple(each for each in self.lines if each.line.is_decision)

    @property
    def actions(self) -> tuple[TypedLine, ...]:
        return tuple(each for each in self.lines if not each.line.is_decision)

    @property
    def is_discussed(self) -> bool:
        return self.item.row.state == ItemState.DISCUSSED and self.item.row.case.is_open


@dataclass(frozen=True)
class DraftParty:
    """What one organisation will get: its items, how many actions, and why it cannot get it.

    `unreachable` is None when it can.
    """

    person: PersonAtTable
    items: tuple[tuple[ItemForParty, DraftItem], ...]
    actions: int
    unreachable: ReachRefusal | None

    @property
    def known(self) -> tuple[tuple[ItemForParty, DraftItem], ...]:
        return tuple(pair for pair in self.items if pair[0].may_know)

    @property
    def withheld(self) -> int:
        return len(self.items) - len(self.known)


@dataclass(frozen=True)
class MinutesDraft:
    items: tuple[DraftItem, ...]
    parties: tuple[DraftParty, ...]
    people: tuple[PersonAtTable, ...]

    @property
    def is_complete(self) -> bool:
        """Whether everything can leave; an item that `by` may not read never can."""
        return all(each.item.is_open and not each.lacks for each in self.items)


def draft_minutes(conference: Conference, *, by: Actor) -> MinutesDraft:
    """Return the minutes as they would leave now, and for each organisation its own part."""
    people = people_at_table(conference, by=by)
    items = read_items(conference, by=by)
    waiting = unanswered_by_case(conference, [item.row.case_id for item in items], now=by.now)
    consents = consents_of_table([item.row.case for item in items], people, by=by)
    workers = workers_by_case([item.row.case for item in items])
    drafts = tuple(
        _draft(
            item,
            understand(
                item.text.typed if item.text else "",
                case=item.row.case,
                people=people,
                by=by,
                consents=consents,
                workers=workers[item.row.case_id],
            ),
            len(waiting.get(item.row.case_id, ())),
        )
        for item in items
    )
    parties = tuple(
        _party(person, drafts, consents) for person in people if person.row.organisation is not None
    )
    return MinutesDraft(drafts, parties, tuple(people))


def _draft(item: DecryptedItem, lines: Sequence[TypedLine], waiting: int) -> DraftItem:
    text = item.text
    progress = ItemProgress(
        # nothing can be agreed any more about a case that was closed meanwhile
        ItemState(item.row.state) if item.row.case.is_open else ItemState.POSTPONED,
        item.row.involvement,
        bool(text and text.youngster.strip()),
        sum(not each.line.goes_along for each in lines),
        waiting,
    )
    return DraftItem(item, tuple(lines), lacks_of(progress))


def _party(
    person: PersonAtTable, drafts: Sequence[DraftItem], consents: ConsentTable
) -> DraftParty:
    organisation = person.row.organisation
    assert organisation is not None
    own = [each for each in drafts if each.item.row.pk in person.items]
    standing = consents.standing(organisation.pk)
    for_party = [ItemForParty(each.item, standing.bases[each.item.row.case_id]) for each in own]
    return DraftParty(
        person,
        tuple(zip(for_party, own, strict=True)),
        sum(line.organisation == organisation.pk for each in own for line in each.lines),
        standing.unreachable,
    )


def sections_for(organisation: int, draft: DraftItem) -> tuple[PackageSection, ...]:
    """Return what one organisation reads of one item: its question, decisions and own actions."""
    number, text = draft.item.row.case.number, draft.item.text
    said = [PackageSection(f"{number}: de vraag", text.question)] if text and text.question else []
    if not draft.is_discussed:
        return (*said, PackageSection(f"{number}", "Dit is niet besproken. Het komt later terug."))
    decided = [each.line.action for each in draft.decisions]
    own = [
        f"{each.line.action}{_by_when(each)}"
        for each in draft.actions
        if each.organisation == organisation
    ]
    said.append(PackageSection(f"{number}: besloten", "\n".join(decided) or "Geen besluit."))
    said.append(PackageSection(f"{number}: wat u doet", "\n".join(own) or "Niets."))
    return tuple(said)


def _by_when(shown: TypedLine) -> str:
    if shown.line.due_on is None:
        return ""
    at = f", {shown.line.due_at:%H:%M}" if shown.line.due_at else ""
    return f" (uiterlijk {in_dutch(shown.line.due_on)}{at})"
