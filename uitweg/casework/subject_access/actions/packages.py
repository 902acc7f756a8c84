"""Insight: one member chooses, another reads the very bytes, then they leave once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from uitweg.casework.cases.actions import case_keys, disclosures
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.disclosures import DisclosureMethod
from uitweg.casework.subject_access.actions import files, items
from uitweg.casework.subject_access.actions.page import render_package
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.casework.subject_access.rules import (
    OPEN_STEPS,
    PACKAGE_TRANSITIONS,
    PackageChoices,
    PackageItem,
    PackageStep,
    choices_from_text,
)
from uitweg.channel.rules.attachments import FileUse
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens

TABLE, WORK, PACKAGE = SubjectAccessRequest._meta.db_table, "sealed_work", "sealed_package"


class NewerPackageSaved(Exception):
    """A colleague saved meanwhile; nothing is stored. `theirs` is what stands there now."""

    def __init__(self, theirs: PackageChoices, version: int) -> None:
        super().__init__()
        self.theirs, self.version = theirs, version


@dataclass(frozen=True)
class PackageInProgress:
    """What is under way for a case, opened; `row` is None before the first save."""

    row: SubjectAccessRequest | None
    work: PackageChoices
    items: list[PackageItem]
    unseen: int
    key: CaseKey

    @property
    def taken(self) -> list[PackageItem]:
        return [one for one in self.items if self.work.takes(one)]


def read_package(
    *,
    case: Case,
    by: Actor,
) -> PackageInProgress:
    """Open everything of the case that this member sees, and the work so far."""
    require(by.member, Permission.CASE_READ, case)
    audit_log.record(by.member, "case:read", case, reason="insight")
    return _package_in_progress(case, by)


def _package_in_progress(
    case: Case,
    by: Actor,
) -> PackageInProgress:
    key, visibility = case_keys.open_case_key(case, by.keyring), case.visibility_for(by.member.pk)
    row = case.insights.filter(step__in=OPEN_STEPS).select_related("made_by", "reviewed_by").first()
    work = _choices_of(row, key) if row else PackageChoices()
    seen = items.package_items(case, key, visibility)
    return PackageInProgress(row, work, seen, case.entries.hidden_from(visibility), key)


def save_package(
    *,
    case: Case,
    work: PackageChoices,
    version: int,
    ready: bool,
    by: Actor,
    form_key: bytes,
) -> None:
    """Keep what was chosen; `ready` also freezes the bytes, for another to read.

    Raises Newer when a colleague saved meanwhile, CannotTake for a file, and NotPossible when it
    is frozen or when nothing was chosen to leave.
    """
    require(by.member, Permission.CASE_WRITE, case)
    begun = _package_in_progress(case, by)
    whole = _merge_choices(begun, work)
    html = ""
    if ready:  # made before the transaction: blacking out a long file takes a while
        whole = _with_every_item(begun.items, whole)
        html = _render(begun, whole, case=case, by=by)
    with transaction.atomic():
        case_keys.lock_case(begun.key)
        row = _row_in_progress(case, by=by, form_key=form_key)
        if row.step != PackageStep.MAKING:
            raise NotPossible("package-frozen")
        if row.version != version:
            raise NewerPackageSaved(_choices_of(row, begun.key), row.version)
        row.sealed_work = _lock(begun.key, row, WORK, whole.as_text())
        row.version, row.made_by = row.version + 1, by.member
        if ready:
            row.step, row.reviewed_by = PackageStep.LOOKING, None
            row.sealed_package = _lock(begun.key, row, PACKAGE, html)
        row.save()
        audit_log.record(by.member, "case:write", case, reason=f"insight:{row.step}")


def _merge_choices(begun: PackageInProgress, work: PackageChoices) -> PackageChoices:
    """Keep what was decided about items that were not on this page: another part, or unseen."""
    rest = {id: said for id, said in begun.work.black.items() if id not in work.chosen}
    return PackageChoices(
        {**begun.work.chosen, **work.chosen}, {**rest, **work.black}, work.everywhere
    )


def _with_every_item(items: Iterable[PackageItem], work: PackageChoices) -> PackageChoices:
    """Say of each item whether it goes along: who reads the package must see all that does."""
    return replace(work, chosen={**work.chosen, **{one.id: work.takes(one) for one in items}})


def _render(
    begun: PackageInProgress,
    work: PackageChoices,
    *,
    case: Case,
    by: Actor,
) -> str:
    taken = [one for one in begun.items if work.takes(one)]
    if not taken:
        raise NotPossible("package-empty")
    along = files.embed_files(taken, case=case, by=by)
    on = by.today
    return render_package(begun.items, work, files=along, left_unseen=begun.unseen, on=on)


def reopen_package(*, case: Case, by: Actor) -> None:
    """Take it back to be changed; whoever looked has to look again. Raises NotPossible."""
    require(by.member, Permission.CASE_WRITE, case)
    with transaction.atomic():
        again: dict[str, Any] = {
            "reviewed_by": None,
            "sealed_package": b"",
            "version": F("version") + 1,
        }
        _move_to_step(case, PackageStep.MAKING, **again)
        audit_log.record(by.member, "case:write", case, reason="insight:making")


def preview_package(
    *,
    case: Case,
    by: Actor,
) -> bytes:
    """Decrypt the package for a member who may see all of it; the reading is recorded."""
    require(by.member, Permission.CASE_READ, case)
    begun = _package_in_progress(case, by)
    html = _frozen_package(case, begun)
    audit_log.record(by.member, "case:check-subject-access", case, reason=_fingerprint(html))
    return html


def agree_to_package(
    *,
    case: Case,
    by: Actor,
) -> None:
    """A second person, who read these very bytes, agrees that they leave. Raises NotPossible."""
    require(by.member, Permission.CASE_READ, case)
    begun = _package_in_progress(case, by)
    html = _frozen_package(case, begun)
    if begun.row is not None and begun.row.made_by_id == by.member.pk:
        raise NotPossible("package-yourself")
    if not audit_log.was_done(
        by.member, "case:check-subject-access", case, reason=_fingerprint(html)
    ):
        raise NotPossible("package-unread")
    if not all(_has_opened_file(one, case, by) for one in begun.taken):
        raise NotPossible("package-file-unread")
    with transaction.atomic():
        _move_to_step(case, PackageStep.READY, read=begun.row, reviewed_by=by.member)
        audit_log.record(by.member, "case:write", case, reason="insight:ready")


def _has_opened_file(item: PackageItem, case: Case, by: Actor) -> bool:
    """Say whether this member opened a file where it lies; on the page only pictures open."""
    if item.file is None:
        return True
    name = "{}.{}".format(*item.file)
    ways = (f"{name} {use}" for use in FileUse)
    return any(audit_log.was_done(by.member, "case:file", case, reason=way) for way in ways)


def hand_out_package(
    *,
    case: Case,
    why: DisclosureStatement,
    by: Actor,
) -> bytes:
    """Hand the bytes out, once: disclosed before they leave, and not kept here after.

    As with a paper for another, who only reads the case gives nothing away.
    """
    require(by.member, Permission.CASE_DISCLOSE, case)
    require(by.member, Permission.CASE_WRITE, case)
    begun = _package_in_progress(case, by)
    html = _frozen_package(case, begun)
    groups = frozenset(one.group for one in begun.taken)
    parts = [DisclosurePart(case, len(begun.taken), groups)]
    with transaction.atomic():
        nothing: dict[str, Any] = {"sealed_work": b"", "sealed_package": b""}
        _move_to_step(case, PackageStep.GIVEN, read=begun.row, given_on=by.today, **nothing)
        disclosures.disclose(
            parts=parts, content=html, via=DisclosureMethod.INSIGHT, statement=why, by=by
        )
    return html


def delete_unfinished_packages(case: Case) -> None:
    """Remove what did not leave yet, inside the caller's transaction: the person is taken away."""
    case.insights.exclude(step=PackageStep.GIVEN).delete()


