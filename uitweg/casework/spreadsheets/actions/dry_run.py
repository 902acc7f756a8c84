"""The dry run: what would become of each row, before anything is stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.actions import bulk
from uitweg.casework.cases.models import Case, CaseGrant
from uitweg.casework.cases.rules.data_groups import SHEET_GROUPS
from uitweg.casework.cases.rules.grants import WORK_LEVELS
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.workflow import OPEN_STATES
from uitweg.casework.search.actions import known_rows
from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.actions.uploads import ImportChoices, OpenedUpload
from uitweg.casework.spreadsheets.rules.cells import (
    RowOutcome,
    UnderstoodRow,
    understood_row,
)
from uitweg.casework.spreadsheets.rules.columns import ImportField, comparable_text
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import holds_keys
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.identifiers import comparable_phones

PERSON_GROUPS = frozenset(SHEET_GROUPS[SheetKind.PERSON].values())
MAX_CASES_COMPARED = 2000
"""The newest cases of one member; who works in more has no list to bring in."""


@dataclass(frozen=True)
class CheckedRow:
    """One row: its number in the file, what was understood, the case it resembles, its fate.

    `elsewhere` is a case of a colleague, or one in which one does not write, and how it is alike.
    """

    place: int
    number: int
    values: UnderstoodRow
    outcome: RowOutcome
    match: int | None = None
    how: MatchedBy | None = None
    owner: Member | None = None
    remarks: tuple[str, ...] = ()
    elsewhere: tuple[int, MatchedBy] | None = None

    @property
    def is_wrong(self) -> bool:
        return bool(self.values.wrong)

    @property
    def is_known(self) -> bool:
        return self.match is not None or self.elsewhere is not None


def check_rows(
    waiting: OpenedUpload,
    *,
    by: Actor,
) -> list[CheckedRow]:
    """Return what would become of each row as things stand."""
    table, choices = waiting.table, waiting.choices
    owners, first = owners_by_name(by.today), dict[tuple[str, str], int]()
    found = []
    for place, row in enumerate(table.rows):
        if not any(cell.strip() for cell in row):
            continue
        said = understood_row(row, table.headings, choices.columns, today=by.today)
        owner, remarks = _row_owner(said, owners, by)
        who = (comparable_text(said.person.get("name", "")), said.person.get("phones", ""))
        if any(who) and who in first:
            remarks += (f"Lijkt op regel {first[who]}.",)
        first.setdefault(who, table.number_of(place))
        match, how = choices.matches.get(place, (None, None))
        other = choices.elsewhere.get(place)
        found.append(
            CheckedRow(
                place=place,
                number=table.number_of(place),
                values=said,
                outcome=_proposed_outcome(said, how, other, choices.decided.get(place, "")),
                match=match,
                how=how,
                owner=owner,
                remarks=(*said.remarks, *remarks),
                elsewhere=other,
            )
        )
    return found


def _proposed_outcome(
    said: UnderstoodRow,
    how: MatchedBy | None,
    other: tuple[int, MatchedBy] | None,
    decided: str,
) -> RowOutcome:
    """Propose adding only where name and number are both the same: a wrong one mixes two lives.

    Where they are those of a case elsewhere, propose to leave it out: first ask, then decide.
    """
    if said.wrong or said.leave or decided == RowOutcome.LEFT_OUT:
        return RowOutcome.LEFT_OUT
    if decided == RowOutcome.ADDED and how:
        return RowOutcome.ADDED
    if decided == RowOutcome.NEW:
        return RowOutcome.NEW
    if how is MatchedBy.BOTH:
        return RowOutcome.ADDED
    return RowOutcome.LEFT_OUT if other and other[1] is MatchedBy.BOTH else RowOutcome.NEW


def owners_by_name(today: date) -> dict[str, Member | None]:
    """Return who may lead a case, by each name a list may use; None where two share it."""
    found: dict[str, Member | None] = {}
    for member in Member.objects.order_by("id"):
        if holds_keys(member.role) and member.has_joined and member.is_active_on(today):
            for name in {
                comparable_text(member.name),
                comparable_text(member.login),
                comparable_text(member.name.split()[0]),
            }:
                found[name] = None if name in found else member
    return found


def _row_owner(
    said: UnderstoodRow, owners: Mapping[str, Member | None], by: Actor
) -> tuple[Member, tuple[str, ...]]:
    if not said.owner:
        return by.member, ()
    owner = owners.get(comparable_text(said.owner))
    if owner is None:
        return by.member, (f"“{said.owner[:40]}” is geen coördinator hier; de casus komt bij jou.",)
    return owner, ()


def compare_with_cases(
    waiting: OpenedUpload,
    columns: Sequence[ImportField | None],
    *,
    by: Actor,
) -> ImportChoices:
    """Return these columns with, by place in the list, which case a row resembles, and how.

    A match is an open case in which `by` may write and sees who it is about; elsewhere is any
    other that is there already.
    """
    table, mine = waiting.table, cases_open_to_additions(by)
    people = {
        place: understood_row(row, table.headings, columns, today=by.today).person
        for place, row in enumerate(table.rows)
    }
    where = audit_log.audit_name(waiting.upload)
    other = known_rows.match_known_people(people, but_not=mine, by=by, where=where)
    return ImportChoices(
        tuple(columns), _matches(people, mine, by.keyring), {}, is_mapped=True, elsewhere=other
    )


def _matches(
    people: Mapping[int, Mapping[str, str]], mine: Iterable[int], keyring: Keyring
) -> dict[int, tuple[int, MatchedBy]]:
    phones, names = _known_people(mine, keyring)
    found = {}
    for place, said in people.items():
        by_phone = set().union(*(phones[one] for one in comparable_phones(said.get("phones", ""))))
        called = {
            comparable_text(said.get("name", "")),
            comparable_text(said.get("called", "")),
        } - {""}
        by_name = set().union(*(names[one] for one in called))
        if both := by_phone & by_name:
            found[place] = (min(both), MatchedBy.BOTH)
        elif by_phone:
            found[place] = (min(by_phone), MatchedBy.PHONE if called else MatchedBy.BOTH)
        elif by_name:
            found[place] = (min(by_name), MatchedBy.NAME)
    return found


def _known_people(
    mine: Iterable[int], keyring: Keyring
) -> tuple[defaultdict[str, set[int]], defaultdict[str, set[int]]]:
    """Open who these cases are about: number or name, to the cases."""
    phones, names = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for pk, (_, person) in bulk.decrypt_persons(
        Case.objects.in_bulk(mine).values(), keyring
    ).items():
        for number in comparable_phones(person.get("phones", "")):
            phones[number].add(pk)
        for called in {
            comparable_text(person.get("name", "")),
            comparable_text(person.get("called", "")),
        } - {""}:
            names[called].add(pk)
    return phones, names


def cases_open_to_additions(by: Actor) -> set[int]:
    """Return the open cases in which `by` may write, and sees all of who it is about."""
    held = CaseGrant.objects.active().filter(
        member=by.member, level__in=WORK_LEVELS, case__state__in=OPEN_STATES
    )
    newest = held.order_by("-case_id").values_list("case_id", "groups")[:MAX_CASES_COMPARED]
    return {case for case, groups in newest if frozenset(groups) >= PERSON_GROUPS}
