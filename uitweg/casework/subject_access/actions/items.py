"""Everything known in one case, as items that can each be included or left out."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import (
    ActionState,
    Domain,
    EntryKind,
    GoalState,
    SheetKind,
)
from uitweg.casework.cases.case.rules.data_groups import DOMAIN_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience, Visibility
from uitweg.casework.cases.coding import actions as coding
from uitweg.casework.cases.coding.rules import visible_facts
from uitweg.casework.cases.consents.actions import consent_list, disclosures
from uitweg.casework.cases.consents.actions.consent_list import DecryptedConsent
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.cases.consents.rules.disclosures import (
    DisclosureBasis,
    DisclosureMethod,
    groups_from_text,
    groups_in_words,
    snapshot_lines,
)
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.rules import (
    SHEET_FIELDS,
    ProposedOmission,
    reason_to_omit_entry,
    reason_to_omit_file,
    sees_field,
)
from uitweg.casework.cases.timeline.actions.entries import DecryptedEntry, decrypt_entry
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.subject_access.rules import PackageItem
from uitweg.platform.content import load

PLAN_SECTION, PERIODS_SECTION, TIMELINE_SECTION = "Het plan", "Termijnen", "Wat er gebeurde"
FIGURES_SECTION = "Voor de cijfers"
CONSENTS_SECTION, DISCLOSURES_SECTION = "Wat er mocht", "Wat anderen van ons kregen"


def package_items(
    case: Case, key: CaseKey, visibility: Visibility, *, now: datetime
) -> list[PackageItem]:
    """Return what this member may see of the case, in a natural reading order."""
    items = [
        *_sheet_items(case, key, visibility),
        *_plan_items(case, key, visibility),
        *_period_items(case, key, visibility),
        *_timeline_items(case, key, visibility),
        *_coded_items(case, visibility),
        *_consent_items(case, key, visibility, now),
        *_disclosure_items(case, key, visibility),
    ]
    return [item for item in items if item.text]


def day_in_full(moment: datetime) -> str:
    return FuzzyDate(timezone.localdate(moment), Precision.DAY).words


def _sheet_items(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    """Yield the newest version of each sheet, and of older ones only what was different."""
    for kind in SheetKind:
        newer_answers: dict[str, str] = {}
        for sheet in sheets.decrypt_versions(case, kind, key):
            for name, field in SHEET_FIELDS[kind].items():
                answer = sheet.fields.get(name, "")
                if not answer or answer == newer_answers.get(name):
                    continue
                if not sees_field(visibility, kind, name):
                    continue
                until = f", tot {day_in_full(sheet.at)}" if newer_answers and sheet.at else ""
                yield PackageItem(
                    id=f"blad-{kind}-{sheet.version}-{name}",
                    section=kind.words,
                    title=f"{field.heading}{until}",
                    text=field.words(answer),
                    group=field.group,
                    omission=ProposedOmission.OTHERS if field.about_others else None,
                )
            newer_answers = sheet.fields


def _plan_items(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    for goal in plan.decrypt_goals(case, key, visibility):
        domain = Domain(goal.row.domain)
        yield PackageItem(
            id=f"doel-{goal.row.pk}",
            section=PLAN_SECTION,
            title=_with_state(f"Doel: {domain.words}", GoalState(goal.row.state).words),
            text=goal.text or "",
            group=DOMAIN_GROUPS[domain],
        )
    for action in plan.decrypt_actions(case, key, visibility):
        yield PackageItem(
            id=f"actie-{action.row.pk}",
            section=PLAN_SECTION,
            title=_with_state("Actie", ActionState(action.row.state).words),
            text=action.text or "",
            group=DataGroup(action.row.group),
        )


def _with_state(title: str, state: str) -> str:
    return f"{title}, {state.lower()}" if state else title


def _period_items(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    for period in periods.decrypt_periods(case, key, visibility):
        how_it_ended = f", {period.how.lower()}" if period.how else ""
        yield PackageItem(
            id=f"termijn-{period.row.pk}",
            section=PERIODS_SECTION,
            title=period.name,
            text=f"Vanaf {period.since}, {period.until}{how_it_ended}\n{period.note}".strip(),
            group=DataGroup(period.row.group),
        )


def _timeline_items(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    replaced = set(case.entries.exclude(replaces=None).values_list("replaces", flat=True))
    entries = [
        decrypt_entry(row, key)
        for row in case.entries.visible_with(visibility).order_by("written_at")
    ]
    for entry in sorted(entries, key=lambda e: (e.happened_on, e.row.written_at, e.row.pk)):
        item = _entry_item(entry, replaced=entry.row.pk in replaced)
        yield item
        yield from _file_items(entry, item)


def _entry_item(decrypted: DecryptedEntry, *, replaced: bool) -> PackageItem:
    """Return an entry without who told it and who wrote it down: those are other people."""
    entry, details, kind = decrypted.row, decrypted.details, EntryKind(decrypted.row.kind)
    happened = details.when.words if details.when else day_in_full(entry.written_at)
    signal = _signal_texts().get(details.signal, "") if details.signal else ""
    return PackageItem(
        id=f"stuk-{entry.pk}",
        section=TIMELINE_SECTION,
        title=f"{happened}: {kind.words.lower()}",
        text="\n".join(part for part in (signal, decrypted.text) if part),
        group=DataGroup(entry.group),
        omission=reason_to_omit_entry(kind, Audience(entry.audience), replaced=replaced),
    )


def _file_items(decrypted: DecryptedEntry, entry_item: PackageItem) -> Iterator[PackageItem]:
    """Yield the files of an entry; what a reporter sent is in the conversation, and no item.

    A file is left out for the same reason as its entry. But an entry that is only a file, or that
    was corrected, says nothing about the file: that may well be the youngster's own.
    """
    omission = entry_item.omission
    is_file_only = decrypted.row.kind == EntryKind.FILE
    if omission is ProposedOmission.REPLACED or (
        omission is ProposedOmission.OTHERS and is_file_only
    ):
        omission = None
    for number, file in enumerate(decrypted.details.files, start=1):
        yield PackageItem(
            id=f"bestand-{decrypted.row.pk}-{number}",
            section=TIMELINE_SECTION,
            title=f"{entry_item.title.partition(':')[0]}: een bestand",
            text=file.name or "zonder naam",
            group=entry_item.group,
            omission=reason_to_omit_file(omission),
            file=(decrypted.row.pk, number),
            size=file.size,
        )


def _coded_items(case: Case, visibility: Visibility) -> Iterator[PackageItem]:
    """Yield what is counted of the case, as long as it is known of which case it is."""
    facts = coding.coded_case(case).facts
    for name, fact in visible_facts(visibility.readable_groups).items():
        yield PackageItem(
            id=f"cijfers-{name}",
            section=FIGURES_SECTION,
            title=fact.question,
            text=fact.answers.words_of(facts[name]),
            group=fact.group,
        )


def _signal_texts() -> dict[str, str]:
    return {signal.id: signal.see for group in load().check.groups for signal in group.signals}


def _consent_items(
    case: Case, key: CaseKey, visibility: Visibility, now: datetime
) -> Iterator[PackageItem]:
    """Yield what was answered, oldest first, without who of us heard it; then what was not asked.

    Of a decision without consent that the youngster was not told of, that is why it stays out.
    """
    for consent in reversed(consent_list.decrypt_consents(case, key, visibility, now=now)):
        state = ConsentState(consent.row.state)
        yield PackageItem(
            id=f"toestemming-{consent.row.pk}",
            section=CONSENTS_SECTION,
            title=f"{day_in_full(consent.row.asked_at)}: {state.words}",
            text=_consent_text(consent) if consent.recipients else "",
            group=DataGroup.SITUATION,
            also_about=frozenset(consent.groups),
        )
    for decision in reversed(consent_list.decrypt_decisions(case, key, visibility)):
        reasons = decision.reasons
        yield PackageItem(
            id=f"besluit-{decision.row.pk}",
            section=CONSENTS_SECTION,
            title=f"{day_in_full(decision.row.decided_at)}: gedeeld zonder toestemming",
            text=f"Aan: {decision.to_words}\nWaarover: {decision.groups_words}\n"
            f"Waarvoor: {reasons.purpose}\nWaarom: {reasons.necessity}"
            if reasons
            else "",
            group=DataGroup.SITUATION,
            omission=None if decision.row.told_on else ProposedOmission.UNTOLD,
            also_about=frozenset(consent_list.groups_of(decision.row.groups)),
        )


def _consent_text(consent: DecryptedConsent) -> str:
    lines = [
        f"Aan: {consent.to_words}",
        f"Waarover: {consent.groups_words}",
        f"Waarvoor: {consent.purpose_words}",
        f"Gezegd door: {consent.giver_words}",
    ]
    if consent.row.until:
        lines.append(f"Tot en met: {FuzzyDate(consent.row.until, Precision.DAY).words}")
    if consent.row.withdrawn_at:
        lines.append(f"Ingetrokken: {day_in_full(consent.row.withdrawn_at)}")
    return "\n".join([*lines, consent.said] if consent.said else lines)


def _disclosure_items(case: Case, key: CaseKey, visibility: Visibility) -> Iterator[PackageItem]:
    """Yield what left the case before, oldest first: who got what, and what it said.

    What it said may be about others too: somebody looks first. What left on a decision that the
    youngster was not told of is proposed to stay out.
    """
    for disclosure in reversed(disclosures.decrypt_disclosures(case, key, visibility)):
        row, statement = disclosure.row, disclosure.statement
        untold = row.decision is not None and row.decision.told_on is None
        title = f"{day_in_full(row.given_at)}: {DisclosureMethod(row.via).words.lower()}"
        yield PackageItem(
            id=f"eruit-{row.pk}",
            section=DISCLOSURES_SECTION,
            title=title,
            text=f"Aan: {statement.recipient}\nWaarvoor: {statement.purpose}\n"
            f"Op grond van: {DisclosureBasis(row.basis).words}\n"
            f"Waarover: {groups_in_words(row.groups)}"
            if statement
            else "",
            group=DataGroup.SITUATION,
            omission=ProposedOmission.UNTOLD if untold else None,
        )
        yield PackageItem(
            id=f"eruit-{row.pk}-tekst",
            section=DISCLOSURES_SECTION,
            title=f"{title}, letter voor letter",
            text="\n".join(
                f"{line.label}: {line.text}" if line.label else line.text
                for line in snapshot_lines(disclosure.snapshot)
            ),
            group=DataGroup.SITUATION,
            omission=ProposedOmission.UNTOLD if untold else ProposedOmission.UNSEEN,
            also_about=groups_from_text(row.groups),
        )
