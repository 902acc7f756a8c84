"""What is in a paper: all that its maker sees of the case, with why each thing stays out or not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from uitweg.casework.cases.actions import entries as actions
from uitweg.casework.cases.actions import periods, plan, sheets
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import DecryptedEntry
from uitweg.casework.cases.actions.sheets import DecryptedSheet
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import DOMAIN_GROUPS, SHEET_GROUPS, DataGroup
from uitweg.casework.cases.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.cases.rules.plan import ActionState, Domain, GoalState
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SheetKind, document_heading
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience, Visibility, sees_field
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.documents.rules import (
    DocumentChoice,
    DocumentItem,
    DocumentKind,
    DocumentSection,
    OmissionReason,
    omission_of_entry,
    omission_of_fact,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens

DECISION_KINDS = frozenset({EntryKind.DECISION, EntryKind.STEP})
HANDOVER_FIELDS = {
    SheetKind.SAFETY: ("contact", "where", "secret_from", "plan_b", "no"),
    SheetKind.PERSON: ("called", "age", "languages"),
}
NOTHING_KNOWN = "Hierover is nog niets opgeschreven."


@dataclass(frozen=True)
class DocumentLayout:
    """A paper laid out, before it is made: its sections, and what its maker does not see."""

    choice: DocumentChoice
    sections: tuple[DocumentSection, ...]
    unseen: int

    @property
    def items(self) -> list[DocumentItem]:
        return [item for section in self.sections for item in section.items]

    @property
    def taken(self) -> list[DocumentItem]:
        return [item for item in self.items if item.out is None]

    @property
    def outs(self) -> list[OmissionReason]:
        return [item.out for item in self.items if item.out is not None]

    @property
    def mark(self) -> str:
        """Return 32 hex digits that change when anything of what was looked at changes."""
        said = [
            f"{one.id} {one.out} {one.at} {one.head} {one.text} {one.small}" for one in self.items
        ]
        return tokens.sha256("\0".join(said).encode()).hex()[:32]

    def without(self, ids: frozenset[str]) -> "DocumentLayout":
        """Return it without these; of what stays out nothing changes."""
        kept = [
            replace(s, items=tuple(_omit_if_chosen(one, ids) for one in s.items))
            for s in self.sections
        ]
        return replace(self, sections=tuple(kept))


def _omit_if_chosen(item: DocumentItem, ids: frozenset[str]) -> DocumentItem:
    return replace(item, out=OmissionReason.CHOSEN) if item.out is None and item.id in ids else item


def lay_out_document(
    *,
    case: Case,
    choice: DocumentChoice,
    by: Actor,
) -> DocumentLayout:
    """Decrypt what `by` may see of the case and arrange it; recorded first. Raises NotAllowed."""
    key, entries = actions.read_case(case=case, by=by)
    visibility = case.visibility_for(by.member.pk)
    found = _DocumentSource(case, key, visibility, choice, entries)
    made = {
        DocumentKind.CHRONOLOGY: _chronology,
        DocumentKind.CARD: _card,
        DocumentKind.HANDOVER: _handover,
        DocumentKind.SUMMARY: _summary,
    }[choice.paper](found)
    return DocumentLayout(choice, tuple(made), case.entries.hidden_from(visibility))


@dataclass(frozen=True)
class _DocumentSource:
    case: Case
    key: CaseKey
    visibility: Visibility
    choice: DocumentChoice
    entries: list[DecryptedEntry]


def _chronology(found: _DocumentSource) -> Iterator[DocumentSection]:
    rows = tuple(_entries(found, frozenset(EntryKind)))
    yield DocumentSection("Wat er gebeurde", "lines", "In deze dagen staat er niets.", rows)


def _card(found: _DocumentSource) -> Iterator[DocumentSection]:
    card = sheets.newest_sheets(found.case, found.key)[SheetKind.SAFETY]
    rows = tuple(_fields(found, card, SHEET_FIELDS[card.kind]))
    yield DocumentSection(
        "",
        "card",
        NOTHING_KNOWN,
        rows,
        asks=() if found.choice.leaves else _open_questions(found, card),
    )


def _open_questions(found: _DocumentSource, card: DecryptedSheet) -> tuple[str, ...]:
    """Return what nobody knows yet, of what this maker would see."""
    return tuple(
        document_heading(card.kind, name)
        for name in SHEET_FIELDS[card.kind]
        if not card.fields.get(name, "").strip() and sees_field(found.visibility, card.kind, name)
    )


def _handover(found: _DocumentSource) -> Iterator[DocumentSection]:
    known = sheets.newest_sheets(found.case, found.key)
    yield DocumentSection(
        "Hoe het nu is", "facts", "", (*_situation(found), *_handover_facts(found, known))
    )
    yield _periods(found)
    yield from _plan(found)
    rows = tuple(_entries(found, frozenset(EntryKind)))
    yield DocumentSection("Wat er gebeurde", "lines", "In deze dagen staat er niets.", rows)


def _summary(found: _DocumentSource) -> Iterator[DocumentSection]:
    known = sheets.newest_sheets(found.case, found.key)
    yield DocumentSection("Hoe het nu is", "facts", "", tuple(_situation(found)))
    yield _periods(found)
    for kind in (SheetKind.PERSON, SheetKind.SAFETY, SheetKind.JUDGEMENT):
        rows = tuple(_fields(found, known[kind], SHEET_FIELDS[kind]))
        yield DocumentSection(kind.words, "facts", NOTHING_KNOWN, rows)
    yield from _plan(found)
    rows = tuple(_entries(found, DECISION_KINDS))
    yield DocumentSection("Besluiten en stappen", "lines", "In deze dagen staat er niets.", rows)


def _situation(found: _DocumentSource) -> Iterator[DocumentItem]:
    case = found.case
    yield DocumentItem("stand", "Stand", CaseState(case.state).words, DataGroup.SITUATION)
    if sees_field(found.visibility, SheetKind.JUDGEMENT, "risk"):
        out = omission_of_fact(found.choice, DataGroup.SAFETY)
        words = Risk(case.risk).words
        yield DocumentItem("risico", "Hoe veilig het is", words, DataGroup.SAFETY, out=out)
    if case.review_on and not found.choice.leaves:
        yield DocumentItem(
            "kijken", "Weer kijken op", date_in_full(case.review_on), DataGroup.SITUATION
        )


def _handover_facts(
    found: _DocumentSource, known: dict[SheetKind, DecryptedSheet]
) -> Iterator[DocumentItem]:
    for kind, names in HANDOVER_FIELDS.items():
        yield from _fields(found, known[kind], names)


def _fields(
    found: _DocumentSource, sheet: DecryptedSheet, names: Collection[str]
) -> Iterator[DocumentItem]:
    """Return the fields that somebody filled in and this maker sees."""
    whole = sheets.visible_sheet(sheet, found.visibility).fields
    for name in SHEET_FIELDS[sheet.kind]:
        text = whole.get(name, "").strip()
        if text and name in names:
            group = SHEET_GROUPS[sheet.kind][name]
            out = omission_of_fact(found.choice, group, kind=sheet.kind, name=name)
            id = f"blad-{sheet.kind}-{sheet.version}-{name}"
            yield DocumentItem(id, document_heading(sheet.kind, name), text, group, out=out)


def _periods(found: _DocumentSource) -> DocumentSection:
    every = periods.decrypt_running_periods(found.case, found.key, found.visibility)
    rows = tuple(_period(found, one) for one in every)
    return DocumentSection("Termijnen die lopen", "list", "Er loopt geen termijn.", rows)


def _period(found: _DocumentSource, one: periods.DecryptedPeriod) -> DocumentItem:
    """What a period is about is its own, so a paper for somebody else holds it by that."""
    group = DataGroup(one.row.group)
    out = OmissionReason.SHUT if one.text is None else omission_of_fact(found.choice, group)
    said = f"{one.name}: {one.note}" if one.note else one.name
    return DocumentItem(f"termijn-{one.row.pk}", "Termijn", said, group, small=one.until, out=out)


def _plan(found: _DocumentSource) -> Iterator[DocumentSection]:
    goals = plan.decrypt_goals(found.case, found.key, found.visibility)
    rows = tuple(_goal(found, one) for one in goals if one.row.state == GoalState.OPEN)
    yield DocumentSection("Wat de jongere wil", "list", "Er staat nog geen doel in het plan.", rows)
    every = plan.decrypt_actions(found.case, found.key, found.visibility)
    todo = tuple(_action(found, one) for one in every if one.row.state == ActionState.OPEN)
    yield DocumentSection("Wat er moet gebeuren", "list", "Er staat geen actie open.", todo)


def _goal(found: _DocumentSource, one: plan.DecryptedGoal) -> DocumentItem:
    domain = Domain(one.row.domain)
    group = DOMAIN_GROUPS[domain]
    out = OmissionReason.SHUT if one.text is None else omission_of_fact(found.choice, group)
    words = domain.words
    return DocumentItem(f"doel-{one.row.pk}", "Doel", one.text or "", group, small=words, out=out)


def _action(found: _DocumentSource, one: plan.DecryptedAction) -> DocumentItem:
    """Who of the team does it is for the team only."""
    group = DataGroup(one.row.group)
    out = OmissionReason.SHUT if one.text is None else omission_of_fact(found.choice, group)
    who = "" if found.choice.leaves else one.row.owner.name
    due = date_in_full(one.row.due_on) if one.row.due_on else ""
    small = ", ".join(part for part in (due, who) if part)
    return DocumentItem(f"actie-{one.row.pk}", "Actie", one.text or "", group, small=small, out=out)


def _entries(found: _DocumentSource, kinds: frozenset[EntryKind]) -> Iterator[DocumentItem]:
    """Return the timeline from the first thing that happened to the last."""
    replaced = {one.entry.replaces_id for one in found.entries}
    signals = {one.id: one.see for group in load().check.groups for one in group.signals}
    for one in reversed(found.entries):
        if one.entry.kind in kinds:
            yield _entry(found.choice, one, one.entry.pk in replaced, signals)


def _entry(
    choice: DocumentChoice, one: DecryptedEntry, replaced: bool, signals: dict[str, str]
) -> DocumentItem:
    entry, facts, kind = one.entry, one.details, EntryKind(one.entry.kind)
    group = DataGroup(entry.group)
    out: OmissionReason | None = OmissionReason.SHUT
    if one.text is not None:
        out = omission_of_entry(
            choice,
            kind=kind,
            audience=Audience(entry.audience),
            group=group,
            on=one.on,
            replaced=replaced,
        )
    subject = facts.mail.subject if facts.mail else ""
    return DocumentItem(
        id=f"stuk-{entry.pk}",
        head=signals.get(facts.signal, "") or subject or kind.words,
        text=(one.text or "").strip(),
        group=group,
        at=facts.when.words if facts.when else date_in_full(timezone.localdate(entry.written_at)),
        small=_provenance(choice, one),
        out=out,
    )


def _provenance(choice: DocumentChoice, one: DecryptedEntry) -> str:
    """Say how it is known; who told it and who wrote it down are for the team only."""
    details = one.details
    told = [details.seen.words] if details.seen else []
    told += [details.pace.words] if details.pace else []
    if details.files:
        count = len(details.files)
        told += ["met 1 bestand" if count == 1 else f"met {count} bestanden"]
    if choice.leaves:
        return ", ".join(told)
    told += [f"van {details.mail.sender}"] if details.mail and details.mail.sender else []
    told += [f"bron: {details.told_by}"] if details.told_by else []
    return ", ".join([*told, one.entry.written_by.name])


def date_in_full(day: date) -> str:
    return FuzzyDate(day, Precision.DAY).words
