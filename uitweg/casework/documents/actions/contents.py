"""What a document can hold: all that its maker may see of the case, and why items stay out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import (
    SYSTEM_KINDS,
    ActionState,
    Domain,
    EntryKind,
    GoalState,
    Risk,
    SheetKind,
)
from uitweg.casework.cases.case.rules.data_groups import DOMAIN_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience, Visibility
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosureStatement
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.actions import DecryptedSheet
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS, OnPaper, sees_field
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.actions.entries import DecryptedEntry
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.documents.rules import (
    DISCLOSED_VIA,
    ENTRY_ID,
    DocumentChoice,
    DocumentItem,
    DocumentKind,
    DocumentSection,
    OmissionReason,
    may_know_source,
    omission_of_entry,
    omission_of_fact,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens

NOTHING_KNOWN = "Hierover is nog niets opgeschreven."
NO_ENTRIES = "In deze dagen staat er niets."


@dataclass(frozen=True)
class DocumentLayout:
    """A document before it is made; `hidden_count` counts the entries its maker may not see.

    `previous` is what was said when the case's last document for this recipient was made.
    """

    choice: DocumentChoice
    sections: tuple[DocumentSection, ...]
    hidden_count: int
    previous: DisclosureStatement | None = None

    @property
    def items(self) -> list[DocumentItem]:
        return [item for section in self.sections for item in section.items]

    @property
    def included(self) -> list[DocumentItem]:
        return [item for item in self.items if item.omission is None]

    @property
    def omissions(self) -> list[OmissionReason]:
        return [item.omission for item in self.items if item.omission is not None]

    @property
    def fingerprint(self) -> str:
        """Return 32 hex digits that change when any item of the preview changes."""
        items = [
            f"{item.id} {item.omission} {item.at} {item.head} {item.text} {item.small_print}"
            for item in self.items
        ]
        return tokens.sha256("\0".join(items).encode()).hex()[:32]

    def without(
        self, item_ids: frozenset[str], *, sources_of: frozenset[str] = frozenset()
    ) -> "DocumentLayout":
        """Return a copy that leaves these items out too, and says no source of `sources_of`."""

        def left(item: DocumentItem) -> DocumentItem:
            if item.omission is None and item.id in item_ids:
                return replace(item, omission=OmissionReason.CHOSEN)
            return replace(item, source="") if item.id in sources_of else item

        sections = [
            replace(section, items=tuple(left(item) for item in section.items))
            for section in self.sections
        ]
        return replace(self, sections=tuple(sections))


def lay_out_document(
    *,
    case: Case,
    choice: DocumentChoice,
    by: Actor,
) -> DocumentLayout:
    """Decrypt what `by` may see of the case and arrange it; audited first. Raises NotAllowed."""
    key, decrypted_entries = entries.read_case(case=case, by=by)
    visibility = case.visibility_for(by.member.pk)
    source = _DocumentSource(case, key, visibility, choice, decrypted_entries)
    sections = {
        DocumentKind.CHRONOLOGY: _chronology,
        DocumentKind.CARD: _safety_card,
        DocumentKind.HANDOVER: _handover,
        DocumentKind.SUMMARY: _summary,
    }[choice.kind](source)
    via = DISCLOSED_VIA[choice.recipient]
    return DocumentLayout(
        choice,
        tuple(sections),
        case.entries.hidden_from(visibility),
        disclosures.last_statement(case, key, visibility, via=via),
    )


@dataclass(frozen=True)
class _DocumentSource:
    """What each section is made from."""

    case: Case
    key: CaseKey
    visibility: Visibility
    choice: DocumentChoice
    entries: list[DecryptedEntry]

    def omission_of(self, group: DataGroup, *, text: str | None) -> OmissionReason | None:
        """Return why a fact of this group stays out; a `text` of None could not be decrypted."""
        return OmissionReason.UNREADABLE if text is None else omission_of_fact(self.choice, group)


def _chronology(source: _DocumentSource) -> Iterator[DocumentSection]:
    # a term that began is a fact of the case, and a deadline of the team is nobody else's
    left_out = SYSTEM_KINDS if source.choice.is_for_others else frozenset({EntryKind.STEP})
    items = tuple(_entry_items(source, frozenset(EntryKind) - left_out))
    yield DocumentSection("Wat er gebeurde", "lines", NO_ENTRIES, items)


def _safety_card(source: _DocumentSource) -> Iterator[DocumentSection]:
    card = sheets.newest_sheets(source.case, source.key)[SheetKind.SAFETY]
    yield DocumentSection(
        title="",
        shape="card",
        empty=NOTHING_KNOWN,
        items=(*_danger_items(source, card), *_field_items(source, card)),
        open_questions=() if source.choice.is_for_others else _open_questions(source, card),
    )


def _danger_items(source: _DocumentSource, card: DecryptedSheet) -> Iterator[DocumentItem]:
    """Yield how safe it is, since when, and from which day the card is."""
    case, risk = source.case, Risk(source.case.risk)
    if risk is not Risk.UNKNOWN and sees_field(source.visibility, SheetKind.JUDGEMENT, "risk"):
        since = case.risk_since and f", sinds {date_in_full(timezone.localdate(case.risk_since))}"
        yield DocumentItem(
            id="risico",
            head="Hoe veilig het is",
            text=risk.words + (since or ""),
            group=DataGroup.SAFETY,
            omission=omission_of_fact(source.choice, DataGroup.SAFETY),
        )
    if card.at:
        written_on = date_in_full(timezone.localdate(card.at))
        yield DocumentItem("kaart-van", "Bijgewerkt op", written_on, DataGroup.SITUATION)


def _open_questions(source: _DocumentSource, card: DecryptedSheet) -> tuple[str, ...]:
    """Return the questions without an answer, as far as the maker may see their answers."""
    return tuple(
        field.heading
        for name, field in SHEET_FIELDS[card.kind].items()
        if field.on_paper
        and not card.fields.get(name, "").strip()
        and sees_field(source.visibility, card.kind, name)
    )


def _handover(source: _DocumentSource) -> Iterator[DocumentSection]:
    newest = sheets.newest_sheets(source.case, source.key)
    facts = [*_situation_items(source)]
    for kind in sorted(SheetKind, key=lambda kind: kind is not SheetKind.SAFETY):
        facts += _field_items(source, newest[kind], frozenset({OnPaper.HANDOVER}))
    yield DocumentSection("Hoe het nu is", "facts", "", tuple(facts))
    yield _periods_section(source)
    yield from _plan_sections(source)
    yield from _chronology(source)


def _summary(source: _DocumentSource) -> Iterator[DocumentSection]:
    newest = sheets.newest_sheets(source.case, source.key)
    yield DocumentSection("Hoe het nu is", "facts", "", tuple(_situation_items(source)))
    yield _periods_section(source)
    for kind in SheetKind:
        if any(field.on_paper for field in SHEET_FIELDS[kind].values()):
            fields = tuple(_field_items(source, newest[kind]))
            yield DocumentSection(kind.words, "facts", NOTHING_KNOWN, fields)
    yield from _plan_sections(source)
    decisions = tuple(_entry_items(source, frozenset({EntryKind.DECISION})))
    yield DocumentSection("Besluiten", "lines", NO_ENTRIES, decisions)


def _situation_items(source: _DocumentSource) -> Iterator[DocumentItem]:
    case = source.case
    yield DocumentItem("stand", "Stand", CaseState(case.state).words, DataGroup.SITUATION)
    if sees_field(source.visibility, SheetKind.JUDGEMENT, "risk"):
        yield DocumentItem(
            id="risico",
            head="Hoe veilig het is",
            text=Risk(case.risk).words,
            group=DataGroup.SAFETY,
            omission=omission_of_fact(source.choice, DataGroup.SAFETY),
        )
    if case.review_on and not source.choice.is_for_others:
        review_on = date_in_full(case.review_on)
        yield DocumentItem("kijken", "Weer kijken op", review_on, DataGroup.SITUATION)


def _field_items(
    source: _DocumentSource,
    sheet: DecryptedSheet,
    papers: frozenset[OnPaper] = frozenset(OnPaper),
) -> Iterator[DocumentItem]:
    """Yield the fields on these papers that are filled in and that the maker may see."""
    visible = sheets.visible_sheet(sheet, source.visibility).fields
    for name, field in SHEET_FIELDS[sheet.kind].items():
        text = visible.get(name, "").strip()
        if text and field.on_paper in papers:
            yield DocumentItem(
                id=f"blad-{sheet.kind}-{sheet.version}-{name}",
                head=field.heading,
                text=text,
                group=field.group,
                omission=omission_of_fact(source.choice, field.group, field),
            )


def _periods_section(source: _DocumentSource) -> DocumentSection:
    running = periods.decrypt_running_periods(source.case, source.key, source.visibility)
    items = tuple(_period_item(source, period) for period in running)
    return DocumentSection("Termijnen die lopen", "list", "Er loopt geen termijn.", items)


def _period_item(source: _DocumentSource, period: periods.DecryptedPeriod) -> DocumentItem:
    group = DataGroup(period.row.group)
    return DocumentItem(
        id=f"termijn-{period.row.pk}",
        head="Termijn",
        text=f"{period.name}: {period.note}" if period.note else period.name,
        group=group,
        small=period.until,
        omission=source.omission_of(group, text=period.text),
    )


def _plan_sections(source: _DocumentSource) -> Iterator[DocumentSection]:
    goals = tuple(
        _goal_item(source, goal)
        for goal in plan.decrypt_goals(source.case, source.key, source.visibility)
        if goal.row.state == GoalState.OPEN
    )
    yield DocumentSection(
        "Wat de jongere wil", "list", "Er staat nog geen doel in het plan.", goals
    )
    actions = tuple(
        _action_item(source, action)
        for action in plan.decrypt_actions(source.case, source.key, source.visibility)
        if action.row.state == ActionState.OPEN
    )
    yield DocumentSection("Wat er moet gebeuren", "list", "Er staat geen actie open.", actions)


def _goal_item(source: _DocumentSource, goal: plan.DecryptedGoal) -> DocumentItem:
    domain = Domain(goal.row.domain)
    group = DOMAIN_GROUPS[domain]
    return DocumentItem(
        id=f"doel-{goal.row.pk}",
        head="Doel",
        text=goal.text or "",
        group=group,
        small=domain.words,
        omission=source.omission_of(group, text=goal.text),
    )


def _action_item(source: _DocumentSource, action: plan.DecryptedAction) -> DocumentItem:
    """Return an action; who does it is only in the maker's own document."""
    group = DataGroup(action.row.group)
    owner = "" if source.choice.is_for_others else action.row.owner.name
    due = date_in_full(action.row.due_on) if action.row.due_on else ""
    return DocumentItem(
        id=f"actie-{action.row.pk}",
        head="Actie",
        text=action.text or "",
        group=group,
        small=", ".join(part for part in (due, owner) if part),
        omission=source.omission_of(group, text=action.text),
    )


