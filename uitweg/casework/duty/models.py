"""The rows of the duty rota, of pages, and of hand-overs."""

from uitweg.casework.duty.callouts.models import Page, PageCall, PageSubject, PageWait
from uitweg.casework.duty.channels.models import ChannelTest, ContactChannel
from uitweg.casework.duty.handover.models import Handover, HandoverAddition
from uitweg.casework.duty.reachability.models import ForwardedLine
from uitweg.casework.duty.shifts.models import (
    Absence,
    CalendarFeed,
    Shift,
    ShiftPattern,
    SwapRequest,
)

__all__ = [
    "Absence",
    "CalendarFeed",
    "ChannelTest",
    "ContactChannel",
    "ForwardedLine",
    "Handover",
    "HandoverAddition",
    "Page",
    "PageCall",
    "PageSubject",
    "PageWait",
    "Shift",
    "ShiftPattern",
    "SwapRequest",
]
