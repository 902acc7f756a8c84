"""Saving what the member answered about a list: its headings, columns, cells and rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from uitweg.casework.spreadsheets.actions import dry_run, second_try, uploads
from uitweg.casework.spreadsheets.actions.uploads import (
    ImportChoices,
    OpenedUpload,
    first_choices,
    with_heading,
)
from uitweg.casework.spreadsheets.rules.columns import (
    PERSON_FIELDS,
    ImportField,
    column_choice_error,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

COMPARE_SPREADSHEET = Act("spreadsheet:compare", "Lijst vergeleken met eigen casussen")

LIKENESS_FIELDS = frozenset({*PERSON_FIELDS, ImportField.OLD_NUMBER})
"""Fields by which a row may resemble a case."""


@dataclass(frozen=True)
class ListAnswers:
    """What one sent form says; what it does not mention stays as it was.

    `heading` is the place of a row, `columns` are by their index. `cells` are by the number of the
    row and the index of the column, `decided` by the number of the row. `person` and `nobody` are
    the numbers of a row that is about somebody after all, and of one that is not.
    """

    sheet: int | None = None
    heading: int | None = None
    columns: Mapping[int, ImportField | None] = field(default_factory=dict)
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    decided: Mapping[int, str] = field(default_factory=dict)
    person: int | None = None
    nobody: int | None = None


def answer_as_before(opened: OpenedUpload, *, by: Actor) -> OpenedUpload:
    """Compare a new upload with the cases; of a file that was undone the answers come back."""
    if earlier := second_try.earlier_answers(opened.sheets, by=by):
        earlier = replace(earlier, file_name=opened.choices.file_name, is_second_try=True)
        opened = replace(opened, choices=earlier)
    return save_answers(opened, ListAnswers(), by=by)[0]


def save_answers(
    opened: OpenedUpload, answers: ListAnswers, *, by: Actor
) -> tuple[OpenedUpload, bool]:
    """Save these answers; return the upload, and whether the rows now mean something else.

    Rows are compared with the cases anew when what they say of their persons changed, or when the
    member may no longer add to a case that one resembles. An answer about a sheet, row or column
    that is not in the file is left out.
    """
    before = opened.choices
    changed = replace(opened, choices=_with_layout(opened, answers))
    is_new_layout = _layout(changed.choices) != _layout(before)
    if not is_new_layout:
        changed = replace(changed, choices=_with_rows(changed, answers))
    is_anew = is_new_layout or dry_run.has_lost_a_case(before, by=by)
    if column_choice_error(changed.choices.columns):
        return uploads.save_choices(changed, changed.choices.not_compared()), is_anew
    if is_anew or not before.is_compared or _changes_people(before, changed.choices):
        choices = dry_run.compare_with_cases(changed, by=by)
        audit_log.record(by.member, COMPARE_SPREADSHEET, opened.upload)
        return uploads.save_choices(changed, choices), is_anew
    return uploads.save_choices(changed, changed.choices), is_anew


def _layout(choices: ImportChoices) -> tuple[object, ...]:
    return choices.sheet, choices.heading, choices.columns


def _with_layout(opened: OpenedUpload, answers: ListAnswers) -> ImportChoices:
    """Return the choices with another sheet, else with other headings, else with other columns."""
    choices, sheets = opened.choices, opened.sheets
    if answers.sheet not in (None, choices.sheet) and 0 <= answers.sheet < len(sheets):
        return replace(first_choices(sheets, answers.sheet), file_name=choices.file_name)
    heading_places = range(len(opened.sheet.rows) - 1)
    if answers.heading not in (None, choices.heading) and answers.heading in heading_places:
        anew = with_heading(sheets, choices.sheet, answers.heading)
        return replace(choices, columns=anew.columns, heading=anew.heading, decided={})
    columns = tuple(
        answers.columns.get(place, column) for place, column in enumerate(choices.columns)
    )
    return replace(choices, columns=columns)


def _with_rows(opened: OpenedUpload, answers: ListAnswers) -> ImportChoices:
    """Return the choices with these cells, decisions, persons and non-persons."""
    choices, table = opened.choices, opened.table
    original = {table.number_of(place): row for place, row in enumerate(table.rows)}
    mended = dict(choices.mended)
    for (number, column), text in answers.cells.items():
        if number in original and column in range(len(choices.columns)):
            mended[number, column] = text
            if text == original[number][column].strip():
                del mended[number, column]
    decided = {number: outcome for number, outcome in answers.decided.items() if number in original}
    people = set(choices.people)
    if answers.person in original:
        people.add(answers.person)
    return replace(
        choices,
        mended=mended,
        decided={**choices.decided, **decided},
        people=frozenset(number for number in people if number != answers.nobody),
    )


def _changes_people(before: ImportChoices, after: ImportChoices) -> bool:
    """Return whether the rows now say something else of who they are about."""
    mended = dict(set(before.mended.items()) ^ set(after.mended.items()))
    fields = {after.columns[column] for _, column in mended}
    return before.people != after.people or bool(fields & LIKENESS_FIELDS)
