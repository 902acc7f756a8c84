"""Preparing an import: encrypting every database row that it will insert, before any is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys, search_index
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseGrant, SearchToken
from uitweg.casework.cases.case.rules.contents import Risk, SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.intake.actions import bulk
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS, identifiers_of_person
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.spreadsheets.actions.checked_row import CheckedRow
from uitweg.casework.spreadsheets.models import Import, ImportedRow
from uitweg.casework.spreadsheets.rules.cells import RowOutcome
from uitweg.casework.spreadsheets.rules.columns import PERSON_FIELDS, ImportField
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.identifiers import Identifier
from uitweg.platform.sealing import tokens
from uitweg.platform.store.reserved_ids import reserve_ids

ROW_PARTS = ("person", "risk", "note", "beside", "action")
"""What one row can make; `form_key_of_row` gives each its key."""


@dataclass
class PreparedImport:
    """The encrypted rows of one import, by table.

    `tokens`: the search tokens by case id. `existing_keys`: the keys of the existing cases that
    rows are added to. `versions`: by existing case, the newest version of its person sheet when
    the next version was encrypted. `case_of_row`: the key of its case by the
    number of a row. `people`: the version and fields of the newest person sheet by case.
    `acute_cases`: existing cases to which a row with acute danger is added.
    """

    cases: list[Case] = field(default_factory=list)
    grants: list[CaseGrant] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    imported: list[ImportedRow] = field(default_factory=list)
    tokens: dict[int, set[bytes]] = field(default_factory=dict)
    existing_keys: list[CaseKey] = field(default_factory=list)
    versions: dict[int, int] = field(default_factory=dict)
    case_of_row: dict[int, CaseKey] = field(default_factory=dict)
    people: dict[int, tuple[int, dict[str, str]]] = field(default_factory=dict)
    acute_cases: set[int] = field(default_factory=set)

    def store(self) -> None:
        """Insert all rows, inside the caller's transaction."""
        Case.objects.bulk_create(self.cases)
        not_acute = Case.objects.filter(pk__in=self.acute_cases).exclude(risk=Risk.ACUTE)
        not_acute.update(danger_to_judge=True)  # what is in Uitweg stays, until somebody judges it
        CaseGrant.objects.bulk_create(self.grants)
        Sheet.objects.bulk_create(self.sheets)
        Entry.objects.bulk_create(self.entries)
        Action.objects.bulk_create(self.actions)
        ImportedRow.objects.bulk_create(self.imported)
        token_rows = bulk.search_token_rows(self.tokens)
        SearchToken.objects.bulk_create(token_rows, ignore_conflicts=True)


@dataclass(frozen=True)
class ImportContext:
    """The import, and who does it when: the same for every row."""

    done: Import
    by: Actor

    def form_keys(self, row: CheckedRow) -> Callable[[str], bytes]:
        """Return a function from a name in `ROW_PARTS` to the form key of what the row makes."""
        return lambda part: form_key_of_row(bytes(self.done.token), row.number, part)


def prepare_new_cases(
    prepared: PreparedImport, rows: Sequence[CheckedRow], context: ImportContext, team: TeamKey
) -> None:
    """Prepare a new case for each of these rows."""
    ids = reserve_ids(Case, len(rows))
    prepared.cases = [_case(row, pk, context) for pk, row in zip(ids, rows, strict=True)]
    keys, prepared.grants = bulk.prepare_cases(prepared.cases, team=team, by=context.by)
    for row, key in zip(rows, keys, strict=True):
        _prepare_case(prepared, row, key, context)
    drawn = search_index.draw_tokens(
        [_identifiers(row, row.values.person) for row in rows], context.by.keyring
    )
    prepared.tokens |= dict(zip(ids, drawn, strict=True))


