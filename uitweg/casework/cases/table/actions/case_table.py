"""The list of cases with its columns, each as far as the reader's grants show its data group."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import F, Max, Min
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SYSTEM_KINDS, EntryKind, Risk, SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import (
    ASPECT_GROUPS,
    Audience,
    CaseAspect,
    Visibility,
    sees_action,
    sees_aspect,
    sees_entry,
)
from uitweg.casework.cases.case.rules.workflow import CaseState, LegalGround
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.casework.cases.table.actions import case_list
from uitweg.casework.cases.table.actions.case_list import CaseListItem
from uitweg.casework.cases.table.models import ChosenColumns
from uitweg.casework.cases.table.rules import (
    CaseColumn,
    CaseFacts,
    age_in_words,
    beginning_of,
    chosen_columns,
)
from uitweg.casework.cases.timeline.actions.entries import decrypt_entry
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member


@dataclass(frozen=True)
class CaseRow:
    """One case in the list; `groups` has by column the data groups that its facts show.

    `is_alike`: it has no name yet, or shares one with `others`, so that the page also says when it
    was opened and its `beginning`: the first words that the reader may see. `action` is the next
    one, if the reader may end it or move it.
    """

    item: CaseListItem
    facts: CaseFacts
    groups: dict[CaseColumn, frozenset[DataGroup]]
    is_alike: bool = False
    others: int = 0
    beginning: str = ""
    is_late: bool = False
    action: int | None = None

    def groups_in(self, columns: Iterable[CaseColumn]) -> frozenset[DataGroup]:
        """Return the data groups that these columns show."""
        return frozenset[DataGroup]().union(*(self.groups.get(each, ()) for each in columns))


@dataclass
class _Entries:
    """Of one case the entries this reader may see: the first one, and the newest's moment."""

    first: int | None = None
    newest: tuple[datetime, DataGroup] | None = field(default=None)


def columns_of(member: Member) -> tuple[CaseColumn, ...]:
    """Return the columns that this member chose."""
    chosen = ChosenColumns.objects.filter(member=member).first()
    return chosen_columns(chosen.columns if chosen else ())


def tabulate_cases(*, cases: Sequence[Case], by: Actor) -> list[CaseRow]:
    """Return these cases with what `by` may see in each column; the number of queries is fixed."""
    visibilities = case_list.visibilities_of(cases, by)
    keys = {case.pk: case_keys.open_case_key_or_none(case, by.keyring) for case in cases}
    persons = case_list.decrypt_person_sheets(cases, visibilities, by.keyring, keys)
    items = case_list.list_items(cases, visibilities, persons, by)
    entries = _visible_entries(cases, visibilities)
    actions = _next_actions(cases, visibilities)
    rows = []
    for item in items:
        pk, key = item.case.pk, keys[item.case.pk]
        fields = persons[pk].fields if pk in persons else {}
        row = _case_row(item, fields, visibilities[pk], entries[pk], by.today)
        if action := actions.get(pk):
            row = _with_action(row, action, key, by.today)
            row = replace(row, action=action.pk if visibilities[pk].may_work else None)
        rows.append(row)
    return _tell_apart(rows, entries, keys)


def _case_row(
    item: CaseListItem,
    fields: dict[str, str],
    visibility: Visibility,
    entries: _Entries,
    today: date,
) -> CaseRow:
    sees_risk = item.case.is_open and sees_aspect(visibility, CaseAspect.RISK)
    age = age_in_words(born=fields.get("born", ""), age=fields.get("age", ""), today=today)
    facts = CaseFacts(
        name=item.name,
        age=age,
        place=fields.get("school") or fields.get("lives", ""),
        risk=Risk(item.case.risk) if sees_risk else None,
        last_contact=timezone.localdate(entries.newest[0]) if entries.newest else None,
        owner=item.case.coordinator.name,
        state=CaseState(item.case.state),
        ground=LegalGround(item.case.ground)
        if sees_aspect(visibility, CaseAspect.GROUND)
        else None,
        review_on=item.case.review_on,
        opened_on=timezone.localdate(item.case.opened_at),
    )
    return CaseRow(item, facts, _groups(facts, fields, entries))


