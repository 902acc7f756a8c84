"""Actions of an earlier conference that were not done: overtaken, or neglected. Asked once each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from uitweg.casework.cases.case.rules.contents import ActionState
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.partners.conferences.actions.conferences import WRITE_CONFERENCE
from uitweg.casework.partners.conferences.actions.texts import ITEM_GROUP, DecryptedItem
from uitweg.casework.partners.conferences.models import AgendaItem, Conference, ConferenceLine
from uitweg.casework.partners.conferences.rules.states import Undone
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.store.locking import lock_row

WHY_OVERTAKEN = "Achterhaald, gezegd in een volgend overleg."


class UndoneRefusal(Refusal):
    UNDONE_SAID = "Een collega zei net iets anders over deze actie. Er is niets veranderd."


@dataclass(frozen=True)
class UndoneAction:
    """An action that was agreed before and not done; `text` is None when it does not open."""

    line: ConferenceLine
    text: str | None
    who: str
    due_on: date | None


def unanswered_by_case(
    conference: Conference, cases: Iterable[int], *, now: datetime
) -> dict[int, list[ConferenceLine]]:
    """Return by case the lines of earlier conferences of which it is to be said why not done.

    That is: the action is still open, its day came, and nobody said it yet. Of a line that a
    correction kept, only its last version counts.
    """
    not_ahead = Q(due_on=None) | Q(due_on__lte=timezone.localdate(now))
    lines = ConferenceLine.objects.filter(
        not_ahead, case__in=list(cases), undone="", action__state=ActionState.OPEN.value
    ).exclude(minutes__item__conference=conference)
    found: dict[int, dict[int, ConferenceLine]] = {}
    rows = lines.select_related("action", "member", "organisation").order_by("pk")
    for line in rows:
        found.setdefault(line.case_id, {})[line.action_id or 0] = line
    return {case: list(by_action.values()) for case, by_action in found.items()}


def undone_actions(item: DecryptedItem, *, by: Actor) -> list[UndoneAction]:
    """Return what is to be asked at this item, decrypted as far as the reader may see it."""
    row = item.row
    waiting = unanswered_by_case(row.conference, [row.case_id], now=by.now)
    if item.key is None or ITEM_GROUP not in item.visibility.readable_groups:
        return []
    return [
        UndoneAction(
            line,
            plan.decrypt_action(line.action, item.key).text if line.action else None,
            _owner(line),
            line.due_on,
        )
        for line in waiting.get(row.case_id, [])
    ]


def _owner(line: ConferenceLine) -> str:
    if line.organisation:
        return line.organisation.name
    return line.member.name if line.member else ""


def judge_undone(*, item: AgendaItem, line: ConferenceLine, undone: Undone, by: Actor) -> None:
    """Say why an action of before was not done. What is overtaken is dropped from the plan.

    The same answer twice is one; another one comes too late ("undone-said"). What was neglected
    stays in the plan, and is not asked again.
    """
    require(by, Permission.CONFERENCE_WRITE)
    plan.require_case_writable(item.case, by)
    if line.case_id != item.case_id:
        raise NotPossible(UndoneRefusal.UNDONE_SAID)
    with transaction.atomic():
        locked = lock_row(line)
        if locked.undone:
            if locked.undone == undone:
                return
            raise NotPossible(UndoneRefusal.UNDONE_SAID)
        same = ConferenceLine.objects.filter(action=locked.action_id, undone="")
        same.update(undone=undone, undone_said_at=by.now, undone_said_by=by.member)
        if undone is Undone.OVERTAKEN and locked.action and locked.action.state == ActionState.OPEN:
            plan.drop_action(action=locked.action, why=WHY_OVERTAKEN, by=by)
        audit_log.record(by.member, WRITE_CONFERENCE, item.conference, reason=undone)
