"""The rows of the duty rota, of pages, and of hand-overs."""

from uitweg.casework.duty.models.channels import ChannelTest, ContactChannel
from uitweg.casework.duty.models.handover import Handover, HandoverAddition
from uitweg.casework.duty.models.line import ForwardedLine
from uitweg.casework.duty.models.page_waits import PageWait
from uitweg.casework.duty.models.paging import Page, PageCall, PageSubject
from uitweg.casework.duty.models.rota import (
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
