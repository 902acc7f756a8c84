"""Opening one version of a weighing: the audit log has it before anything is decrypted."""

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import ItemKind, Stage
from uitweg.casework.appraisal.facts.actions.items import OpenedItem, content_of, read_items
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.contents import SYSTEM_KINDS
from uitweg.casework.cases.timeline.actions.entries import (
    DecryptedEntry,
    decrypt_entry,
    require_entry_visible,
)
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log

ENTRIES_A_PAGE = 40


@dataclass(frozen=True)
class OpenedAppraisal:
    """One version with its items, decrypted, for a member who may open the compartment."""

    row: Appraisal
    key: CompartmentKey
    items: tuple[OpenedItem, ...]
    may_write: bool

    @cached_property
    def content(self) -> AppraisalContent:
        return content_of(self.items)

    def item(self, kind: ItemKind, item_key: str) -> OpenedItem | None:
        """Return an item as it is now, or None."""
        found = (i for i in self.items if (i.row.kind, i.row.item_key) == (kind, item_key))
        return next(found, None)

    @cached_property
    def seen(self) -> dict[str, int]:
        """Return by "kind:key" the id of the version that a page of now shows."""
        return {f"{item.row.kind}:{item.row.item_key}": item.row.pk for item in self.items}


def open_appraisal(row: Appraisal, *, by: Actor) -> OpenedAppraisal:
    """Open a version. Raises NotAllowed without a grant, NotPossible when it does not open."""
    key = open_compartment(compartment=row.compartment, by=by)
    may_write = (
        row.stage == Stage.DRAFT and row.case.is_open and may(by, Permission.APPRAISAL_WRITE, row)
    )
    return OpenedAppraisal(row, key, tuple(read_items(row, key)), may_write)


def cite_entry(*, appraisal: Appraisal, entry_id: int, by: Actor) -> DecryptedEntry | None:
    """Return one entry of the case's timeline to cite; None when there is no such entry.

    Raises NotAllowed unless the member's own grant for the case shows it: access to the
    compartment opens nothing of the case.
    """
    case = appraisal.case
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    require(by, Permission.CASE_READ, case)
    entry = case.entries.filter(pk=entry_id).exclude(kind__in=SYSTEM_KINDS).first()
    if entry is None:
        return None
    require_entry_visible(entry, by=by)
    audit_log.record(by.member, READ_CASE, case, reason="entry")
    return decrypt_entry(entry, case_keys.open_case_key(case, by.keyring))


def entries_to_cite(
    *, appraisal: Appraisal, page: str | None, by: Actor
) -> tuple[list[DecryptedEntry], Page[Entry]]:
    """Return a page of the timeline, as far as the member's grant for the case shows it."""
    case = appraisal.case
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    require(by, Permission.CASE_READ, case)
    audit_log.record(by.member, READ_CASE, case)
    visible = case.entries.visible_with(case.visibility_for(by.pk)).filter(replaced_by=None)
    rows = visible.exclude(kind__in=SYSTEM_KINDS).select_related("written_by")
    shown = Paginator(rows, ENTRIES_A_PAGE).get_page(page)
    key = case_keys.open_case_key(case, by.keyring)
    return [decrypt_entry(row, key) for row in shown], shown
