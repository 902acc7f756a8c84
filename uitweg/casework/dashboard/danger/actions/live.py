"""The danger that an open page is told of by itself: whose and where, never what was written."""

from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.cases.case.models import Case
from uitweg.casework.dashboard.danger.actions.acute_cases import ACUTE_CASES_SHOWN
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission

MESSAGES_TOLD = 100


@dataclass(frozen=True)
class DangerState:
    """Which danger waits now, the newest first, so that an open page can see whether it changed.

    `cases` are ids of cases in acute danger with since when, `messages` (message id, report id).
    """

    cases: list[tuple[int, datetime | None]]
    messages: list[tuple[int, int]]

    @property
    def keys(self) -> list[str]:
        return [*(case_key(*case) for case in self.cases), *(f"m{pk}" for pk, _ in self.messages)]


def danger_state(*, by: Actor) -> DangerState:
    """Return what waits now. Every open page asks it every few seconds: one index in each store."""
    require(by, Permission.WORKLIST_READ)
    acute = Case.objects.in_acute_danger().reverse().values_list("pk", "risk_since")
    waiting = Message.objects.waiting().filter(danger_now=True)
    newest = waiting.order_by("-received_at", "-id").values_list("pk", "report_id")
    return DangerState(cases=list(acute[:ACUTE_CASES_SHOWN]), messages=list(newest[:MESSAGES_TOLD]))


def case_key(case_id: int, since: datetime | None) -> str:
    """Return what names this time that the case is in acute danger: a later time is new."""
    return f"u{case_id}-{since.timestamp() if since else 0:.0f}"
