"""Insight: one member chooses, another reads the very bytes, then they leave once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from uitweg.casework.cases.actions import case_keys, disclosures
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.disclosures import Part, Why
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.disclosures import Via
from uitweg.casework.subject_access.actions import files, items
from uitweg.casework.subject_access.actions.page import package
from uitweg.casework.subject_access.models import Insight
from uitweg.casework.subject_access.rules import (
    INSIGHT_TRANSITIONS,
    UNDER_WAY,
    Item,
    Step,
    Work,
    work_of,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens

TABLE, WORK, PACKAGE = Insight._meta.db_table, "sealed_work", "sealed_package"


class Newer(Exception):
    """A colleague saved meanwhile; nothing is stored. `theirs` is what stands there now."""

    def __init__(self, theirs: Work, version: int) -> None:
        super().__init__()
        self.theirs, self.version = theirs, version


@dataclass(frozen=True)
class Begun:
    """What is under way for a case, opened; `row` is None before the first save."""

    row: Insight | None
    work: Work
    items: list[Item]
    unseen: int
    key: CaseKey

    @property
    def taken(self) -> list[Item]:
        return [one for one in self.items if self.work.takes(one)]


def read(
    *,
    case: Case,
    by: Actor,
) -> Begun:
    """Open everything of the case that this member sees, and the work so far."""
    require(by.member, Permission.CASE_READ, case)
    audit_log.record(by.member, "case:read", case, reason="insight")
    return _begun(case, by)


def _begun(
    case: Case,
    by: Actor,
) -> Begun:
    key, sight = case_keys.opened(case, by.keyring), case.sight_of(by.member.pk)
    row = case.insights.filter(step__in=UNDER_WAY).select_related("made_by", "looked_by").first()
    work = _work(row, key) if row else Work()
    seen = items.items_of(case, key, sight)
    return Begun(row, work, seen, case.entries.hidden_from(sight), key)


def save(
    *,
    case: Case,
    work: Work,
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
    begun = _begun(case, by)
    whole = _with_the_rest(begun, work)
    html = ""
    if ready:  # made before the transaction: blacking out a long file takes a while
        whole = _every_item_named(begun.items, whole)
        html = _made(begun, whole, case=case, by=by)
    with transaction.atomic():
        case_keys.hold(begun.key)
        row = _row(case, by=by, form_key=form_key)
        if row.step != Step.MAKING:
            raise NotPossible("insight-frozen")
        if row.version != version:
            raise Newer(_work(row, begun.key), row.version)
        row.sealed_work = _lock(begun.key, row, WORK, whole.as_text())
        row.version, row.made_by = row.version + 1, by.member
        if ready:
            row.step, row.looked_by = Step.LOOKING, None
            row.sealed_package = _lock(begun.key, row, PACKAGE, html)
        row.save()
        audit_log.record(by.member, "case:write", case, reason=f"insight:{row.step}")


def _with_the_rest(begun: Begun, work: Work) -> Work:
    """Keep what was decided about items that were not on this page: another part, or unseen."""
    rest = {id: said for id, said in begun.work.black.items() if id not in work.chosen}
    return Work({**begun.work.chosen, **work.chosen}, {**rest, **work.black}, work.everywhere)


def _every_item_named(items: Iterable[Item], work: Work) -> Work:
    """Say of each item whether it goes along: who reads the package must see all that does."""
    return replace(work, chosen={**work.chosen, **{one.id: work.takes(one) for one in items}})


def _made(
    begun: Begun,
    work: Work,
    *,
    case: Case,
    by: Actor,
) -> str:
    taken = [one for one in begun.items if work.takes(one)]
    if not taken:
        raise NotPossible("insight-empty")
    along = files.embedded(taken, case=case, by=by)
    on = by.today
    return package(begun.items, work, files=along, left_unseen=begun.unseen, on=on)


def back(*, case: Case, by: Actor) -> None:
    """Take it back to be changed; whoever looked has to look again. Raises NotPossible."""
    require(by.member, Permission.CASE_WRITE, case)
    with transaction.atomic():
        again: dict[str, Any] = {
            "looked_by": None,
            "sealed_package": b"",
            "version": F("version") + 1,
        }
        _step(case, Step.MAKING, **again)
        audit_log.record(by.member, "case:write", case, reason="insight:making")


def look(
    *,
    case: Case,
    by: Actor,
) -> bytes:
    """Open the frozen bytes, for who sees everything that is in them; the trail keeps who did."""
    require(by.member, Permission.CASE_READ, case)
    begun = _begun(case, by)
    html = _package(case, begun)
    audit_log.record(by.member, "case:look", case, reason=_print(html))
    return html


def agree(
    *,
    case: Case,
    by: Actor,
) -> None:
    """A second person, who read these very bytes, agrees that they leave. Raises NotPossible."""
    require(by.member, Permission.CASE_READ, case)
    begun = _begun(case, by)
    html = _package(case, begun)
    if begun.row is not None and begun.row.made_by_id == by.member.pk:
        raise NotPossible("insight-yourself")
    if not audit_log.was_done(by.member, "case:look", case, reason=_print(html)):
        raise NotPossible("insight-unread")
    if not all(_looked_at(one, case, by) for one in begun.taken):
        raise NotPossible("insight-file-unread")
    with transaction.atomic():
        _step(case, Step.READY, read=begun.row, looked_by=by.member)
        audit_log.record(by.member, "case:write", case, reason="insight:ready")


def _looked_at(item: Item, case: Case, by: Actor) -> bool:
    """Say whether this member opened a file where it lies; on the page only pictures open."""
    if item.file is None:
        return True
    name = "{}.{}".format(*item.file)
    ways = (f"{name} {why}" for why in ("seen", "clean", "as-is"))
    return any(audit_log.was_done(by.member, "case:file", case, reason=way) for way in ways)


def give(
    *,
    case: Case,
    why: Why,
    by: Actor,
) -> bytes:
    """Hand the bytes out, once: disclosed before they leave, and not kept here after.

    As with a paper for another, who only reads the case gives nothing away.
    """
    require(by.member, Permission.CASE_DISCLOSE, case)
    require(by.member, Permission.CASE_WRITE, case)
    begun = _begun(case, by)
    html = _package(case, begun)
    groups = frozenset(one.group for one in begun.taken)
    parts = [Part(case, len(begun.taken), groups)]
    with transaction.atomic():
        nothing: dict[str, Any] = {"sealed_work": b"", "sealed_package": b""}
        _step(case, Step.GIVEN, read=begun.row, given_on=by.today, **nothing)
        disclosures.disclose(parts=parts, content=html, via=Via.INSIGHT, why=why, by=by)
    return html


def give_up(case: Case) -> None:
    """Remove what did not leave yet, inside the caller's transaction: the person is taken away."""
    case.insights.exclude(step=Step.GIVEN).delete()


