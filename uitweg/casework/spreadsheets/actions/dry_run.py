"""The dry run of an import: what would happen to each row, before anything is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.grants import WORK_LEVELS
from uitweg.casework.cases.case.rules.workflow import OPEN_STATES
from uitweg.casework.cases.intake.actions import bulk
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.casework.cases.table.rules import age_in_words
from uitweg.casework.search.actions import known_rows
from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.actions.checked_row import NOBODY, CheckedRow
from uitweg.casework.spreadsheets.actions.uploads import ImportChoices, OpenedUpload
from uitweg.casework.spreadsheets.rules.cells import RowOutcome, UnderstoodRow, understood_row
from uitweg.casework.spreadsheets.rules.columns import comparable_text
from uitweg.casework.spreadsheets.rules.doubles import People, PersonTraits, initials_of
from uitweg.casework.spreadsheets.rules.people_rows import is_about_nobody
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import holds_keys
from uitweg.platform.audit.actions import audit_log

PERSON_GROUPS = frozenset(field.group for field in SHEET_FIELDS[SheetKind.PERSON].values())
MAX_CASES_COMPARED = 2000
"""Rows are compared with the newest cases of the member, at most so many."""
COMING = frozenset({RowOutcome.NEW, RowOutcome.ADDED, RowOutcome.MERGED})


def check_rows(opened: OpenedUpload, *, by: Actor) -> list[CheckedRow]:
    """Return what an import would do with each row now.

    When a case that a row resembled may no longer be added to, the rows are compared anew, so that
    nothing of that case is shown.
    """
    if has_lost_a_case(opened.choices, by=by):
        opened = replace(opened, choices=compare_with_cases(opened, by=by))
    owners, earlier, checked = owners_by_name(by.today), People(), list[CheckedRow]()
    outcomes = dict[int, RowOutcome]()
    mended_rows = {row for row, _ in opened.choices.mended}
    for number, cells, values in understood_rows(opened, by.today):
        is_nobody = values is NOBODY
        traits = traits_of_row(values)
        same_row = None if is_nobody else earlier.most_alike(traits)
        row = _checked_row(opened.choices, number, cells, values, same_row)
        if row.outcome is RowOutcome.MERGED and outcomes.get(row.same_number) not in COMING:
            row = replace(row, outcome=RowOutcome.NEW)
        owner = owners.get(comparable_text(values.owner)) if values.owner else by.member
        outcomes[number] = row.outcome
        if row.can_come:
            earlier.add(number, traits)
        checked.append(
            replace(
                row,
                owner=owner or by.member,
                is_owner_unknown=owner is None and row.can_come,
                remarks=values.remarks,
                is_mended=number in mended_rows,
                is_skipped=opened.choices.decided.get(number) == RowOutcome.LEFT_OUT,
            )
        )
    return checked


def understood_rows(
    opened: OpenedUpload, today: date
) -> Iterator[tuple[int, tuple[str, ...], UnderstoodRow]]:
    """Yield the number, the cells and the meaning of each row; NOBODY for one about no person."""
    headings, choices = opened.table.headings, opened.choices
    for number, cells in opened.rows():
        if number not in choices.people and is_about_nobody(cells, headings):
            yield number, cells, NOBODY
        else:
            yield number, cells, understood_row(cells, headings, choices.columns, today=today)


def traits_of_row(values: UnderstoodRow) -> PersonTraits:
    return PersonTraits.of(values.person, number=values.old_number)


def _checked_row(
    choices: ImportChoices,
    number: int,
    cells: tuple[str, ...],
    values: UnderstoodRow,
    same_row: tuple[int, MatchedBy] | None,
) -> CheckedRow:
    match_id, matched_by = choices.matches.get(number, (None, None))
    row = CheckedRow(
        number=number,
        cells=cells,
        values=values,
        outcome=RowOutcome.LEFT_OUT,
        match_id=match_id,
        matched_by=matched_by,
        same_row=same_row,
        elsewhere=choices.elsewhere.get(number),
        is_nobody=values is NOBODY,
    )
    return replace(row, outcome=_outcome(row, choices.decided.get(number, "")))


def _outcome(row: CheckedRow, decided: str) -> RowOutcome:
    """Return what the member decided, or else what we propose.

    Adding to a case or to an earlier row is proposed only when name and number are both the same,
    because a mistake mixes the files of two people. An answer that names another case or row than
    it now resembles does not count. When both are those of a case elsewhere,
    leaving the row out is proposed, so that the member asks a colleague first.
    """
    if not row.can_come or decided == RowOutcome.LEFT_OUT:
        return RowOutcome.LEFT_OUT
    if row.match_id and decided == row.add_answer:
        return RowOutcome.ADDED
    if row.same_row and decided == row.merge_answer:
        return RowOutcome.MERGED
    if decided == RowOutcome.NEW:
        return RowOutcome.NEW
    if row.matched_by is MatchedBy.BOTH:
        return RowOutcome.ADDED
    if row.elsewhere and row.elsewhere[1] is MatchedBy.BOTH:
        return RowOutcome.LEFT_OUT
    same = row.same_row is not None and row.same_row[1] is MatchedBy.BOTH
    return RowOutcome.MERGED if same else RowOutcome.NEW


def owners_by_name(today: date) -> dict[str, Member | None]:
    """Return the members who may lead a case, by each name that a spreadsheet may use.

    That is the name, the login name, the first name, its first two letters and the initials; None
    when two members share one.
    """
    owners: dict[str, Member | None] = {}
    for member in possible_owners(today):
        for name in {
            comparable_text(member.name),
            comparable_text(member.login),
            comparable_text(member.name.split()[0]),
            comparable_text(member.name)[:2],
            initials_of(member.name),
        } - {""}:
            owners[name] = None if name in owners else member
    return owners


def possible_owners(today: date) -> list[Member]:
    """Return the members who may lead a case."""
    members = Member.objects.order_by("id")
    return [
        member
        for member in members
        if holds_keys(member.role) and member.is_admitted and member.is_active_on(today)
    ]


def compare_with_cases(opened: OpenedUpload, *, by: Actor) -> ImportChoices:
    """Return the choices with the cases that the rows resemble.

    `matches` are open cases in which `by` may write and sees who they are about; `elsewhere` are
    all other cases.
    """
    own_cases = cases_open_to_additions(by)
    people = {
        number: values
        for number, _, values in understood_rows(opened, by.today)
        if values is not NOBODY
    }
    known = _people_of_cases(own_cases, by)
    matches = {row: known.most_alike(traits_of_row(values)) for row, values in people.items()}
    elsewhere = known_rows.match_known_people(
        {row: values.person for row, values in people.items()},
        excluded_cases=own_cases,
        by=by,
        where=audit_log.audit_name(opened.upload),
    )
    return replace(
        opened.choices,
        matches={row: match for row, match in matches.items() if match},
        elsewhere=elsewhere,
        is_compared=True,
    )


def _people_of_cases(cases: Iterable[int], by: Actor) -> People:
    """Decrypt who these cases are about."""
    people, by_id = People(), Case.objects.in_bulk(cases)
    decrypted = bulk.decrypt_persons(by_id.values(), by.keyring)
    for case_id, (_, person) in sorted(decrypted.items()):
        age = age_in_words(born=person.get("born", ""), age=person.get("age", ""), today=by.today)
        number = by_id[case_id].number
        people.add(case_id, PersonTraits.of({**person, "age": age}, number=number))
    return people


def has_lost_a_case(choices: ImportChoices, *, by: Actor) -> bool:
    """Return whether `by` may no longer add to one of the cases that the rows resemble."""
    return not {case_id for case_id, _ in choices.matches.values()} <= cases_open_to_additions(by)


def cases_open_to_additions(by: Actor) -> set[int]:
    """Return the open cases in which `by` may write and may see all about the person."""
    grants = CaseGrant.objects.active().filter(
        member=by.member, level__in=WORK_LEVELS, case__state__in=OPEN_STATES
    )
    newest = grants.order_by("-case_id").values_list("case_id", "groups")[:MAX_CASES_COMPARED]
    return {case_id for case_id, groups in newest if frozenset(groups) >= PERSON_GROUPS}
