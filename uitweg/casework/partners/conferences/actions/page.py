"""What the page of a conference shows: the agenda, the item that is discussed, and who is there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from uitweg.casework.cases.case.rules.contents import GoalState
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.table.actions.case_list import list_cases
from uitweg.casework.partners.conferences.actions.items import read_items
from uitweg.casework.partners.conferences.actions.lines import (
    ConsentTable,
    TypedLine,
    consents_of_table,
    understand,
)
from uitweg.casework.partners.conferences.actions.people import PersonAtTable, people_at_table
from uitweg.casework.partners.conferences.actions.replies import PartnerWords, words_of_partners
from uitweg.casework.partners.conferences.actions.texts import (
    ConferenceText,
    DecryptedItem,
    conference_text,
)
from uitweg.casework.partners.conferences.actions.undone import UndoneAction, undone_actions
from uitweg.casework.partners.conferences.models import AgendaItem, Conference
from uitweg.casework.partners.conferences.rules.states import ItemState, item_after, item_times
from uitweg.platform.accounts.actions.authorization import Actor


@dataclass(frozen=True)
class AgendaRow:
    """One place on the agenda; `name` is what the youngster is called, "" when that is hidden."""

    item: DecryptedItem
    begins_at: datetime
    name: str
    is_current: bool

    @property
    def state(self) -> ItemState:
        return ItemState(self.item.row.state)


@dataclass(frozen=True)
class PersonRow:
    """Who takes part, with the numbers of the cases they come for.

    `must_ask`: they may not know of the item that is discussed, so they see nothing of it. `said`
    are the words with which they answered what was sent to them.
    """

    person: PersonAtTable
    sees: tuple[str, ...]
    sees_all: bool
    must_ask: bool
    said: tuple[PartnerWords, ...] = ()


@dataclass(frozen=True)
class ConferencePage:
    conference: Conference
    text: ConferenceText
    agenda: tuple[AgendaRow, ...]
    current: DecryptedItem | None
    people: tuple[PersonRow, ...]
    lines: tuple[TypedLine, ...] = ()
    undone: tuple[UndoneAction, ...] = ()
    own_words: str = ""
    next_item: DecryptedItem | None = None
    others: tuple[AgendaRow, ...] = field(default=())

    @property
    def current_row(self) -> AgendaRow | None:
        return next((row for row in self.agenda if row.is_current), None)

    @property
    def present(self) -> int:
        return sum(row.person.row.came_at is not None for row in self.people)


def load_page(conference: Conference, *, by: Actor, item_id: int | None) -> ConferencePage:
    """Return the page with this item open, or the first that was not discussed yet."""
    items, people = read_items(conference, by=by), people_at_table(conference, by=by)
    current = _current(items, item_id)
    cases = [current.row.case] if current and current.is_open else []
    consents = consents_of_table(cases, people, by=by)
    page = ConferencePage(
        conference=conference,
        text=conference_text(conference, by.keyring),
        agenda=_agenda(conference, items, current, by),
        current=current,
        people=_people(people, items, current, consents, by=by),
    )
    if current is None or current.text is None:
        return page
    return ConferencePage(
        **{
            **vars(page),
            "lines": tuple(
                understand(
                    current.text.typed,
                    case=current.row.case,
                    people=people,
                    by=by,
                    consents=consents,
                )
            ),
            "undone": tuple(undone_actions(current, by=by)),
            "own_words": _own_words(current),
            "next_item": _next(items, current),
            "others": tuple(row for row in page.agenda if not row.is_current),
        }
    )


def _current(items: Sequence[DecryptedItem], item_id: int | None) -> DecryptedItem | None:
    for item in items:
        if item.row.pk == item_id:
            return item
    open_items = [item for item in items if item.is_open]
    waiting = [item for item in open_items if item.row.state == ItemState.PLANNED]
    return next(iter(waiting or open_items), None)


def _next(items: Sequence[DecryptedItem], current: DecryptedItem) -> DecryptedItem | None:
    number = item_after([item.row.pk for item in items if item.is_open], current.row.pk)
    return next((item for item in items if item.row.pk == number), None)


def _agenda(
    conference: Conference,
    items: Sequence[DecryptedItem],
    current: DecryptedItem | None,
    by: Actor,
) -> tuple[AgendaRow, ...]:
    cases = [item.row.case for item in items if item.is_open]
    names = {listed.case.pk: listed.name for listed in list_cases(cases=cases, by=by)}
    times = item_times(conference.starts_at, conference.ends_at, len(items))
    return tuple(
        AgendaRow(item, begins_at, names.get(item.row.case_id, ""), item is current)
        for item, begins_at in zip(items, times, strict=True)
    )


def _people(
    people: Sequence[PersonAtTable],
    items: Sequence[DecryptedItem],
    current: DecryptedItem | None,
    consents: ConsentTable,
    *,
    by: Actor,
) -> tuple[PersonRow, ...]:
    readable = {item.row.pk: item.row.case.number for item in items if item.is_open}
    said = words_of_partners(people, readable=readable, by=by)
    return tuple(
        PersonRow(
            person,
            tuple(number for pk, number in readable.items() if pk in person.items),
            len(person.items) == len(items),
            _must_ask(person, current.row if current and current.is_open else None, consents),
            tuple(said.get(person.row.pk, ())),
        )
        for person in people
    )


def _must_ask(person: PersonAtTable, current: AgendaItem | None, consents: ConsentTable) -> bool:
    organisation = person.row.organisation_id
    if organisation is None or current is None:
        return False
    return current.pk in person.items and not consents.basis(current.case, organisation).may_share


def _own_words(item: DecryptedItem) -> str:
    """Return what the youngster wants, in their own words, if this reader may see it."""
    assert item.key is not None
    goals = plan.decrypt_goals(item.row.case, item.key, item.visibility)
    wanted = (goal.text for goal in goals if goal.row.state == GoalState.OPEN and goal.text)
    return next(wanted, "")
