"""Bringing a list in: all of it or nothing, in one transaction; and taking it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from uitweg.access import trail
from uitweg.access.gate import NotPossible, require
from uitweg.access.keyring import Keyring
from uitweg.access.models import Member
from uitweg.access.rules import Permission
from uitweg.cases import clues, indexing, many, sealed
from uitweg.cases.actions import current_team_key
from uitweg.cases.clues import Clue
from uitweg.cases.models import Action, Case, Entry, Sheet
from uitweg.cases.rules import SHEET_FIELDS, Risk, SheetKind
from uitweg.cases.sealed import CaseKey
from uitweg.cases.sight import DataGroup
from uitweg.lists.checking import Checked, checked, may_be_added_to
from uitweg.lists.models import Import, Imported, Upload
from uitweg.lists.rules import INTO_WORDS, OF_THE_PERSON, Becomes, Into
from uitweg.lists.waiting import Waiting
from uitweg.sealing import tokens


@dataclass
class Made:
    """The rows that one import stores, a table at a time."""

    sheets: list[Sheet] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    imported: list[Imported] = field(default_factory=list)

    def store(self) -> None:
        for rows in (self.sheets, self.entries, self.actions, self.imported):
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=many.A_TURN)  # type: ignore[arg-type]


def bring_in(*, waiting: Waiting, by: Member, keyring: Keyring, now: datetime) -> Import:
    """Store what the dry run showed: all of it, or nothing. The list that waited is gone then.

    Raises NotPossible when it was brought in already, when there is nothing to bring in, or
    when a case that rows are added to was closed or taken away since.
    """
    require(by, Permission.CASE_IMPORT)
    rows = checked(waiting, by=by, today=timezone.localdate(now))
    new = [row for row in rows if row.becomes is Becomes.NEW]
    added = [row for row in rows if row.becomes is Becomes.ADDED]
    if not (new or added):
        raise NotPossible("list-nothing")
    team, there = current_team_key(keyring), _there(added, by)
    tokens_of_new = indexing.tokens_of_many([_clues(row) for row in new], keyring)
    with transaction.atomic():
        if not Upload.objects.filter(pk=waiting.upload.pk).delete()[0]:
            raise NotPossible("list-gone")
        done = Import.objects.create(
            token=bytes(waiting.upload.token),
            member=by,
            done_at=now,
            opened=len(new),
            added=len(added),
            left_out=len(rows) - len(new) - len(added),
        )
        made, cases = Made(), [_case(row, by, now, bytes(team.key_id)) for row in new]
        keys = many.found_many(cases, team=team, by=by, now=now)
        for row, key in zip(new, keys, strict=True):
            _first(made, row, key, done, by=by, now=now)
        merged = _add(made, added, there, done, by=by, keyring=keyring, now=now)
        made.store()
        many.lead_to(keys, tokens_of_new)
        for case, key, person in merged:
            many.lead_anew(case, key, person, keyring)
        _write_down(done, cases, [there[row.match or 0] for row in added], by)
    return done


def _there(added: Sequence[Checked], by: Member) -> dict[int, Case]:
    """Return the cases that rows are added to; each must be open, and `by` may write in it."""
    there = Case.objects.in_bulk({row.match for row in added if row.match})
    mine = may_be_added_to(by) if there else set()
    for row in added:
        if row.match not in mine:
            raise NotPossible("list-case-moved")
    return there


def _case(row: Checked, by: Member, now: datetime, key_id: bytes) -> Case:
    opened = _noon(row.said.opened) if row.said.opened else now
    return Case(
        coordinator=row.owner or by,
        opened_at=min(opened, now),
        state=row.said.state,
        risk=row.said.risk,
        sealed_key=b"",
        key_id=key_id,
    )


def _clues(row: Checked) -> set[Clue]:
    titles = [row.said.action] if row.said.action else []
    return clues.of_person(row.said.person) | clues.of_titles(titles)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _first(
    made: Made, row: Checked, key: CaseKey, done: Import, *, by: Member, now: datetime
) -> None:
    """Make all rows of a new case."""
    names = _names(done, row)
    person = SheetKind.PERSON
    fields = {name: text for name, text in row.said.person.items() if name in SHEET_FIELDS[person]}
    if fields:
        made.sheets.append(
            many.sheet(key, person, fields, version=1, by=by, now=now, form_key=names("person"))
        )
    if row.said.risk is not Risk.UNKNOWN:
        judged = {"risk": row.said.risk.value, "conclusion": "Overgenomen uit de lijst."}
        kind = SheetKind.JUDGEMENT
        made.sheets.append(
            many.sheet(key, kind, judged, version=1, by=by, now=now, form_key=names("risk"))
        )
    beside = {n: t for n, t in row.said.person.items() if n not in fields}
    _rest(made, row, key, done, beside, by=by, now=now, is_new=True)


def _rest(
    made: Made,
    row: Checked,
    key: CaseKey,
    done: Import,
    beside: dict[str, str],
    *,
    by: Member,
    now: datetime,
    is_new: bool,
) -> None:
    """Make the note, the action, and the line that says which row it was."""
    names, said = _names(done, row), row.said
    note = [f"Ingelezen uit een lijst, regel {row.number}."]
    if said.old_number:
        note.append(f"{INTO_WORDS[Into.OLD_NUMBER]}: {said.old_number}")
    note += [f"{heading}: {text}" for heading, text in said.notes]
    situation = DataGroup.SITUATION
    made.entries.append(
        many.entry(key, "\n".join(note), by=by, now=now, form_key=names("note"), group=situation)
    )
    if beside:
        other = "\n".join(f"{INTO_WORDS[Into(n)]}: {text}" for n, text in beside.items())
        text, contact = f"In de lijst staat ook:\n{other}", DataGroup.CONTACT
        made.entries.append(
            many.entry(key, text, by=by, now=now, form_key=names("beside"), group=contact)
        )
    if said.action:
        owner = (row.owner or by) if is_new else by
        to_do = many.action(key, said.action, owner=owner, by=by, now=now, form_key=names("action"))
        to_do.due_on = said.due
        made.actions.append(to_do)
    made.imported.append(
        Imported(imported=done, case_id=key.case_id, row=row.number, is_new=is_new)
    )


def _add(
    made: Made,
    added: Sequence[Checked],
    there: dict[int, Case],
    done: Import,
    *,
    by: Member,
    keyring: Keyring,
    now: datetime,
) -> list[tuple[Case, CaseKey, dict[str, str]]]:
    """Make the rows for cases that were there: what is known stays, what is new fills the gaps.

    Returns each of them with its key and who it is about now.
    """
    people = many.people_of(there.values(), keyring)
    keys = {pk: sealed.opened(case, keyring) for pk, case in there.items()}
    for key in keys.values():
        sealed.hold(key)
    for row in added:
        case = there[row.match or 0]
        key = keys[case.pk]
        version, known = people.get(case.pk, (0, {}))
        fields, beside = _filled(known, row.said.person)
        if fields != known:
            made.sheets.append(
                many.sheet(
                    key,
                    SheetKind.PERSON,
                    fields,
                    version=version + 1,
                    by=by,
                    now=now,
                    form_key=_names(done, row)("person"),
                )
            )
            people[case.pk] = (version + 1, fields)  # two rows may be of one person
        _rest(made, row, key, done, beside, by=by, now=now, is_new=False)
    return [(case, keys[pk], people.get(pk, (0, {}))[1]) for pk, case in there.items()]


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


def _write_down(done: Import, new: Sequence[Case], added: Sequence[Case], by: Member) -> None:
    why = f"import:{done.pk}"
    trail.record_all(by, "case:open", [trail.name_of(case) for case in new], reason=why)
    named = dict.fromkeys(trail.name_of(case) for case in added)
    trail.record_all(by, "case:write", named, reason=why)
    last = trail.record(by, "list:import", done)
    Import.objects.filter(pk=done.pk).update(trail_until=last.pk)
