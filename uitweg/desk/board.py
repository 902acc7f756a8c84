"""What a member has on hand besides what waits: calls, unsafe youngsters, to do, to look at.

One question to the database a block, each right at a million rows: `tests/pages/test_board.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from uitweg.access.keyring import Keyring
from uitweg.access.models import Member
from uitweg.access.rules import Permission, may
from uitweg.calls.models import CallNote
from uitweg.cases import plan
from uitweg.cases.models import Case, CaseGrant
from uitweg.cases.plan import Planned

MOST = 50
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Board:
    """Each block in the order in which it should be looked at."""

    calls: list[CallNote]
    unsafe: list[Case]
    to_do: list[Planned]
    done_today: list[Planned]
    to_look: list[Case]
    to_agree: list[Case]

    def __bool__(self) -> bool:
        return any(vars(self).values())


def board(*, of: Member, keyring: Keyring, now: datetime) -> Board:
    """Gather the blocks of one member; only cases on which they have a living grant."""
    today = timezone.localdate(now)
    calls = list(CallNote.objects.on_the_board_of(of, now=now)[:MOST])
    agrees = may(of, Permission.CASE_AGREE)
    asked = list(Case.objects.asked_to_close(but_not_by=of)[:MOST]) if agrees else []
    if not CaseGrant.objects.filter(member=of).exists():
        return Board(calls=calls, unsafe=[], to_do=[], done_today=[], to_look=[], to_agree=asked)
    mine = Case.objects.seen_by(of)
    return Board(
        calls=calls,
        unsafe=list(mine.unsafe()[:MOST]),
        to_do=plan.board(of=of, keyring=keyring, until=today, most=MOST),
        done_today=plan.ticked(of=of, keyring=keyring, on=today, most=MOST),
        to_look=list(mine.to_look_at(until=today + AHEAD)[:MOST]),
        to_agree=asked,
    )