def _entry_items(source: _DocumentSource, kinds: frozenset[EntryKind]) -> Iterator[DocumentItem]:
    """Yield the entries of these kinds, the oldest first."""
    replaced = {decrypted.row.replaces_id for decrypted in source.entries}
    signals = {signal.id: signal.see for group in load().check.groups for signal in group.signals}
    for decrypted in reversed(source.entries):
        if decrypted.row.kind in kinds:
            is_replaced = decrypted.row.pk in replaced
            yield _entry_item(source.choice, decrypted, is_replaced, signals)


def _entry_item(
    choice: DocumentChoice, decrypted: DecryptedEntry, is_replaced: bool, signals: dict[str, str]
) -> DocumentItem:
    entry, details, kind = decrypted.row, decrypted.details, EntryKind(decrypted.row.kind)
    group = DataGroup(entry.group)
    omission: OmissionReason | None = OmissionReason.UNREADABLE
    if decrypted.text is not None:
        omission = omission_of_entry(
            choice,
            kind=kind,
            audience=Audience(entry.audience),
            group=group,
            on=decrypted.happened_on,
            replaced=is_replaced,
            paper_for=entry.paper_for,
        )
    subject = details.mail.subject if details.mail else ""
    written_on = timezone.localdate(entry.written_at)
    return DocumentItem(
        id=f"{ENTRY_ID}{entry.pk}",
        head=signals.get(details.signal, "") or subject or kind.words,
        text=(decrypted.text or "").strip(),
        group=group,
        at=details.when.words if details.when else date_in_full(written_on),
        small=_provenance(choice, decrypted),
        source=_source(decrypted) if may_know_source(choice.recipient, kind) else "",
        is_team=choice.is_for_others and entry.audience == Audience.TEAM,
        omission=omission,
    )


def _provenance(choice: DocumentChoice, decrypted: DecryptedEntry) -> str:
    """Say how the entry is known; who wrote it down is only in the maker's own document."""
    details = decrypted.details
    parts = [details.how_known.words] if details.how_known else []
    parts += [details.onset.words] if details.onset else []
    if details.files:
        count = len(details.files)
        parts += ["met 1 bestand" if count == 1 else f"met {count} bestanden"]
    if not choice.is_for_others:
        parts += [decrypted.row.written_by.name]
    return ", ".join(parts)


def _source(decrypted: DecryptedEntry) -> str:
    details = decrypted.details
    parts = [f"van {details.mail.sender}"] if details.mail and details.mail.sender else []
    parts += [f"bron: {details.told_by}"] if details.told_by else []
    return ", ".join(parts)


def date_in_full(day: date) -> str:
    return FuzzyDate(day, Precision.DAY).words