def prepare_additions(
    prepared: PreparedImport,
    rows: Sequence[CheckedRow],
    existing: Mapping[int, Case],
    context: ImportContext,
) -> None:
    """Prepare the additions to existing cases: known fields stay, empty ones are filled."""
    keyring = context.by.keyring
    prepared.people |= bulk.decrypt_persons(existing.values(), keyring)
    prepared.versions = {pk: prepared.people[pk][0] for pk in existing if pk in prepared.people}
    keys = {pk: case_keys.open_case_key(case, keyring) for pk, case in existing.items()}
    prepared.existing_keys = list(keys.values())
    found_by: dict[int, set[Identifier]] = {pk: set() for pk in existing}
    for row in rows:
        key = keys[row.match_id or 0]
        found_by[key.case_id] |= _prepare_addition(prepared, row, key, context, is_new=False)
    _draw_more_tokens(prepared, found_by, bulk.search_tokens_of(found_by), context)


def prepare_merges(
    prepared: PreparedImport, rows: Sequence[CheckedRow], context: ImportContext
) -> None:
    """Prepare what these rows add to the cases of the earlier rows that they are merged with."""
    opened, found_by = {case.pk for case in prepared.cases}, dict[int, set[Identifier]]()
    for row in rows:
        key = prepared.case_of_row[row.same_number]
        is_new = key.case_id in opened
        found = _prepare_addition(prepared, row, key, context, is_new=is_new)
        found_by[key.case_id] = found_by.get(key.case_id, set()) | found
    present = bulk.search_tokens_of(found_by)
    for pk in found_by:
        present[pk] |= prepared.tokens.get(pk, set())
    _draw_more_tokens(prepared, found_by, present, context)


def _prepare_addition(
    prepared: PreparedImport,
    row: CheckedRow,
    key: CaseKey,
    context: ImportContext,
    *,
    is_new: bool,
) -> set[Identifier]:
    """Prepare what a row adds to a case that has a person; return by what it is found."""
    version, known = prepared.people.get(key.case_id, (0, {}))
    fields, conflicting = _fill_gaps(known, row.values.person)
    if fields != known:
        version += 1
        form_key = context.form_keys(row)("person")
        prepared.sheets.append(
            bulk.prepare_sheet(
                key, SheetKind.PERSON, fields, version=version, by=context.by, form_key=form_key
            )
        )
        prepared.people[key.case_id] = (version, fields)  # a later row may be about them too
    _prepare_notes_and_action(prepared, row, key, conflicting, context, is_new=is_new)
    return _identifiers(row, fields)


def _draw_more_tokens(
    prepared: PreparedImport,
    found_by: Mapping[int, set[Identifier]],
    present: Mapping[int, set[bytes]],
    context: ImportContext,
) -> None:
    """Draw the search tokens of these cases besides those they have."""
    existing = [present[pk] for pk in found_by]
    drawn = search_index.draw_tokens(list(found_by.values()), context.by.keyring, existing=existing)
    for pk, tokens_of_case in zip(found_by, drawn, strict=True):
        prepared.tokens[pk] = prepared.tokens.get(pk, set()) | tokens_of_case


