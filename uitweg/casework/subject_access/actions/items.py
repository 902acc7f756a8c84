"""Everything of one person in one case, as items that can each go along or stay."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.actions import disclosures, periods, plan, sheets
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import DecryptedEntry, decrypt_entry
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import DOMAIN_GROUPS, SHEET_GROUPS, DataGroup
from uitweg.casework.cases.rules.disclosures import DisclosureMethod
from uitweg.casework.cases.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.cases.rules.plan import ActionState, Domain, GoalState
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.sheets import (
    SHEET_FIELDS,
    SheetKind,
    YoungsterKnows,
    document_heading,
)
from uitweg.casework.cases.rules.third_parties import (
    ProposedOmission,
    reason_to_omit_entry,
    reason_to_omit_field,
    reason_to_omit_file,
)
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience, Visibility, sees_field
from uitweg.casework.subject_access.rules import PackageItem
from uitweg.platform.content import load

PLAN, PERIODS, TIMELINE = "Het plan", "Termijnen", "Wat er gebeurde"
DISCLOSED_TITLE = "Wat anderen van ons kregen"


def package_items(case: Case, key: CaseKey, visibility: Visibility) -> list[PackageItem]:
    """Return what this member sees of the case, in the order in which a person would read it."""
    found = [
        *_of_sheets(case, key, visibility),
        *_of_plan(case, key, visibility),
        *_of_periods(case, key, visibility),
        *_of_timeline(case, key, visibility),
        *_of_disclosures(case, key, visibility),
    ]
    return [one for one in found if one.text]


def day_in_full(moment: datetime) -> str:
    return FuzzyDate(timezone.localdate(moment), Precision.DAY).words


def _of_sheets(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    """The newest version whole; of older ones only what was different then."""
    for kind in SheetKind:
        newer: dict[str, str] = {}
        for one in sheets.decrypt_versions(case, kind, key):
            for name, question in [*SHEET_FIELDS[kind].items(), *_risk_question(kind)]:
                text = one.fields.get(name, "")
                if not text or text == newer.get(name) or not sees_field(visibility, kind, name):
                    continue
                before = f", tot {day_in_full(one.at)}" if newer and one.at else ""
                yield PackageItem(
                    id=f"blad-{kind}-{one.version}-{name}",
                    section=kind.words,
                    title=f"{document_heading(kind, name) or question}{before}",
                    text=_answer_text(name, text),
                    group=SHEET_GROUPS[kind][name],
                    out=reason_to_omit_field(kind, name),
                )
            newer = one.fields


def _risk_question(kind: SheetKind) -> list[tuple[str, str]]:
    return [("risk", "Hoe veilig het was")] if kind is SheetKind.JUDGEMENT else []


def _answer_text(name: str, text: str) -> str:
    if name == "risk":
        return Risk(text).words
    if name == "told":
        return YoungsterKnows.words_of(text) or text
    return text


def _of_plan(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    for goal in plan.decrypt_goals(case, key, visibility):
        domain = Domain(goal.row.domain)
        ended = GoalState(goal.row.state).words
        said = ", ".join(part for part in (f"Doel: {domain.words}", ended.lower()) if part)
        yield PackageItem(f"doel-{goal.row.pk}", PLAN, said, goal.text or "", DOMAIN_GROUPS[domain])
    for act in plan.decrypt_actions(case, key, visibility):
        ended = ActionState(act.row.state).words
        said = ", ".join(part for part in ("Actie", ended.lower()) if part)
        yield PackageItem(
            f"actie-{act.row.pk}", PLAN, said, act.text or "", DataGroup(act.row.group)
        )


def _of_periods(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    for one in periods.decrypt_periods(case, key, visibility):
        ended = f", {one.how.lower()}" if one.how else ""
        text = f"Vanaf {one.since}, {one.until}{ended}\n{one.note}".strip()
        group = DataGroup(one.row.group)
        yield PackageItem(f"termijn-{one.row.pk}", PERIODS, one.name, text, group)


def _of_timeline(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    replaced = set(case.entries.exclude(replaces=None).values_list("replaces", flat=True))
    rows = [
        decrypt_entry(row, key) for row in case.entries.seen_with(visibility).order_by("written_at")
    ]
    for one in sorted(rows, key=lambda one: (one.on, one.entry.written_at, one.entry.pk)):
        item = _of_entry(one, replaced=one.entry.pk in replaced)
        yield item
        yield from _of_files(one, item)


def _of_entry(one: DecryptedEntry, *, replaced: bool) -> PackageItem:
    """Who told it and who wrote it are other people: neither goes along."""
    entry, kind = one.entry, EntryKind(one.entry.kind)
    moment = one.details.when.words if one.details.when else day_in_full(entry.written_at)
    signal = _signals().get(one.details.signal, "") if one.details.signal else ""
    text = "\n".join(part for part in (signal, one.text) if part)
    return PackageItem(
        id=f"stuk-{entry.pk}",
        section=TIMELINE,
        title=f"{moment}: {kind.words.lower()}",
        text=text,
        group=DataGroup(entry.group),
        out=reason_to_omit_entry(kind, Audience(entry.audience), replaced=replaced),
    )


def _of_files(one: DecryptedEntry, item: PackageItem) -> Iterator[PackageItem]:
    """The files of an entry. One that was put in by itself may well be of the youngster's own.

    What a reporter sent with a message lies in the conversation and is no item at all.
    """
    by_itself = item.out is ProposedOmission.OTHERS and one.entry.kind == EntryKind.FILE
    whole = by_itself or item.out in (None, ProposedOmission.REPLACED)
    for number, file in enumerate(one.details.files, start=1):
        yield PackageItem(
            id=f"bestand-{one.entry.pk}-{number}",
            section=TIMELINE,
            title=f"{item.title.partition(':')[0]}: een bestand",
            text=file.name or "zonder naam",
            group=item.group,
            out=reason_to_omit_file(None if whole else item.out),
            file=(one.entry.pk, number),
            size=file.size,
        )


def _signals() -> dict[str, str]:
    return {one.id: one.see for group in load().check.groups for one in group.signals}


def _of_disclosures(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    for one in reversed(disclosures.decrypt_disclosures(case, key, visibility)):
        said = (
            f"Aan: {one.statement.recipient}\nWaarvoor: {one.statement.purpose}"
            if one.statement
            else ""
        )
        title = f"{day_in_full(one.row.given_at)}: {DisclosureMethod(one.row.via).words.lower()}"
        yield PackageItem(f"eruit-{one.row.pk}", DISCLOSED_TITLE, title, said, DataGroup.SITUATION)
