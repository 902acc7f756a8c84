"""What becomes of each row: every row that is stored for it, sealed, before anything is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from uitweg.casework.cases.actions import bulk, case_keys, search_index
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.models import Action, Case, CaseGrant, Entry, SearchToken, Sheet
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SheetKind
from uitweg.casework.spreadsheets.actions.dry_run import CheckedRow
from uitweg.casework.spreadsheets.models import Import, ImportedRow
from uitweg.casework.spreadsheets.rules.columns import PERSON_FIELDS, ImportField
from uitweg.channel.models import TeamKey
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.identifiers import Identifier
from uitweg.platform.sealing import tokens
from uitweg.platform.store.reserved_ids import reserve_ids


@dataclass
class PreparedImport:
    """The sealed rows of one import, by table, to be stored.

    `tokens`: by case id, its search tokens. `existing_keys`: the keys of the existing cases that
    rows are added to. `versions`: by existing case, the newest version of the sheet about the
    person when the next was sealed.
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

    def store(self) -> None:
        """Insert all of it, inside the caller's transaction."""
        Case.objects.bulk_create(self.cases)
        CaseGrant.objects.bulk_create(self.grants)
        Sheet.objects.bulk_create(self.sheets)
        Entry.objects.bulk_create(self.entries)
        Action.objects.bulk_create(self.actions)
        ImportedRow.objects.bulk_create(self.imported)
        tokens = bulk.search_token_rows(self.tokens)
        SearchToken.objects.bulk_create(tokens, ignore_conflicts=True)


@dataclass(frozen=True)
class ImportContext:
    """Who brings in which list, and when: the same for every row."""

    done: Import
    by: Member
    keyring: Keyring
    now: datetime


def prepare_new_cases(
    made: PreparedImport, rows: Sequence[CheckedRow], scribe: ImportContext, team: TeamKey
) -> None:
    """Make all rows of new cases."""
    numbers = reserve_ids(Case, len(rows))
    made.cases = [_case(row, pk, scribe) for pk, row in zip(numbers, rows, strict=True)]
    keys, made.grants = bulk.prepare_cases(made.cases, team=team, by=Actor(scribe.by, scribe.now))
    for row, key in zip(rows, keys, strict=True):
        _prepare_case(made, row, key, scribe)
    drawn = search_index.draw_tokens([_clues(row) for row in rows], scribe.keyring)
    made.tokens |= dict(zip(numbers, drawn, strict=True))


def prepare_additions(
    made: PreparedImport,
    rows: Sequence[CheckedRow],
    there: Mapping[int, Case],
    scribe: ImportContext,
) -> None:
    """Make the rows for cases that were there: what is known stays, what is new fills the gaps."""
    people = bulk.decrypt_persons(there.values(), scribe.keyring)
    made.versions = {pk: version for pk, (version, _) in people.items()}
    keys = {pk: case_keys.open_case_key(case, scribe.keyring) for pk, case in there.items()}
    made.existing_keys = list(keys.values())
    leads: dict[int, set[Identifier]] = {pk: set() for pk in there}
    for row in rows:
        key = keys[row.match or 0]
        version, known = people.get(key.case_id, (0, {}))
        fields, beside = _fill_gaps(known, row.values.person)
        if fields != known:
            version += 1
            name = _form_key_maker(scribe.done, row)("person")
            made.sheets.append(_sheet(key, SheetKind.PERSON, fields, version, name, scribe))
            people[key.case_id] = (version, fields)  # two rows may be of one person
        leads[key.case_id] |= identifiers.identifiers_of_person(
            fields
        ) | identifiers.identifiers_of_titles(_titles(row))
        _prepare_notes_and_action(made, row, key, beside, scribe, is_new=False)
    has = bulk.search_tokens_of(leads)
    drawn = search_index.draw_tokens(
        list(leads.values()), scribe.keyring, existing=[has[pk] for pk in leads]
    )
    made.tokens |= dict(zip(leads, drawn, strict=True))