def _frozen_package(case: Case, begun: PackageInProgress) -> bytes:
    """Return the frozen bytes. Raises NotPossible for who does not see all that is in them."""
    row = begun.row
    if row is None or row.step not in (PackageStep.LOOKING, PackageStep.READY):
        raise NotPossible("package-not-there")
    mine = {one.id for one in begun.items}
    if not {id for id, taken in begun.work.chosen.items() if taken} <= mine:
        raise NotPossible("package-not-all")
    html = begun.key.unlock(TABLE, bytes(row.form_key), row.sealed_package, field=PACKAGE)
    if html is None:
        raise NotPossible("package-not-there")
    return html.encode()


def _row_in_progress(
    case: Case,
    *,
    by: Actor,
    form_key: bytes,
) -> SubjectAccessRequest:
    """Return what is under way, or begin it; the caller holds the case."""
    row = case.insights.filter(step__in=OPEN_STEPS).first()
    if row is None and SubjectAccessRequest.objects.filter(form_key=form_key).exists():
        raise NotPossible("form-used")
    begun_on = by.today
    return row or SubjectAccessRequest.objects.create(
        case=case, form_key=form_key, begun_on=begun_on, made_by=by.member
    )


def _move_to_step(
    case: Case, then: PackageStep, *, read: SubjectAccessRequest | None = None, **changes: object
) -> None:
    """Move what is under way along the table. Raises NotPossible when it is elsewhere by now.

    `read` is the row as it was when its bytes were read: a newer one is another package.
    """
    before = [step for step, after in PACKAGE_TRANSITIONS.items() if then in after]
    rows = case.insights.filter(step__in=before)
    if read is not None:
        rows = rows.filter(version=read.version)
    if not rows.update(step=then, **changes):
        raise NotPossible("package-not-there")


def _lock(key: CaseKey, row: SubjectAccessRequest, field: str, text: str) -> bytes:
    return key.lock(TABLE, bytes(row.form_key), text, field=field)


def _choices_of(row: SubjectAccessRequest, key: CaseKey) -> PackageChoices:
    text = key.unlock(TABLE, bytes(row.form_key), row.sealed_work, field=WORK)
    return choices_from_text(text) if text else PackageChoices()


def _fingerprint(html: bytes) -> str:
    """Return the first half of the print of these bytes: it tells one package from another."""
    return tokens.sha256(html).hex()[:32]


def items_by_section(items: Iterable[PackageItem]) -> dict[str, list[PackageItem]]:
    found: dict[str, list[PackageItem]] = {}
    for one in items:
        found.setdefault(one.section, []).append(one)
    return found
