"""The rows of the duty rota, of callouts, and of hand-overs."""

from uitweg.casework.duty.callouts.models import Callout, CalloutCall, CalloutSubject, CalloutWait
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
    "Callout",
    "CalloutCall",
    "CalloutSubject",
    "CalloutWait",
    "ChannelTest",
    "ContactChannel",
    "ForwardedLine",
    "Handover",
    "HandoverAddition",
    "Shift",
    "ShiftPattern",
    "SwapRequest",
]
