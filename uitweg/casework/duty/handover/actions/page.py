"""What one member sees of a hand-over: its list, with links to what they may open, and texts."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from uitweg.casework.cases.case.models import CaseGrant
from uitweg.casework.cases.case.rules.grants import READ_LEVELS
from uitweg.casework.duty.handover.actions import handovers
from uitweg.casework.duty.handover.actions.items import closed_things, current_marks, write_list
from uitweg.casework.duty.handover.models import Handover
from uitweg.casework.duty.handover.rules import (
    ASKED_BEFORE_END,
    BEGINS_UNTIL,
    WAITS_AT_MOST,
    BlockKind,
    HandoverBlock,
    HandoverLine,
    goes_on_alone,
    is_late,
    people_of,
    shift_after,
)
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.ui.moments import local_midnight

READ_HANDOVER = Act("handover:read", "Overdracht gelezen")

CALLOUT_ADDRESS = "/oproep/{}/"


@dataclass(frozen=True)
class ShownLine:
    """A line with the name of its member, and the address of what it is about; "" without."""

    line: HandoverLine
    member: str
    address: str
    is_late: bool


@dataclass(frozen=True)
class ShownBlock:
    kind: BlockKind
    lines: list[ShownLine]
    more: int
    is_cut: bool


@dataclass(frozen=True)
class ShownText:
    """What a member wrote, when; `text` is None when it does not open with this keyring."""

    text: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class OpenedHandover:
    """A hand-over as one member reads it; `blocks` is None when the list does not open."""

    blocks: list[ShownBlock] | None
    texts: list[ShownText] = field(default_factory=list)


def open_handover(*, handover: Handover, by: Actor) -> OpenedHandover:
    """Return the list, frozen or as it is now, and the texts; the reading is audited first."""
    require(by, Permission.HANDOVER_READ, handover)
    audit_log.record(by.member, READ_HANDOVER, handover)
    if handover.sealed_list:
        blocks = handovers.decrypted_list(handover, by.keyring)
    else:
        blocks = write_list(handover, until=current_marks(), now=by.now)
    texts = []
    if handover.written_by and handover.written_at:
        text = handovers.decrypted_text(handover, by.keyring)
        texts.append(ShownText(text, handover.written_by.name, handover.written_at))
    for addition in handover.additions.select_related("written_by"):
        text = handovers.decrypted_addition(addition, by.keyring)
        texts.append(ShownText(text, addition.written_by.name, addition.written_at))
    return OpenedHandover(None if blocks is None else _shown_blocks(blocks, by), texts)


def _shown_blocks(blocks: tuple[HandoverBlock, ...], by: Actor) -> list[ShownBlock]:
    """Return the blocks with names and links; what was closed since has only its number."""
    closed = closed_things(line.thing for block in blocks for line in block.lines)
    blocks = tuple(block.closing(closed) for block in blocks)
    lines = [line for block in blocks for line in block.lines]
    numbers = {line.member for line in lines if line.member is not None}
    names = dict(Member.objects.filter(pk__in=numbers).values_list("pk", "name"))
    addresses = _addresses({line.thing for line in lines}, by)
    return [
        ShownBlock(
            block.kind,
            [
                ShownLine(
                    line,
                    names.get(line.member or 0, ""),
                    addresses.get(line.thing, ""),
                    is_late(line, today=local_midnight(by.today), now=by.now),
                )
                for line in block.lines
            ],
            block.more,
            block.is_cut,
        )
        for block in blocks
    ]


def _addresses(things: set[str], by: Actor) -> dict[str, str]:
    """Return the address of each of these rows that the member may open."""
    ids: dict[str, list[int]] = {"report": [], "callnote": [], "case": [], "page": []}
    for thing in things:
        kind, _, pk = thing.partition(":")
        ids[kind].append(int(pk))
    addresses = {f"page:{pk}": CALLOUT_ADDRESS.format(pk) for pk in ids["page"]}
    for kind, name in (("report", "report"), ("callnote", "call")):
        opens = set(ids[kind])
        opens -= set(by.member.shut_out_ids(kind)) if opens else set()
        addresses |= {f"{kind}:{pk}": reverse(name, args=[pk]) for pk in opens}
    grants = CaseGrant.objects.active_for(by.member.pk).opening_the_card()
    for case, level in grants.filter(case__in=ids["case"]).values_list("case", "level"):
        name = "case" if level in READ_LEVELS else "safety-card"
        if name == "case" or f"case:{case}" not in addresses:
            addresses[f"case:{case}"] = reverse(name, args=[case])
    return addresses


@dataclass(frozen=True)
class HandoverTasks:
    """What this member has to do with hand-overs now.

    `ending` is their own shift that ends within the hour, or ended, without a completed hand-over;
    `own` are all of their shifts that run or ended so. `to_read` wait for them to take over, also
    after a line was added; the newest first.
    """

    ending: Shift | None = None
    own: list[Shift] = field(default_factory=list)
    to_read: list[Handover] = field(default_factory=list)


def handover_tasks(*, by: Actor) -> HandoverTasks:
    """Return what this member is asked: of the shifts of these days, in two queries."""
    near = Shift.objects.between(by.now - WAITS_AT_MOST, by.now + WAITS_AT_MOST)
    shifts = list(near.exclude(member=None))
    begun = [shift for shift in shifts if shift.starts_at <= by.now]
    rows = Handover.objects.with_people().filter(shift__in=begun).prefetch_related("additions")
    by_shift = {row.shift_id: row for row in rows}
    own, to_read = [], []
    for shift in reversed(begun):
        row = by_shift.get(shift.pk)
        if _is_to_write(shift, row, now=by.now) and by.member.pk in people_of(shift):
            own.append(shift)
        after = shift_after(shift, shifts)
        is_next = by.member.pk in people_of(after) and not goes_on_alone(shift, after)
        is_own = row and by.member.pk in (row.written_by_id, shift.member_id)
        if row and is_next and not is_own and _waits_for_reader(row, now=by.now):
            to_read.append(row)
    return HandoverTasks(_ending_shift(own, by), own, to_read)


def _ending_shift(own: list[Shift], by: Actor) -> Shift | None:
    """Return the last of these shifts that this member has first, and that ends within the hour."""
    first = [shift for shift in own if shift.member_id == by.member.pk]
    return next((shift for shift in first if shift.ends_at - ASKED_BEFORE_END <= by.now), None)


def _is_to_write(shift: Shift, handover: Handover | None, *, now: datetime) -> bool:
    """Return whether this shift can still be handed over by who had it."""
    if handover is None:
        return shift.ends_at > now - BEGINS_UNTIL
    return handover.written_at is None and handover.accepted_at is None


def _waits_for_reader(handover: Handover, *, now: datetime) -> bool:
    """Return whether the next shift has something to read that it did not take over yet."""
    if handover.accepted_at is not None:
        added = [addition.written_at for addition in handover.additions.all()]
        return any(moment > handover.accepted_at for moment in added)
    return handover.written_at is not None or handover.shift.ends_at <= now
