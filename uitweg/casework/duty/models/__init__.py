"""The rows of the duty rota, of pages, and of hand-overs."""

from uitweg.casework.duty.models.channels import ChannelTest, ContactChannel
from uitweg.casework.duty.models.handover import Handover
from uitweg.casework.duty.models.line import ForwardedLine
from uitweg.casework.duty.models.paging import Page, PageCall, PageSubject
from uitweg.casework.duty.models.rota import Shift, ShiftPattern

__all__ = [
    "ChannelTest",
    "ContactChannel",
    "ForwardedLine",
    "Handover",
    "Page",
    "PageCall",
    "PageSubject",
    "Shift",
    "ShiftPattern",
]
