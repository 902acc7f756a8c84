"""The dry run of an import: what would happen to each row, before anything is stored."""

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
"""Rows are compared with the newest cases of the member, at most so many."""


@dataclass(frozen=True)
class CheckedRow:
    """One row, and what an import would do with it.

    `index` counts from 0 below the headings; `number` is the row number in the file. `match_id` is
    the case that it resembles and can be added to, and `matched_by` what is the same. `elsewhere`
    is a case that it resembles but that the member cannot add to, and what is the same.
    """

    index: int
    number: int
    values: UnderstoodRow
    outcome: RowOutcome
    match_id: int | None = None
    matched_by: MatchedBy | None = None
    owner: Member | None = None
    remarks: tuple[str, ...] = ()
    elsewhere: tuple[int, MatchedBy] | None = None

    @property
    def has_errors(self) -> bool:
        return bool(self.values.errors)

    @property
    def is_known(self) -> bool:
        return self.match_id is not None or self.elsewhere is not None


def check_rows(opened: OpenedUpload, *, by: Actor) -> list[CheckedRow]:
    """Return what an import would do with each row now; empty rows are skipped."""
    table, choices = opened.table, opened.choices
    owners, first_row_of = owners_by_name(by.today), dict[tuple[str, str], int]()
    checked = []
    for index, row in enumerate(table.rows):
        if not any(cell.strip() for cell in row):
            continue
        values = understood_row(row, table.headings, choices.columns, today=by.today)
        owner, remarks = _row_owner(values, owners, by)
        person = (comparable_text(values.person.get("name", "")), values.person.get("phones", ""))
        if any(person) and person in first_row_of:
            remarks += (f"Lijkt op regel {first_row_of[person]}.",)
        first_row_of.setdefault(person, table.number_of(index))
        match_id, matched_by = choices.matches.get(index, (None, None))
        elsewhere = choices.elsewhere.get(index)
        decided = choices.decided.get(index, "")
        checked.append(
            CheckedRow(
                index=index,
                number=table.number_of(index),
                values=values,
                outcome=_outcome(values, matched_by, elsewhere, decided),
                match_id=match_id,
                matched_by=matched_by,
                owner=owner,
                remarks=(*values.remarks, *remarks),
                elsewhere=elsewhere,
            )
        )
    return checked


def _outcome(
    values: UnderstoodRow,
    matched_by: MatchedBy | None,
    elsewhere: tuple[int, MatchedBy] | None,
    decided: str,
) -> RowOutcome:
    """Return what the member decided, or else what we propose.

    Adding to a case is proposed only when name and number are both the same, because a mistake
    mixes the files of two people. When both are those of a case elsewhere, leaving the row out is
    proposed, so that the member asks a colleague first.
    """
    if values.errors or values.left_out_because or decided == RowOutcome.LEFT_OUT:
        return RowOutcome.LEFT_OUT
    if decided == RowOutcome.ADDED and matched_by:
        return RowOutcome.ADDED
    if decided == RowOutcome.NEW:
        return RowOutcome.NEW
    if matched_by is MatchedBy.BOTH:
        return RowOutcome.ADDED
    is_elsewhere = elsewhere is not None and elsewhere[1] is MatchedBy.BOTH
    return RowOutcome.LEFT_OUT if is_elsewhere else RowOutcome.NEW


def owners_by_name(today: date) -> dict[str, Member | None]:
    """Return the members who may lead a case, by each name that a spreadsheet may use.

    That is the name, the login name and the first name; None when two members share one.
    """
    owners: dict[str, Member | None] = {}
    for member in Member.objects.order_by("id"):
        if holds_keys(member.role) and member.has_joined and member.is_active_on(today):
            for name in {
                comparable_text(member.name),
                comparable_text(member.login),
                comparable_text(member.name.split()[0]),
            }:
                owners[name] = None if name in owners else member
    return owners


def _row_owner(
    values: UnderstoodRow, owners: Mapping[str, Member | None], by: Actor
) -> tuple[Member, tuple[str, ...]]:
    """Return who will lead the case of a row, and remarks about that."""
    if not values.owner:
        return by.member, ()
    owner = owners.get(comparable_text(values.owner))
    if owner is None:
        remark = f"“{values.owner[:40]}” is geen coördinator hier; de casus komt bij jou."
        return by.member, (remark,)
    return owner, ()


def compare_with_cases(
    opened: OpenedUpload, columns: Sequence[ImportField | None], *, by: Actor
) -> ImportChoices:
    """Return these columns as choices, with the cases that the rows resemble.

    `matches` are open cases in which `by` may write and sees who they are about; `elsewhere` are
    all other cases.
    """
    table, own_cases = opened.table, cases_open_to_additions(by)
    people = {
        index: understood_row(row, table.headings, columns, today=by.today).person
        for index, row in enumerate(table.rows)
    }
    return ImportChoices(
        columns=tuple(columns),
        matches=_matches(people, own_cases, by.keyring),
        is_mapped=True,
        elsewhere=known_rows.match_known_people(
            people, excluded_cases=own_cases, by=by, where=audit_log.audit_name(opened.upload)
        ),
    )


def _matches(
    people: Mapping[int, Mapping[str, str]], cases: Iterable[int], keyring: Keyring
) -> dict[int, tuple[int, MatchedBy]]:
    """Return, by row index, the case among these that the person of a row resembles."""
    by_phone, by_name = _cases_by_person(cases, keyring)
    matches = {}
    for index, person in people.items():
        names = _comparable_names(person)
        same_phone = set().union(*(by_phone[phone] for phone in _phones(person)))
        same_name = set().union(*(by_name[name] for name in names))
        if same_both := same_phone & same_name:
            matches[index] = (min(same_both), MatchedBy.BOTH)
        elif same_phone:
            # a row without a name has nothing that differs
            matches[index] = (min(same_phone), MatchedBy.PHONE if names else MatchedBy.BOTH)
        elif same_name:
            matches[index] = (min(same_name), MatchedBy.NAME)
    return matches


def _cases_by_person(
    cases: Iterable[int], keyring: Keyring
) -> tuple[defaultdict[str, set[int]], defaultdict[str, set[int]]]:
    """Decrypt who these cases are about; return the cases by telephone number, and by name."""
    by_phone, by_name = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    people = bulk.decrypt_persons(Case.objects.in_bulk(cases).values(), keyring)
    for case_id, (_, person) in people.items():
        for phone in _phones(person):
            by_phone[phone].add(case_id)
        for name in _comparable_names(person):
            by_name[name].add(case_id)
    return by_phone, by_name


def _phones(person: Mapping[str, str]) -> set[str]:
    return comparable_phones(person.get("phones", ""))


def _comparable_names(person: Mapping[str, str]) -> set[str]:
    """Return the full name and what the person is called, without empty ones."""
    return {comparable_text(person.get(name, "")) for name in ("name", "called")} - {""}


def cases_open_to_additions(by: Actor) -> set[int]:
    """Return the open cases in which `by` may write and may see all about the person."""
    grants = CaseGrant.objects.active().filter(
        member=by.member, level__in=WORK_LEVELS, case__state__in=OPEN_STATES
    )
    newest = grants.order_by("-case_id").values_list("case_id", "groups")[:MAX_CASES_COMPARED]
    return {case_id for case_id, groups in newest if frozenset(groups) >= PERSON_GROUPS}
