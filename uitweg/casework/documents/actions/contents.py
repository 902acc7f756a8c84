"""What is in a paper: all that its maker sees of the case, with why each thing stays out or not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from uitweg.casework.cases.actions import entries as actions
from uitweg.casework.cases.actions import periods, plan, sheets
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import Opened
from uitweg.casework.cases.actions.sheets import Written
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.events import PACE_WORDS, SEEN_WORDS
from uitweg.casework.cases.rules.fuzzy_dates import Precision, When
from uitweg.casework.cases.rules.plan import DOMAIN_WORDS, ActionState, Domain, GoalState
from uitweg.casework.cases.rules.safety import RISK_WORDS, Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SHEET_WORDS, SheetKind
from uitweg.casework.cases.rules.timeline import KIND_WORDS, EntryKind
from uitweg.casework.cases.rules.visibility import (
    DOMAIN_GROUPS,
    SHEET_GROUPS,
    Audience,
    DataGroup,
    Sight,
    sees_field,
)
from uitweg.casework.cases.rules.workflow import STATE_WORDS, CaseState
from uitweg.casework.documents.rules import (
    Choice,
    Item,
    Out,
    Paper,
    Section,
    out_of_entry,
    out_of_known,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens

DECIDED = frozenset({EntryKind.DECISION, EntryKind.STEP})
AT_A_HANDOVER = {
    SheetKind.SAFETY: ("contact", "where", "secret_from", "plan_b", "no"),
    SheetKind.PERSON: ("called", "age", "languages"),
}
NOTHING_KNOWN = "Hierover is nog niets opgeschreven."


@dataclass(frozen=True)
class Laid:
    """A paper laid out, before it is made: its sections, and what its maker does not see."""

    choice: Choice
    sections: tuple[Section, ...]
    unseen: int

    @property
    def items(self) -> list[Item]:
        return [item for section in self.sections for item in section.items]

    @property
    def taken(self) -> list[Item]:
        return [item for item in self.items if item.out is None]

    @property
    def outs(self) -> list[Out]:
        return [item.out for item in self.items if item.out is not None]

    @property
    def mark(self) -> str:
        """Return 32 hex digits that change when anything of what was looked at changes."""
        said = [
            f"{one.id} {one.out} {one.at} {one.head} {one.text} {one.small}" for one in self.items
        ]
        return tokens.sha256("\0".join(said).encode()).hex()[:32]

    def without(self, ids: frozenset[str]) -> "Laid":
        """Return it without these; of what stays out nothing changes."""
        kept = [
            replace(s, items=tuple(_chosen(one, ids) for one in s.items)) for s in self.sections
        ]
        return replace(self, sections=tuple(kept))


def _chosen(item: Item, ids: frozenset[str]) -> Item:
    return replace(item, out=Out.CHOSEN) if item.out is None and item.id in ids else item


def lay_out(
    *,
    case: Case,
    choice: Choice,
    by: Actor,
) -> Laid:
    """Open what `by` sees of the case and lay it out. Raises NotAllowed; the trail knows first."""
    key, entries = actions.read(case=case, by=by)
    sight = case.sight_of(by.member.pk)
    found = _Found(case, key, sight, choice, entries)
    made = {
        Paper.CHRONOLOGY: _chronology,
        Paper.CARD: _card,
        Paper.HANDOVER: _handover,
        Paper.SUMMARY: _summary,
    }[choice.paper](found)
    return Laid(choice, tuple(made), case.entries.hidden_from(sight))


@dataclass(frozen=True)
class _Found:
    case: Case
    key: CaseKey
    sight: Sight
    choice: Choice
    entries: list[Opened]


def _chronology(found: _Found) -> Iterator[Section]:
    rows = tuple(_entries(found, frozenset(EntryKind)))
    yield Section("Wat er gebeurde", "lines", "In deze dagen staat er niets.", rows)


def _card(found: _Found) -> Iterator[Section]:
    card = sheets.newest(found.case, found.key)[SheetKind.SAFETY]
    rows = tuple(_fields(found, card, SHEET_FIELDS[card.kind]))
    yield Section(
        "", "card", NOTHING_KNOWN, rows, asks=() if found.choice.leaves else _asks(found, card)
    )


def _asks(found: _Found, card: Written) -> tuple[str, ...]:
    """Return what nobody knows yet, of what this maker would see."""
    return tuple(
        question
        for name, question in SHEET_FIELDS[card.kind].items()
        if not card.fields.get(name, "").strip() and sees_field(found.sight, card.kind, name)
    )


def _handover(found: _Found) -> Iterator[Section]:
    known = sheets.newest(found.case, found.key)
    yield Section("Hoe het nu is", "facts", "", (*_standing(found), *_some(found, known)))
    yield _periods(found)
    yield from _plan(found)
    rows = tuple(_entries(found, frozenset(EntryKind)))
    yield Section("Wat er gebeurde", "lines", "In deze dagen staat er niets.", rows)


def _summary(found: _Found) -> Iterator[Section]:
    known = sheets.newest(found.case, found.key)
    yield Section("Hoe het nu is", "facts", "", tuple(_standing(found)))
    yield _periods(found)
    for kind in (SheetKind.PERSON, SheetKind.SAFETY, SheetKind.JUDGEMENT):
        rows = tuple(_fields(found, known[kind], SHEET_FIELDS[kind]))
        yield Section(SHEET_WORDS[kind], "facts", NOTHING_KNOWN, rows)
    yield from _plan(found)
    rows = tuple(_entries(found, DECIDED))
    yield Section("Besluiten en stappen", "lines", "In deze dagen staat er niets.", rows)


def _standing(found: _Found) -> Iterator[Item]:
    case = found.case
    yield Item("stand", "Stand", STATE_WORDS[CaseState(case.state)], DataGroup.SITUATION)
    if sees_field(found.sight, SheetKind.JUDGEMENT, "risk"):
        out = out_of_known(found.choice, DataGroup.SAFETY)
        words = RISK_WORDS[Risk(case.risk)]
        yield Item("risico", "Hoe veilig het is", words, DataGroup.SAFETY, out=out)
    if case.look_on and not found.choice.leaves:
        yield Item("kijken", "Weer kijken op", in_full(case.look_on), DataGroup.SITUATION)


def _some(found: _Found, known: dict[SheetKind, Written]) -> Iterator[Item]:
    for kind, names in AT_A_HANDOVER.items():
        yield from _fields(found, known[kind], names)


def _fields(found: _Found, sheet: Written, names: Collection[str]) -> Iterator[Item]:
    """Return the fields that somebody filled in and this maker sees."""
    whole = sheets.seen(sheet, found.sight).fields
    for name, question in SHEET_FIELDS[sheet.kind].items():
        text = whole.get(name, "").strip()
        if text and name in names:
            group = SHEET_GROUPS[sheet.kind][name]
            out = out_of_known(found.choice, group, kind=sheet.kind, name=name)
            id = f"blad-{sheet.kind}-{sheet.version}-{name}"
            yield Item(id, question, text, group, out=out)


def _periods(found: _Found) -> Section:
    every = periods.running(found.case, found.key, found.sight)
    rows = tuple(_period(found, one) for one in every)
    return Section("Termijnen die lopen", "list", "Er loopt geen termijn.", rows)


def _period(found: _Found, one: periods.Shown) -> Item:
    """What a period is about is its own, so a paper for somebody else holds it by that."""
    group = DataGroup(one.row.group)
    out = Out.SHUT if one.text is None else out_of_known(found.choice, group)
    said = f"{one.name}: {one.note}" if one.note else one.name
    return Item(f"termijn-{one.row.pk}", "Termijn", said, group, small=one.until, out=out)


def _plan(found: _Found) -> Iterator[Section]:
    goals = plan.goals(found.case, found.key, found.sight)
    rows = tuple(_goal(found, one) for one in goals if one.row.state == GoalState.OPEN)
    yield Section("Wat de jongere wil", "list", "Er staat nog geen doel in het plan.", rows)
    every = plan.actions(found.case, found.key, found.sight)
    todo = tuple(_action(found, one) for one in every if one.row.state == ActionState.OPEN)
    yield Section("Wat er moet gebeuren", "list", "Er staat geen actie open.", todo)


def _goal(found: _Found, one: plan.Aim) -> Item:
    domain = Domain(one.row.domain)
    group = DOMAIN_GROUPS[domain]
    out = Out.SHUT if one.text is None else out_of_known(found.choice, group)
    words = DOMAIN_WORDS[domain]
    return Item(f"doel-{one.row.pk}", "Doel", one.text or "", group, small=words, out=out)


def _action(found: _Found, one: plan.Planned) -> Item:
    """Who of the team does it is for the team only."""
    group = DataGroup(one.row.group)
    out = Out.SHUT if one.text is None else out_of_known(found.choice, group)
    who = "" if found.choice.leaves else one.row.owner.name
    due = in_full(one.row.due_on) if one.row.due_on else ""
    small = ", ".join(part for part in (due, who) if part)
    return Item(f"actie-{one.row.pk}", "Actie", one.text or "", group, small=small, out=out)


def _entries(found: _Found, kinds: frozenset[EntryKind]) -> Iterator[Item]:
    """Return the timeline from the first thing that happened to the last."""
    replaced = {one.entry.replaces_id for one in found.entries}
    signals = {one.id: one.see for group in load().check.groups for one in group.signals}
    for one in reversed(found.entries):
        if one.entry.kind in kinds:
            yield _entry(found.choice, one, one.entry.pk in replaced, signals)


def _entry(choice: Choice, one: Opened, replaced: bool, signals: dict[str, str]) -> Item:
    entry, facts, kind = one.entry, one.facts, EntryKind(one.entry.kind)
    group = DataGroup(entry.group)
    out: Out | None = Out.SHUT
    if one.text is not None:
        out = out_of_entry(
            choice,
            kind=kind,
            audience=Audience(entry.audience),
            group=group,
            on=one.on,
            replaced=replaced,
        )
    subject = facts.mail.subject if facts.mail else ""
    return Item(
        id=f"stuk-{entry.pk}",
        head=signals.get(facts.signal, "") or subject or KIND_WORDS[kind],
        text=(one.text or "").strip(),
        group=group,
        at=facts.when.words if facts.when else in_full(timezone.localdate(entry.written_at)),
        small=_beside(choice, one),
        out=out,
    )


def _beside(choice: Choice, one: Opened) -> str:
    """Say how it is known; who told it and who wrote it down are for the team only."""
    facts = one.facts
    told = [SEEN_WORDS[facts.seen]] if facts.seen else []
    told += [PACE_WORDS[facts.pace]] if facts.pace else []
    if facts.files:
        count = len(facts.files)
        told += ["met 1 bestand" if count == 1 else f"met {count} bestanden"]
    if choice.leaves:
        return ", ".join(told)
    told += [f"van {facts.mail.sender}"] if facts.mail and facts.mail.sender else []
    told += [f"bron: {facts.told_by}"] if facts.told_by else []
    return ", ".join([*told, one.entry.written_by.name])


def in_full(day: date) -> str:
    return When(day, Precision.DAY).words