def _package(case: Case, begun: Begun) -> bytes:
    """Return the frozen bytes. Raises NotPossible for who does not see all that is in them."""
    row = begun.row
    if row is None or row.step not in (Step.LOOKING, Step.READY):
        raise NotPossible("insight-not-there")
    mine = {one.id for one in begun.items}
    if not {id for id, taken in begun.work.chosen.items() if taken} <= mine:
        raise NotPossible("insight-not-all")
    html = begun.key.unlock(TABLE, bytes(row.form_key), row.sealed_package, field=PACKAGE)
    if html is None:
        raise NotPossible("insight-not-there")
    return html.encode()


def _row(
    case: Case,
    *,
    by: Actor,
    form_key: bytes,
) -> Insight:
    """Return what is under way, or begin it; the caller holds the case."""
    row = case.insights.filter(step__in=UNDER_WAY).first()
    if row is None and Insight.objects.filter(form_key=form_key).exists():
        raise NotPossible("form-used")
    begun_on = by.today
    return row or Insight.objects.create(
        case=case, form_key=form_key, begun_on=begun_on, made_by=by.member
    )


def _step(case: Case, then: Step, *, read: Insight | None = None, **changes: object) -> None:
    """Move what is under way along the table. Raises NotPossible when it is elsewhere by now.

    `read` is the row as it was when its bytes were read: a newer one is another package.
    """
    before = [step for step, after in INSIGHT_TRANSITIONS.items() if then in after]
    rows = case.insights.filter(step__in=before)
    if read is not None:
        rows = rows.filter(version=read.version)
    if not rows.update(step=then, **changes):
        raise NotPossible("insight-not-there")


def _lock(key: CaseKey, row: Insight, field: str, text: str) -> bytes:
    return key.lock(TABLE, bytes(row.form_key), text, field=field)


def _work(row: Insight, key: CaseKey) -> Work:
    text = key.unlock(TABLE, bytes(row.form_key), row.sealed_work, field=WORK)
    return work_of(text) if text else Work()


def _print(html: bytes) -> str:
    """Return the first half of the print of these bytes: it tells one package from another."""
    return tokens.sha256(html).hex()[:32]


def items_by_section(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for one in items:
        found.setdefault(one.section, []).append(one)
    return found
