"""The demo's hand-over: of the shift that just ended, completed, and waiting for the next."""

from datetime import datetime, timedelta

from uitweg.casework.duty.handover.actions import handovers
from uitweg.casework.duty.handover.models import Handover
from uitweg.casework.duty.shifts.models import Shift
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.sealing import tokens

MINUTE = timedelta(minutes=1)
TEXT = (
    "M-0005 is de spannendste: daar is gevaar. Ik heb nog niet kunnen antwoorden.\n\nDe "
    "jongerenwerker van U-0002 belt om tien uur terug."
)


def complete_last_shift(keyrings: dict[str, Keyring], now: datetime) -> None:
    """Let the member of the shift that ended last complete its hand-over; the next reads it."""
    shift = _last_shift(now)
    assert shift
    assert shift.member
    came_before = Message.objects.filter(received_at__lt=shift.starts_at).order_by("-pk").first()
    handover, _ = Handover.objects.get_or_create(
        shift=shift,
        defaults={"entries_before": 0, "messages_before": came_before.pk if came_before else 0},
    )
    handovers.complete_handover(
        handover=handover,
        by=Actor(shift.member, shift.ends_at - MINUTE, keyrings[shift.member.login]),
        text=TEXT,
        form_key=tokens.new_token(16),
    )


def _last_shift(now: datetime) -> Shift | None:
    ended = Shift.objects.filter(ends_at__lte=now, is_dropped=False).exclude(member=None)
    return ended.select_related("member").order_by("-ends_at").first()
