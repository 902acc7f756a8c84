"""Writing the items of an appraisal, in versions, and reading them under the compartment's key."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from django.db import IntegrityError, transaction

from uitweg.casework.appraisal.compartment.actions import compartment_keys
from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalItem
from uitweg.casework.appraisal.compartment.rules.stages import (
    KINDS_AFTER_CLOSING,
    KINDS_AFTER_ORDER,
    ItemKind,
    Stage,
)
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Doubt,
    ElementAnswer,
    Fit,
    Scenario,
    Unseen,
    YoungsterPage,
)
from uitweg.casework.appraisal.facts.rules.item_json import (
    AppraisalValue,
    KnownBirth,
    MalformedItem,
    item_from_json,
    item_from_values,
    item_key,
    item_to_json,
)
from uitweg.casework.appraisal.facts.rules.matrix import is_ordered
from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.timeline.actions.entries import require_entry_visible
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row

WRITE_APPRAISAL = Act("appraisal:write", "Weging bijgewerkt")

STAGES_FOR_YOUNGSTER_PAGE = frozenset({Stage.DRAFT, Stage.FACTS_CLOSED, Stage.SIDE_BY_SIDE})
MOST_VERSIONS = 4000
"""Of all items of one appraisal: far more than people write, and little enough to read at once."""


class FactRefusal(Refusal):
    APPRAISAL_CLOSED = "De feiten van deze weging zijn dicht. Er is niets bewaard."
    APPRAISAL_FULL = "Deze weging is vol. Er is niets bewaard. Begin een nieuwe versie."
    APPRAISAL_UNREADABLE = (
        "Een deel van deze weging is niet te lezen. Er is niets veranderd. Meld het aan de "
        "beheerder."
    )
    FACTS_NOT_ORDERED = "Zet de feiten eerst op volgorde. Er is niets bewaard."
    ITEM_CHANGED = "Een collega schreef net iets anders bij dit punt. Jouw tekst is niet bewaard."
    ITEM_MALFORMED = "Dit kwam niet goed aan. Er is niets bewaard. Laad de pagina opnieuw."


@dataclass(frozen=True)
class OpenedItem:
    """One version of an item, decrypted; `value` is None for the version that removed it."""

    row: AppraisalItem
    value: AppraisalValue | None


@dataclass(frozen=True)
class ItemWrite:
    """A new version of one item. `replaces` is the id of the version that its writer saw."""

    value: AppraisalValue
    kind: ItemKind
    replaces: int | None = None
    entry: int | None = None

    @property
    def key(self) -> str:
        return item_key(self.kind, self.value)


def writes_of(content: AppraisalContent) -> list[ItemWrite]:
    """Return the first version of each item that this content says."""
    page = content.youngster_page
    values: dict[ItemKind, tuple[AppraisalValue, ...]] = {
        ItemKind.PERSON: (KnownBirth(content.born),) if content.born else (),
        ItemKind.FACT: content.facts,
        ItemKind.SCENARIO: content.scenarios,
        ItemKind.FIT: content.fits,
        ItemKind.ELEMENT: content.elements,
        ItemKind.DOUBT: content.doubts,
        ItemKind.UNSEEN: content.unseen,
        ItemKind.YOUNGSTER_PAGE: (page,) if page != YoungsterPage() else (),
    }
    return [
        ItemWrite(value, kind, entry=value.entry if isinstance(value, AppraisalFact) else None)
        for kind, each in values.items()
        for value in each
    ]


def write_item(
    *,
    appraisal: Appraisal,
    kind: ItemKind,
    item_key: str,
    values: dict[str, object],
    replaces: int | None,
    entry: int | None = None,
    form_key: bytes,
    by: Actor,
) -> AppraisalItem:
    """Store a new item, or the next version of one; the same form twice is one version.

    `values` are plain (`item_json.item_values`). Raises NotPossible: "item-changed" when a
    colleague wrote a version that this writer did not see, "appraisal-closed" in a stage that
    lets nothing be written, "facts-not-ordered" for what is only written after that,
    "item-malformed", "form-other" or "appraisal-full".
    """
    try:
        value = item_from_values(kind, item_key, values)
    except MalformedItem:
        raise NotPossible(FactRefusal.ITEM_MALFORMED) from None
    write = ItemWrite(value, kind, replaces, entry)
    return write_items(appraisal=appraisal, writes=[write], form_key=form_key, by=by)[0]


def write_items(
    *, appraisal: Appraisal, writes: list[ItemWrite], form_key: bytes, by: Actor
) -> list[AppraisalItem]:
    """Store several items of one form: all, or none. Raises as `write_item`."""
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    key = compartment_keys.open_key(appraisal.compartment, by.keyring)
    for write in writes:
        if write.entry is not None:
            _require_entry(appraisal, write, by=by)
    try:
        with transaction.atomic():
            locked = _lock_writable(appraisal, {write.kind for write in writes})
            _require_ordered(locked, writes, key)
            stored = [
                _store(locked, write, key, form_key=_row_key(form_key, place), by=by)
                for place, write in enumerate(writes)
            ]
            drafts.discard_sent_draft(form_key)
            for kind in sorted({write.kind for write in writes}):
                audit_log.record(by.member, WRITE_APPRAISAL, appraisal, reason=kind.value)
            return stored
    except IntegrityError:  # the same form, or the first version of the same item, at one moment
        raise NotPossible(FactRefusal.ITEM_CHANGED) from None


def remove_item(*, item: AppraisalItem, form_key: bytes, by: Actor) -> None:
    """Take an item out: a newer version without content; what it said can still be read.

    Raises NotPossible as `write_item`.
    """
    appraisal = item.appraisal
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    key = compartment_keys.open_key(appraisal.compartment, by.keyring)
    kind = ItemKind(item.kind)
    with transaction.atomic():
        locked = _lock_writable(appraisal, {kind})
        newest = _newest_version(locked, kind, item.item_key)
        if newest is not None and newest.is_removed:
            return
        _require_unchanged(newest, item.pk)
        removed = AppraisalItem(
            appraisal=locked,
            kind=kind,
            item_key=item.item_key,
            written_at=by.now,
            written_by=by.member,
            replaces=newest,
            is_removed=True,
            form_key=form_key,
        )
        removed.seal(key, text="").save(force_insert=True)
        audit_log.record(by.member, WRITE_APPRAISAL, appraisal, reason=kind.value)


def read_items(appraisal: Appraisal, key: CompartmentKey) -> list[OpenedItem]:
    """Decrypt the newest version of each item that was not removed, in the order of beginning."""
    newest = {(row.kind, row.item_key): row for row in appraisal.items.order_by("id")}
    return [open_item(row, key) for row in newest.values() if not row.is_removed]


def read_versions(
    appraisal: Appraisal, kind: ItemKind, item_key: str, key: CompartmentKey
) -> list[OpenedItem]:
    """Decrypt all versions of one item, the newest first."""
    rows = appraisal.items.filter(kind=kind, item_key=item_key).select_related("written_by")
    return [open_item(row, key) for row in rows.order_by("-id")]


def open_item(row: AppraisalItem, key: CompartmentKey) -> OpenedItem:
    """Decrypt one version. Raises NotPossible when that fails: nothing is left out in silence."""
    if row.is_removed:
        return OpenedItem(row, None)
    text = row.unseal(key)
    if text is None:
        raise NotPossible(FactRefusal.APPRAISAL_UNREADABLE)
    try:
        return OpenedItem(row, item_from_json(ItemKind(row.kind), row.item_key, text))
    except MalformedItem:
        raise NotPossible(FactRefusal.APPRAISAL_UNREADABLE) from None


def read_content(appraisal: Appraisal, key: CompartmentKey) -> AppraisalContent:
    """Return all that this version says now, without the judgements."""
    return content_of(read_items(appraisal, key))


def content_of(items: Iterable[OpenedItem]) -> AppraisalContent:
    """Return the content of these items; what points at an item that is gone is left out."""
    by_kind: dict[ItemKind, list[AppraisalValue]] = {kind: [] for kind in ItemKind}
    for item in items:
        if item.value is not None:
            by_kind[ItemKind(item.row.kind)].append(item.value)
    facts = cast("list[AppraisalFact]", by_kind[ItemKind.FACT])
    scenarios = cast("list[Scenario]", by_kind[ItemKind.SCENARIO])
    fits = cast("list[Fit]", by_kind[ItemKind.FIT])
    doubts = cast("list[Doubt]", by_kind[ItemKind.DOUBT])
    births = cast("list[KnownBirth]", by_kind[ItemKind.PERSON])
    pages = cast("list[YoungsterPage]", by_kind[ItemKind.YOUNGSTER_PAGE])
    fact_keys = frozenset(fact.key for fact in facts)
    scenario_keys = {scenario.key for scenario in scenarios}
    return AppraisalContent(
        facts=tuple(_without_gone_threat(fact, fact_keys) for fact in facts),
        scenarios=tuple(scenarios),
        fits=tuple(f for f in fits if f.fact in fact_keys and f.scenario in scenario_keys),
        elements=tuple(cast("list[ElementAnswer]", by_kind[ItemKind.ELEMENT])),
        doubts=tuple(replace(doubt, facts=doubt.facts & fact_keys) for doubt in doubts),
        unseen=tuple(cast("list[Unseen]", by_kind[ItemKind.UNSEEN])),
        born=births[-1].born if births else None,
        youngster_page=pages[-1] if pages else YoungsterPage(),
    )


def copy_items(*, of: Appraisal, to: Appraisal, key: CompartmentKey, by: Actor) -> None:
    """Copy the items of a version into a newer one that is still empty, within a transaction.

    Each keeps its key, who wrote it and when: only the version it stands in is new.
    """
    require(by, Permission.APPRAISAL_WRITE, to)
    copies = [_copy(item, to, key) for item in read_items(of, key) if item.value is not None]
    AppraisalItem.objects.bulk_create(copies)


def _copy(item: OpenedItem, to: Appraisal, key: CompartmentKey) -> AppraisalItem:
    row = item.row
    text = item_to_json(ItemKind(row.kind), cast("AppraisalValue", item.value))
    copy = AppraisalItem(
        appraisal=to,
        kind=row.kind,
        item_key=row.item_key,
        written_at=row.written_at,
        written_by_id=row.written_by_id,
        entry_id=row.entry_id,
        form_key=tokens.new_token(16),
    )
    return copy.seal(key, text=text)


def _store(
    appraisal: Appraisal, write: ItemWrite, key: CompartmentKey, *, form_key: bytes, by: Actor
) -> AppraisalItem:
    text = item_to_json(write.kind, write.value)

    def is_same(stored: AppraisalItem) -> bool:
        about = (stored.kind, stored.item_key, stored.entry_id)
        return about == (write.kind, write.key, write.entry) and stored.unseal(key) == text

    whose = {"appraisal": appraisal}
    if earlier := once(AppraisalItem.objects.all(), form_key, of=whose, is_same=is_same):
        return earlier
    newest = _newest_version(appraisal, write.kind, write.key)
    _require_unchanged(newest, write.replaces)
    if appraisal.items.count() >= MOST_VERSIONS:
        raise NotPossible(FactRefusal.APPRAISAL_FULL)
    row = AppraisalItem(
        appraisal=appraisal,
        kind=write.kind,
        item_key=write.key,
        written_at=by.now,
        written_by=by.member,
        replaces=newest,
        entry_id=write.entry,
        form_key=form_key,
    ).seal(key, text=text)
    row.save(force_insert=True)
    return row


def _lock_writable(appraisal: Appraisal, kinds: set[ItemKind]) -> Appraisal:
    """Lock the version. Raises NotPossible when these kinds may not be written in it now."""
    locked = lock_row(appraisal)
    writable = STAGES_FOR_YOUNGSTER_PAGE if kinds <= KINDS_AFTER_CLOSING else {Stage.DRAFT}
    if Stage(locked.stage) not in writable:
        raise NotPossible(FactRefusal.APPRAISAL_CLOSED)
    if not locked.case.is_open:
        raise NotPossible(CaseRefusal.CASE_CLOSED)
    return locked


def _require_ordered(appraisal: Appraisal, writes: list[ItemWrite], key: CompartmentKey) -> None:
    """Raise NotPossible for what is written after the facts stand in order, while they do not.

    Facts of the same form count as it says them.
    """
    if KINDS_AFTER_ORDER.isdisjoint(write.kind for write in writes):
        return
    facts = {fact.key: fact for fact in read_content(appraisal, key).facts}
    facts |= {
        fact.key: fact for fact in (w.value for w in writes) if isinstance(fact, AppraisalFact)
    }
    if not is_ordered(facts.values()):
        raise NotPossible(FactRefusal.FACTS_NOT_ORDERED)


def _newest_version(appraisal: Appraisal, kind: ItemKind, item_key: str) -> AppraisalItem | None:
    rows = appraisal.items.filter(kind=kind, item_key=item_key, replaced_by=None)
    return rows.order_by("-id").first()


def _require_unchanged(newest: AppraisalItem | None, seen: int | None) -> None:
    """Raise NotPossible unless the writer saw the newest version, or none when it was removed."""
    was_gone = newest is None or newest.is_removed
    if seen is None and was_gone:
        return
    if newest is None or newest.pk != seen:
        raise NotPossible(FactRefusal.ITEM_CHANGED, ask=newest.written_by_id if newest else None)


def _require_entry(appraisal: Appraisal, write: ItemWrite, *, by: Actor) -> None:
    """Raise NotAllowed unless the writer may see the entry that a fact cites.

    A fact that cited it before keeps it, also when its next writer has no access to the case.
    """
    newest = _newest_version(appraisal, write.kind, write.key)
    if newest is not None and newest.entry_id == write.entry:
        return
    cited = write.entry if write.entry and write.kind is ItemKind.FACT else 0
    entry = Entry.objects.filter(pk=cited, case=appraisal.case).first()
    if entry is None:
        raise NotPossible(FactRefusal.ITEM_MALFORMED)
    require_entry_visible(entry, by=by)


def _row_key(form_key: bytes, place: int) -> bytes:
    """Return the key of one row of a form: its own for the first, for others made from it."""
    return form_key if place == 0 else tokens.derive(form_key, f"appraisal-item-{place}", 16)


def _without_gone_threat(fact: AppraisalFact, keys: frozenset[str]) -> AppraisalFact:
    return fact if fact.follows in keys or not fact.follows else replace(fact, follows="")
