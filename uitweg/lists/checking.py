"""The dry run: what would become of each row, before anything is stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from uitweg.access.keyring import Keyring
from uitweg.access.models import Member
from uitweg.access.rules import holds_keys
from uitweg.cases import many
from uitweg.cases.models import Case, CaseGrant
from uitweg.cases.rules import AT_WORK, WORKS, SheetKind
from uitweg.cases.sight import SHEET_GROUPS
from uitweg.lists.reading import Table
from uitweg.lists.rules import Becomes, Into, Said, plain, same_phone, understood
from uitweg.lists.waiting import Waiting

OF_A_PERSON = frozenset(SHEET_GROUPS[SheetKind.PERSON].values())
MOST_COMPARED = 2000
"""The newest cases of one member; who works in more has no list to bring in."""


@dataclass(frozen=True)
class Checked:
    """One row: its number in the file, what was understood, the case it resembles, its fate."""

    place: int
    number: int
    said: Said
    becomes: Becomes
    match: int | None = None
    how: str = ""
    owner: Member | None = None
    remarks: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return bool(self.said.wrong)


def checked(waiting: Waiting, *, by: Member, today: date) -> list[Checked]:
    """Return what would become of each row as things stand."""
    table, choices = waiting.table, waiting.choices
    owners, first = owners_by_name(today), dict[tuple[str, str], int]()
    found = []
    for place, row in enumerate(table.rows):
        if not any(cell.strip() for cell in row):
            continue
        said = understood(row, table.headings, choices.columns, today=today)
        owner, remarks = _owner(said, owners, by)
        who = (plain(said.person.get("name", "")), said.person.get("phones", ""))
        if any(who) and who in first:
            remarks += (f"Lijkt op regel {first[who]}.",)
        first.setdefault(who, table.number_of(place))
        match, how = choices.matches.get(place, (None, ""))
        found.append(
            Checked(
                place=place,
                number=table.number_of(place),
                said=said,
                becomes=_becomes(said, match, how, choices.decided.get(place, "")),
                match=match,
                how=how,
                owner=owner,
                remarks=(*said.remarks, *remarks),
            )
        )
    return found


def _becomes(said: Said, match: int | None, how: str, decided: str) -> Becomes:
    """Propose adding only where name and number are both the same: a wrong one mixes two lives."""
    if said.wrong or said.leave or decided == Becomes.LEFT_OUT:
        return Becomes.LEFT_OUT
    if decided == Becomes.ADDED and match:
        return Becomes.ADDED
    if decided == Becomes.NEW or match is None:
        return Becomes.NEW
    return Becomes.ADDED if how == "both" else Becomes.NEW


def owners_by_name(today: date) -> dict[str, Member | None]:
    """Return who may lead a case, by each name a list may use; None where two share it."""
    found: dict[str, Member | None] = {}
    for member in Member.objects.order_by("id"):
        if holds_keys(member.role) and member.has_joined and member.is_active_on(today):
            for name in {plain(member.name), plain(member.login), plain(member.name.split()[0])}:
                found[name] = None if name in found else member
    return found


def _owner(
    said: Said, owners: Mapping[str, Member | None], by: Member
) -> tuple[Member, tuple[str, ...]]:
    if not said.owner:
        return by, ()
    owner = owners.get(plain(said.owner))
    if owner is None:
        return by, (f"“{said.owner[:40]}” is geen coördinator hier; de casus komt bij jou.",)
    return owner, ()


def matches(
    table: Table, columns: Sequence[Into | None], *, by: Member, keyring: Keyring, today: date
) -> dict[int, tuple[int, str]]:
    """Return, by place in the list, which case of one's own a row resembles, and how.

    Only open cases in which `by` may write and see who it is about.
    """
    phones, names = _known(by, keyring)
    found = {}
    for place, row in enumerate(table.rows):
        said = understood(row, table.headings, columns, today=today).person
        by_phone = set().union(*(phones[one] for one in same_phone(said.get("phones", ""))))
        called = {plain(said.get("name", "")), plain(said.get("called", ""))} - {""}
        by_name = set().union(*(names[one] for one in called))
        if both := by_phone & by_name:
            found[place] = (min(both), "both")
        elif by_phone:
            found[place] = (min(by_phone), "phone" if called else "both")
        elif by_name:
            found[place] = (min(by_name), "name")
    return found


def _known(
    by: Member, keyring: Keyring
) -> tuple[defaultdict[str, set[int]], defaultdict[str, set[int]]]:
    """Open who the cases of this member are about: number or name, to the cases."""
    mine = may_be_added_to(by)
    phones, names = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for pk, (_, person) in many.people_of(Case.objects.in_bulk(mine).values(), keyring).items():
        for number in same_phone(person.get("phones", "")):
            phones[number].add(pk)
        for called in {plain(person.get("name", "")), plain(person.get("called", ""))} - {""}:
            names[called].add(pk)
    return phones, names


def may_be_added_to(by: Member) -> set[int]:
    """Return the open cases in which `by` may write, and sees all of who it is about."""
    held = CaseGrant.objects.living().filter(member=by, level__in=WORKS, case__state__in=AT_WORK)
    newest = held.order_by("-case_id").values_list("case_id", "groups")[:MOST_COMPARED]
    return {case for case, groups in newest if frozenset(groups) >= OF_A_PERSON}