def _case(row: CheckedRow, number: int, context: ImportContext) -> Case:
    now, opened_on = context.by.now, row.values.opened_on
    return Case(
        pk=number,
        coordinator=row.owner or context.by.member,
        opened_at=min(_noon(opened_on), now) if opened_on else now,
        state=row.values.state,
        risk=row.values.risk,
        risk_since=None if row.values.risk is Risk.UNKNOWN else now,
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _identifiers(row: CheckedRow, person: Mapping[str, str]) -> set[Identifier]:
    """Return by what search finds the case: this person, and the action of the row."""
    titles = [row.values.action] if row.values.action else []
    return identifiers_of_person(person) | identifiers.identifiers_of_titles(titles)


def _prepare_case(
    prepared: PreparedImport, row: CheckedRow, key: CaseKey, context: ImportContext
) -> None:
    """Prepare the sheets, notes and action of a new case."""
    form_keys, person, risk = context.form_keys(row), row.values.person, row.values.risk
    fields = {name: text for name, text in person.items() if name in SHEET_FIELDS[SheetKind.PERSON]}
    prepared.people[key.case_id] = (1 if fields else 0, fields)
    sheets = []
    if fields:
        sheets.append((SheetKind.PERSON, fields, form_keys("person")))
    if risk is not Risk.UNKNOWN:
        judgement = {"risk": risk.value, "conclusion": "Overgenomen uit de lijst."}
        sheets.append((SheetKind.JUDGEMENT, judgement, form_keys("risk")))
    prepared.sheets += [
        bulk.prepare_sheet(key, kind, content, version=1, by=context.by, form_key=form_key)
        for kind, content, form_key in sheets
    ]
    without_field = {name: text for name, text in person.items() if name not in fields}
    _prepare_notes_and_action(prepared, row, key, without_field, context, is_new=True)


def _prepare_notes_and_action(
    prepared: PreparedImport,
    row: CheckedRow,
    key: CaseKey,
    extra_fields: Mapping[str, str],
    context: ImportContext,
    *,
    is_new: bool,
) -> None:
    """Prepare the notes, the action, and the record of which row they came from.

    `extra_fields` are those that did not go onto the person sheet. They become a separate note,
    because a grant can open contact details and the situation apart.
    """
    by, form_keys, action = context.by, context.form_keys(row), row.values.action
    prepared.case_of_row[row.number] = key
    if not is_new and row.values.risk is Risk.ACUTE:
        prepared.acute_cases.add(key.case_id)
    text = _note_text(row, by.today)
    note = bulk.prepare_note(
        key, text, by=by, form_key=form_keys("note"), group=DataGroup.SITUATION
    )
    note.written_at = _last_contact(row, by)
    prepared.entries.append(note)
    if extra_fields:
        lines = (f"{ImportField(name).words}: {text}" for name, text in extra_fields.items())
        text = "\n".join(("In de lijst staat ook:", *lines))
        beside = bulk.prepare_note(
            key, text, by=by, form_key=form_keys("beside"), group=DataGroup.CONTACT
        )
        beside.written_at = note.written_at
        prepared.entries.append(beside)
    if action:
        owner = (row.owner or by.member) if is_new else by.member
        to_do = bulk.prepare_action(key, action, owner=owner, by=by, form_key=form_keys("action"))
        to_do.due_on = row.values.due_on
        prepared.actions.append(to_do)
    prepared.imported.append(
        ImportedRow(imported=context.done, case_id=key.case_id, row=row.number, is_new=is_new)
    )


def _last_contact(row: CheckedRow, by: Actor) -> datetime:
    """Return the moment on the timeline of what a row says: of the last contact, if it names one.

    The text says when it was read in.
    """
    return min(_noon(row.values.last_contact), by.now) if row.values.last_contact else by.now


def _note_text(row: CheckedRow, today: date) -> str:
    """Return what a row says that has no field of its own; of one that is added also its risk."""
    lines = [f"Ingelezen uit een lijst, regel {row.number}, op {in_dutch(today)}."]
    if row.values.last_contact:
        lines.append(f"{ImportField.LAST_CONTACT.words}: {in_dutch(row.values.last_contact)}")
    if row.outcome is not RowOutcome.NEW and row.values.risk is not Risk.UNKNOWN:
        lines.append(f"{ImportField.RISK.words}: {row.values.risk.words}")
    if row.values.old_number:
        lines.append(f"{ImportField.OLD_NUMBER.words}: {row.values.old_number}")
    lines += [f"{heading}: {text}" for heading, text in row.values.notes]
    return "\n".join(lines)


def _fill_gaps(
    known: Mapping[str, str], imported: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the known fields with empty ones filled, and the imported ones that found no room."""
    fields, conflicting = dict(known), {}
    for field_name in (column.value for column in PERSON_FIELDS):
        text, known_text = imported.get(field_name, ""), known.get(field_name, "")
        if not text or text == known_text:
            continue
        if known_text or field_name not in SHEET_FIELDS[SheetKind.PERSON]:
            conflicting[field_name] = text
        else:
            fields[field_name] = text
    return fields, conflicting


def form_key_of_row(token: bytes, row: int, part: str) -> bytes:
    """Return the form key of one part (in `ROW_PARTS`) that one row of one import makes.

    The same row always gives the same key, so that an undo finds what the import made.
    """
    return tokens.digest("imported-row", token + row.to_bytes(4) + part.encode())[:16]
