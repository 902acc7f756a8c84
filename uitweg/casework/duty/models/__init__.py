"""The rows of the duty rota, of pages, and of hand-overs."""

from uitweg.casework.duty.models.channels import ChannelTest, ContactChannel
from uitweg.casework.duty.models.handover import Handover
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
    "Handover",
    "Page",
    "PageCall",
    "PageSubject",
    "Shift",
    "ShiftPattern",
    "SwapRequest",
]
