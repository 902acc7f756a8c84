"""What the chair typed, understood: who is meant, by when, and whether they may know of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.grants import WORK_LEVELS
from uitweg.casework.cases.consents.rules.consents import SharingBasis
from uitweg.casework.partners.conferences.actions.people import PersonAtTable
from uitweg.casework.partners.conferences.actions.texts import ITEM_GROUP
from uitweg.casework.partners.conferences.rules.lines import (
    LineTrouble,
    Seat,
    UnderstoodLine,
    read_lines,
)
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions.basis import SendingStanding, sending_standings
from uitweg.platform.accounts.actions.authorization import Actor

ORGANISATIONS_PROPOSED = 5
LONGEST_NAME = 60


@dataclass(frozen=True)
class TypedLine:
    """A line as it is understood, with who does it in words, and when they said no, if so."""

    line: UnderstoodLine
    owner_name: str = ""
    refused_on: date | None = None
    proposed: tuple[Seat, ...] = ()

    @property
    def organisation(self) -> int | None:
        kind, _, number = self.line.owner.partition(":")
        return int(number) if kind == "organisation" else None

    @property
    def member(self) -> int | None:
        kind, _, number = self.line.owner.partition(":")
        return int(number) if kind == "member" else None


class ConsentTable:
    """What may go to organisations about cases, asked all at once."""

    def __init__(
        self, cases: Iterable[Case], organisations: Iterable[Organisation], *, by: Actor
    ) -> None:
        self._cases, self._now = list(cases), by.now
        self._known = sending_standings(organisations, self._cases, now=self._now)

    def standing(self, organisation: int) -> SendingStanding:
        if organisation not in self._known:  # one that is not at the table
            rows = Organisation.objects.filter(pk=organisation)
            self._known |= sending_standings(rows, self._cases, now=self._now)
        return self._known[organisation]

    def basis(self, case: Case, organisation: int) -> SharingBasis:
        """Return the basis for the question and what is agreed."""
        return self.standing(organisation).bases[case.pk][ITEM_GROUP]


def consents_of_table(
    cases: Iterable[Case], people: Iterable[PersonAtTable], *, by: Actor
) -> ConsentTable:
    """Return on what basis the organisations at the table may know of these cases."""
    organisations = [person.row.organisation for person in people]
    return ConsentTable(cases, [each for each in organisations if each is not None], by=by)


def workers_by_case(cases: Sequence[Case]) -> dict[int, dict[int, str]]:
    """Return by case who may work in it: the names of the members, by their ids."""
    found: dict[int, dict[int, str]] = {case.pk: {} for case in cases}
    grants = CaseGrant.objects.active().filter(case__in=cases, level__in=sorted(WORK_LEVELS))
    for grant in grants.select_related("member").order_by("id"):
        found[grant.case_id][grant.member_id] = grant.member.name
    return found


def understand(
    typed: str,
    *,
    case: Case,
    people: Sequence[PersonAtTable],
    by: Actor,
    consents: ConsentTable | None = None,
    workers: dict[int, str] | None = None,
) -> list[TypedLine]:
    """Return each typed line as it is understood now.

    `consents` and `workers` are what a caller with many cases asked for at once.

    A name is looked for at the table, then among who may work in the case, then in the directory.
    An organisation without a basis to know of this case gets no action: the line waits.
    """
    workers = workers_by_case([case])[case.pk] if workers is None else workers
    seats = _seats(people, workers)
    lines = read_lines(typed, seats, today=by.today)
    if unknown := {line.who for line in lines if line.trouble == LineTrouble.UNKNOWN_OWNER}:
        seats += _from_directory(unknown)
        lines = read_lines(typed, seats, today=by.today)
    names = {seat.key: seat.name for seat in seats}
    table = OwnersOfCase(case, workers, consents or consents_of_table([case], people, by=by))
    at_table = [seat for seat in seats[: len(people)] if table.may_get(seat)]
    return [_typed_line(line, names, table, at_table) for line in lines]


@dataclass(frozen=True)
class OwnersOfCase:
    """Who can get an action of a case: members who may work in it, and who may know of it."""

    case: Case
    workers: dict[int, str]
    consents: ConsentTable

    def may_get(self, seat: Seat) -> bool:
        kind, _, number = seat.key.partition(":")
        if kind == "member":
            return int(number) in self.workers
        return self.consents.basis(self.case, int(number)).may_share


def _seats(people: Sequence[PersonAtTable], workers: dict[int, str]) -> list[Seat]:
    at_table = [Seat(person.seat_key, person.whole_name, person.called) for person in people]
    known = {seat.key for seat in at_table}
    others = [
        Seat(f"member:{pk}", name, (name,))
        for pk, name in workers.items()
        if f"member:{pk}" not in known
    ]
    return at_table + others


def _from_directory(names: set[str]) -> list[Seat]:
    found = list[Seat]()
    for name in sorted(names):
        rows = Organisation.objects.filter(ended_on=None, name__icontains=name[:LONGEST_NAME])
        found += [
            Seat(f"organisation:{row.pk}", row.name, (row.name,))
            for row in rows.order_by("name")[:ORGANISATIONS_PROPOSED]
        ]
    return found


def _typed_line(
    line: UnderstoodLine,
    names: dict[str, str],
    table: OwnersOfCase,
    at_table: list[Seat],
) -> TypedLine:
    shown = TypedLine(line, names.get(line.owner, ""))
    if line.trouble == LineTrouble.SEVERAL_OWNERS:
        return replace(shown, proposed=tuple(Seat(key, names[key], ()) for key in line.choices))
    if line.trouble in (LineTrouble.UNKNOWN_OWNER, LineTrouble.NO_OWNER):
        return replace(shown, proposed=tuple(at_table))
    if shown.organisation is not None:
        basis = table.consents.basis(table.case, shown.organisation)
        if not basis.may_share:
            return _waits(shown, LineTrouble.NO_CONSENT, basis.refused_on)
    if shown.member is not None and shown.member not in table.workers:
        return _waits(shown, LineTrouble.NOT_WORKING)
    return shown


def _waits(shown: TypedLine, trouble: LineTrouble, refused_on: date | None = None) -> TypedLine:
    return replace(shown, line=replace(shown.line, trouble=trouble), refused_on=refused_on)
