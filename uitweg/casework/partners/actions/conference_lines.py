"""What the chair typed, understood: who is meant, by when, and whether they may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from uitweg.casework.cases.actions.consents import sharing_basis
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.consents import SharingBasis
from uitweg.casework.partners.actions.conference_people import PersonAtTable
from uitweg.casework.partners.actions.conference_texts import ITEM_GROUP
from uitweg.casework.partners.actions.package_basis import kinds_offered
from uitweg.casework.partners.models import Organisation
from uitweg.casework.partners.rules.conference_lines import (
    LineTrouble,
    Seat,
    UnderstoodLine,
    read_lines,
)
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
    """On what basis organisations may know of a case, each asked once."""

    def __init__(self, case: Case, *, by: Actor) -> None:
        self._case, self._now = case, by.now
        self._known: dict[int, SharingBasis] = {}

    def basis(self, organisation: int) -> SharingBasis:
        """Return the basis for the question and what is agreed."""
        if organisation not in self._known:
            found = sharing_basis(
                self._case,
                organisation=organisation,
                kinds=kinds_offered(Organisation(pk=organisation), now=self._now),  # by number
                now=self._now,
            )
            self._known[organisation] = found.get(ITEM_GROUP, SharingBasis())
        return self._known[organisation]


def understand(
    typed: str,
    *,
    case: Case,
    people: Sequence[PersonAtTable],
    by: Actor,
) -> list[TypedLine]:
    """Return each typed line as it is understood now.

    A name is looked for at the table, then among who may work in the case, then in the directory.
    An organisation without a basis to know of this case gets no action: the line waits.
    """
    workers = {worker.pk: worker.name for worker in case.workers()}
    seats = _seats(people, workers)
    lines = read_lines(typed, seats, today=by.today)
    if unknown := {line.who for line in lines if line.trouble == LineTrouble.UNKNOWN_OWNER}:
        seats += _from_directory(unknown)
        lines = read_lines(typed, seats, today=by.today)
    names, consents = {seat.key: seat.name for seat in seats}, ConsentTable(case, by=by)
    at_table = [seat for seat in seats[: len(people)] if _may_get(seat, workers, consents)]
    return [_shown(line, names, workers, consents, at_table) for line in lines]


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


def _may_get(seat: Seat, workers: dict[int, str], consents: ConsentTable) -> bool:
    """Return whether this seat can get an action of this case now."""
    kind, _, number = seat.key.partition(":")
    if kind == "member":
        return int(number) in workers
    return consents.basis(int(number)).may_share


def _shown(
    line: UnderstoodLine,
    names: dict[str, str],
    workers: dict[int, str],
    consents: ConsentTable,
    at_table: list[Seat],
) -> TypedLine:
    shown = TypedLine(line, names.get(line.owner, ""))
    if line.trouble == LineTrouble.SEVERAL_OWNERS:
        return replace(shown, proposed=tuple(Seat(key, names[key], ()) for key in line.choices))
    if line.trouble in (LineTrouble.UNKNOWN_OWNER, LineTrouble.NO_OWNER):
        return replace(shown, proposed=tuple(at_table))
    if shown.organisation is not None:
        basis = consents.basis(shown.organisation)
        if not basis.may_share:
            return _waits(shown, LineTrouble.NO_CONSENT, basis.refused_on)
    if shown.member is not None and shown.member not in workers:
        return _waits(shown, LineTrouble.NOT_WORKING)
    return shown


def _waits(shown: TypedLine, trouble: LineTrouble, refused_on: date | None = None) -> TypedLine:
    return replace(shown, line=replace(shown.line, trouble=trouble), refused_on=refused_on)
