"""The clock: set by the network, and the same as the database's."""

import ctypes
import struct
import time
from collections.abc import Iterator

from uitweg.site.operations.doctor import database
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong

IN_STEP = good("clock-in-step", "The kernel says that this machine’s clock is set by the network.")
ALONE = attention(
    "clock-alone",
    "The kernel does not say that this machine’s clock is set by the network.",
    "Install chrony or systemd-timesyncd. In a container this cannot be seen: look at the host. "
    "Terms, phone codes (30 seconds) and the rota need the right time.",
)
DIFFERS = wrong(
    "clock-differs",
    "The clocks of this machine and of PostgreSQL differ by {seconds:.0f} s.",
    "Set both by the network. Timers, leases and sessions compare the two.",
)

MOST_SECONDS = 2
TIME_ERROR, UNSYNCHRONISED = 5, 0x40
TIMEX_BYTES, STATUS_OFFSET = 256, 40
"""Of adjtimex(2) on 64-bit Linux."""


def examine(_who: Patient) -> Findings:
    """Ask the kernel, and the database what time it is there."""
    from django.db import connections

    yield (IN_STEP if is_synchronised() else ALONE).found()
    if connections["channel"].vendor == "postgresql":
        before = time.time()
        there = float(database.value_of("channel", "SELECT extract(epoch FROM clock_timestamp())"))
        yield from apart(there, before=before, after=time.time())


def is_synchronised() -> bool:
    """Return whether the kernel's clock is disciplined by NTP."""
    buffer = ctypes.create_string_buffer(TIMEX_BYTES)
    try:
        state = ctypes.CDLL(None).adjtimex(buffer)
    except (OSError, AttributeError):
        return False
    (status,) = struct.unpack_from("i", buffer, STATUS_OFFSET)
    return state not in {-1, TIME_ERROR} and not status & UNSYNCHRONISED


def apart(there: float, *, before: float, after: float) -> Iterator[Finding]:
    """Judge the other clock beside ours, read just before and just after it."""
    seconds = max(before - there, there - after, 0)
    if seconds > MOST_SECONDS:
        yield DIFFERS.found(seconds=seconds)