def _case(row: CheckedRow, number: int, scribe: ImportContext) -> Case:
    opened = _noon(row.values.opened) if row.values.opened else scribe.now
    return Case(
        pk=number,
        coordinator=row.owner or scribe.by,
        opened_at=min(opened, scribe.now),
        state=row.values.state,
        risk=row.values.risk,
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _titles(row: CheckedRow) -> list[str]:
    return [row.values.action] if row.values.action else []


def _clues(row: CheckedRow) -> set[Identifier]:
    return identifiers.identifiers_of_person(row.values.person) | identifiers.identifiers_of_titles(
        _titles(row)
    )


def _prepare_case(
    made: PreparedImport, row: CheckedRow, key: CaseKey, scribe: ImportContext
) -> None:
    """Make all rows of a new case."""
    names, person = _form_key_maker(scribe.done, row), SheetKind.PERSON
    fields = {
        name: text for name, text in row.values.person.items() if name in SHEET_FIELDS[person]
    }
    if fields:
        made.sheets.append(_sheet(key, person, fields, 1, names("person"), scribe))
    if row.values.risk is not Risk.UNKNOWN:
        judged = {"risk": row.values.risk.value, "conclusion": "Overgenomen uit de lijst."}
        made.sheets.append(_sheet(key, SheetKind.JUDGEMENT, judged, 1, names("risk"), scribe))
    beside = {n: t for n, t in row.values.person.items() if n not in fields}
    _prepare_notes_and_action(made, row, key, beside, scribe, is_new=True)


def _sheet(
    key: CaseKey,
    kind: SheetKind,
    fields: Mapping[str, str],
    version: int,
    name: bytes,
    scribe: ImportContext,
) -> Sheet:
    by, now = scribe.by, scribe.now
    return bulk.prepare_sheet(key, kind, fields, version=version, by=Actor(by, now), form_key=name)


def _prepare_notes_and_action(
    made: PreparedImport,
    row: CheckedRow,
    key: CaseKey,
    beside: Mapping[str, str],
    scribe: ImportContext,
    *,
    is_new: bool,
) -> None:
    """Make the note, the action, and the line that says which row it was."""
    names, values = _form_key_maker(scribe.done, row), row.values
    by, now = scribe.by, scribe.now
    note = [f"Ingelezen uit een lijst, regel {row.number}."]
    if values.old_number:
        note.append(f"{ImportField.OLD_NUMBER.words}: {values.old_number}")
    note += [f"{heading}: {text}" for heading, text in values.notes]
    situation, contact = DataGroup.SITUATION, DataGroup.CONTACT
    made.entries.append(
        bulk.prepare_note(
            key, "\n".join(note), by=Actor(by, now), form_key=names("note"), group=situation
        )
    )
    if beside:
        other = "\n".join(f"{ImportField(n).words}: {text}" for n, text in beside.items())
        text, name = f"In de lijst staat ook:\n{other}", names("beside")
        made.entries.append(
            bulk.prepare_note(key, text, by=Actor(by, now), form_key=name, group=contact)
        )
    if values.action:
        owner = (row.owner or by) if is_new else by
        to_do = bulk.prepare_action(
            key, values.action, owner=owner, by=Actor(by, now), form_key=names("action")
        )
        to_do.due_on = values.due
        made.actions.append(to_do)
    made.imported.append(
        ImportedRow(imported=scribe.done, case_id=key.case_id, row=row.number, is_new=is_new)
    )


def _fill_gaps(
    known: dict[str, str], listed: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Fill what was empty; return also what the list says otherwise, for a note."""
    fields, beside = dict(known), {}
    for into in PERSON_FIELDS:
        text, was = listed.get(into.value, ""), known.get(into.value, "")
        if not text or text == was:
            continue
        if was or into.value not in SHEET_FIELDS[SheetKind.PERSON]:
            beside[into.value] = text
        else:
            fields[into.value] = text
    return fields, beside


def _form_key_maker(done: Import, row: CheckedRow) -> Callable[[str], bytes]:
    """Name the rows that come of one row of one list: made again, they have the same names."""
    return lambda what: form_key_of_row(bytes(done.token), row.number, what)


def form_key_of_row(token: bytes, row: int, what: str) -> bytes:
    return tokens.digest("imported-row", token + row.to_bytes(4) + what.encode())[:16]