def _groups(
    facts: CaseFacts, fields: dict[str, str], entries: _Entries
) -> dict[CaseColumn, frozenset[DataGroup]]:
    sources = {
        CaseColumn.NAME: ("called", "name"),
        CaseColumn.AGE: ("born", "age"),
        CaseColumn.PLACE: ("school",) if fields.get("school") else ("lives",),
    }
    groups = {
        column: frozenset(
            SHEET_FIELDS[SheetKind.PERSON][name].group for name in names if fields.get(name)
        )
        for column, names in sources.items()
    }
    if facts.risk:
        groups[CaseColumn.RISK] = frozenset({DataGroup.SAFETY})
    if entries.newest:
        groups[CaseColumn.LAST_CONTACT] = frozenset({entries.newest[1]})
    if facts.ground:
        groups[CaseColumn.GROUND] = frozenset({ASPECT_GROUPS[CaseAspect.GROUND]})
    return groups


def _with_action(row: CaseRow, action: Action, key: CaseKey | None, today: date) -> CaseRow:
    text = (plan.decrypt_action(action, key).text if key else None) or ""
    facts = replace(row.facts, next_action=text, due_on=action.due_on)
    is_late = action.due_on is not None and action.due_on < today
    group = frozenset({DataGroup(action.group)})
    groups = row.groups | {CaseColumn.NEXT_ACTION: group, CaseColumn.DUE_ON: group}
    return replace(row, facts=facts, groups=groups, is_late=is_late)


def _visible_entries(
    cases: Sequence[Case], visibilities: dict[int, Visibility]
) -> dict[int, _Entries]:
    """Return by case id the first and newest entry that the reader may see, with one query."""
    found = {case.pk: _Entries() for case in cases}
    kinds = Entry.objects.filter(case__in=cases, replaces=None).exclude(kind__in=SYSTEM_KINDS)
    summed = (
        kinds.order_by()
        .values_list("case", "audience", "group", "written_by")
        .annotate(Min("pk"), Max("written_at"))
    )
    for case_pk, audience, group, written_by, first, newest in summed:
        data_group = DataGroup(group)
        if not sees_entry(
            visibilities[case_pk],
            audience=Audience(audience),
            group=data_group,
            written_by=written_by,
        ):
            continue
        entries = found[case_pk]
        entries.first = first if entries.first is None else min(first, entries.first)
        if entries.newest is None or newest > entries.newest[0]:
            entries.newest = (newest, data_group)
    return found


def _next_actions(cases: Sequence[Case], visibilities: dict[int, Visibility]) -> dict[int, Action]:
    """Return by case id the open action with the earliest day that the reader may see."""
    opened = Action.objects.open().filter(case__in=cases)
    by_day = opened.order_by(F("due_on").asc(nulls_last=True), "id")
    first = dict[int, int]()
    for pk, case_pk, group, owner in by_day.values_list("pk", "case", "group", "owner"):
        if case_pk not in first and sees_action(
            visibilities[case_pk], group=DataGroup(group), owner=owner
        ):
            first[case_pk] = pk
    return {row.case_id: row for row in Action.objects.filter(pk__in=first.values())}


def _tell_apart(
    rows: list[CaseRow], entries: dict[int, _Entries], keys: dict[int, CaseKey | None]
) -> list[CaseRow]:
    """Add what a case began with to the rows without a name and to those that share one."""
    names = Counter(row.facts.name.casefold() for row in rows)
    alike = {
        row.item.case.pk
        for row in rows
        if not row.facts.name or names[row.facts.name.casefold()] > 1
    }
    wanted = [entries[pk].first for pk in alike if keys[pk]]
    beginnings = dict[int, tuple[str, DataGroup]]()
    for entry in Entry.objects.filter(pk__in=[pk for pk in wanted if pk]):
        if key := keys[entry.case_id]:
            text = decrypt_entry(entry, key).text or EntryKind(entry.kind).words
            beginnings[entry.case_id] = (beginning_of(text), DataGroup(entry.group))
    told = [_told_apart(row, beginnings) if row.item.case.pk in alike else row for row in rows]
    return [
        replace(row, others=names[row.facts.name.casefold()] - 1) if row.facts.name else row
        for row in told
    ]


def _told_apart(row: CaseRow, beginnings: dict[int, tuple[str, DataGroup]]) -> CaseRow:
    """Add the words a case began with; they stand beside the name, so that column shows them."""
    text, group = beginnings.get(row.item.case.pk, ("", None))
    of_name = row.groups[CaseColumn.NAME] | ({group} if group else frozenset())
    groups = row.groups | {CaseColumn.NAME: of_name}
    return replace(row, is_alike=True, beginning=text, groups=groups)
