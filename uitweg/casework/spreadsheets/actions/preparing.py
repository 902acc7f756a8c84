"""What becomes of each row: every row that is stored for it, sealed, before anything is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from uitweg.casework.cases.actions import bulk, case_keys, search_index
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.models import Action, Case, CaseGrant, Entry, Sheet
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SheetKind
from uitweg.casework.cases.rules.visibility import DataGroup
from uitweg.casework.spreadsheets.actions.dry_run import Checked
from uitweg.casework.spreadsheets.models import Import, Imported
from uitweg.casework.spreadsheets.rules import INTO_WORDS, OF_THE_PERSON, Into
from uitweg.channel.models import TeamKey
from uitweg.platform import identifiers
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.identifiers import Clue
from uitweg.platform.sealing import tokens
from uitweg.platform.store.bulk import Ready, ready, reserved


@dataclass
class Made:
    """The rows of one import, a table at a time; `held` are the keys of cases that were there.

    `versions` says by case which sheet of the person was the newest when we sealed the next.
    """

    cases: list[Case] = field(default_factory=list)
    grants: list[CaseGrant] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    imported: list[Imported] = field(default_factory=list)
    words: dict[int, set[bytes]] = field(default_factory=dict)
    held: list[CaseKey] = field(default_factory=list)
    versions: dict[int, int] = field(default_factory=dict)

    def ready(self) -> list[Ready]:
        """Return all of it as it is inserted."""
        tables: tuple[Sequence[Case | CaseGrant | Sheet | Entry | Action | Imported], ...] = (
            self.cases,
            self.grants,
            self.sheets,
            self.entries,
            self.actions,
            self.imported,
        )
        return [*(ready(rows) for rows in tables), bulk.lead_to(self.words)]


@dataclass(frozen=True)
class Scribe:
    """Who brings in which list, and when: the same for every row."""

    done: Import
    by: Member
    keyring: Keyring
    now: datetime


def open_cases(made: Made, rows: Sequence[Checked], scribe: Scribe, team: TeamKey) -> None:
    """Make all rows of new cases."""
    numbers = reserved(Case, len(rows))
    made.cases = [_case(row, pk, scribe) for pk, row in zip(numbers, rows, strict=True)]
    keys, made.grants = bulk.found_many(made.cases, team=team, by=Actor(scribe.by, scribe.now))
    for row, key in zip(rows, keys, strict=True):
        _first(made, row, key, scribe)
    drawn = search_index.tokens_of_many([_clues(row) for row in rows], scribe.keyring)
    made.words |= dict(zip(numbers, drawn, strict=True))


def add_to_cases(
    made: Made, rows: Sequence[Checked], there: Mapping[int, Case], scribe: Scribe
) -> None:
    """Make the rows for cases that were there: what is known stays, what is new fills the gaps."""
    people = bulk.people_of(there.values(), scribe.keyring)
    made.versions = {pk: version for pk, (version, _) in people.items()}
    keys = {pk: case_keys.opened(case, scribe.keyring) for pk, case in there.items()}
    made.held = list(keys.values())
    leads: dict[int, set[Clue]] = {pk: set() for pk in there}
    for row in rows:
        key = keys[row.match or 0]
        version, known = people.get(key.case_id, (0, {}))
        fields, beside = _filled(known, row.said.person)
        if fields != known:
            version += 1
            name = _names(scribe.done, row)("person")
            made.sheets.append(_sheet(key, SheetKind.PERSON, fields, version, name, scribe))
            people[key.case_id] = (version, fields)  # two rows may be of one person
        leads[key.case_id] |= identifiers.of_person(fields) | identifiers.of_titles(_titles(row))
        _rest(made, row, key, beside, scribe, is_new=False)
    has = bulk.words_of(leads)
    drawn = search_index.tokens_of_many(
        list(leads.values()), scribe.keyring, there=[has[pk] for pk in leads]
    )
    made.words |= dict(zip(leads, drawn, strict=True))


def _case(row: Checked, number: int, scribe: Scribe) -> Case:
    opened = _noon(row.said.opened) if row.said.opened else scribe.now
    return Case(
        pk=number,
        coordinator=row.owner or scribe.by,
        opened_at=min(opened, scribe.now),
        state=row.said.state,
        risk=row.said.risk,
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _titles(row: Checked) -> list[str]:
    return [row.said.action] if row.said.action else []


def _clues(row: Checked) -> set[Clue]:
    return identifiers.of_person(row.said.person) | identifiers.of_titles(_titles(row))


def _first(made: Made, row: Checked, key: CaseKey, scribe: Scribe) -> None:
    """Make all rows of a new case."""
    names, person = _names(scribe.done, row), SheetKind.PERSON
    fields = {name: text for name, text in row.said.person.items() if name in SHEET_FIELDS[person]}
    if fields:
        made.sheets.append(_sheet(key, person, fields, 1, names("person"), scribe))
    if row.said.risk is not Risk.UNKNOWN:
        judged = {"risk": row.said.risk.value, "conclusion": "Overgenomen uit de lijst."}
        made.sheets.append(_sheet(key, SheetKind.JUDGEMENT, judged, 1, names("risk"), scribe))
    beside = {n: t for n, t in row.said.person.items() if n not in fields}
    _rest(made, row, key, beside, scribe, is_new=True)


def _sheet(
    key: CaseKey,
    kind: SheetKind,
    fields: Mapping[str, str],
    version: int,
    name: bytes,
    scribe: Scribe,
) -> Sheet:
    by, now = scribe.by, scribe.now
    return bulk.sheet(key, kind, fields, version=version, by=Actor(by, now), form_key=name)


def _rest(
    made: Made,
    row: Checked,
    key: CaseKey,
    beside: Mapping[str, str],
    scribe: Scribe,
    *,
    is_new: bool,
) -> None:
    """Make the note, the action, and the line that says which row it was."""
    names, said = _names(scribe.done, row), row.said
    by, now = scribe.by, scribe.now
    note = [f"Ingelezen uit een lijst, regel {row.number}."]
    if said.old_number:
        note.append(f"{INTO_WORDS[Into.OLD_NUMBER]}: {said.old_number}")
    note += [f"{heading}: {text}" for heading, text in said.notes]
    situation, contact = DataGroup.SITUATION, DataGroup.CONTACT
    made.entries.append(
        bulk.entry(key, "\n".join(note), by=Actor(by, now), form_key=names("note"), group=situation)
    )
    if beside:
        other = "\n".join(f"{INTO_WORDS[Into(n)]}: {text}" for n, text in beside.items())
        text, name = f"In de lijst staat ook:\n{other}", names("beside")
        made.entries.append(bulk.entry(key, text, by=Actor(by, now), form_key=name, group=contact))
    if said.action:
        owner = (row.owner or by) if is_new else by
        to_do = bulk.action(
            key, said.action, owner=owner, by=Actor(by, now), form_key=names("action")
        )
        to_do.due_on = said.due
        made.actions.append(to_do)
    made.imported.append(
        Imported(imported=scribe.done, case_id=key.case_id, row=row.number, is_new=is_new)
    )


def _filled(
    known: dict[str, str], said: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Fill what was empty; return also what the list says otherwise, for a note."""
    fields, beside = dict(known), {}
    for into in OF_THE_PERSON:
        text, was = said.get(into.value, ""), known.get(into.value, "")
        if not text or text == was:
            continue
        if was or into.value not in SHEET_FIELDS[SheetKind.PERSON]:
            beside[into.value] = text
        else:
            fields[into.value] = text
    return fields, beside


def _names(done: Import, row: Checked) -> Callable[[str], bytes]:
    """Name the rows that come of one row of one list: made again, they have the same names."""
    return lambda what: name_of_row(bytes(done.token), row.number, what)


def name_of_row(token: bytes, row: int, what: str) -> bytes:
    return tokens.digest("imported-row", token + row.to_bytes(4) + what.encode())[:16]
