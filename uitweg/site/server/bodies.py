"""Read the body of a request: whole, within its limits, in time, and within a bound of memory.

A body must say how long it is. granian does not tell whether a chunked body reached its end or was
cut off, so half a message would look like a whole one. Browsers always say the length.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]

KIB, MIB = 1024, 1024 * 1024
SMALL_BODY = 64 * KIB  # nearly every message; as many as there are connections may come in
LONGEST_BODY = 512 * KIB  # a sealed report is at most 2 × 40 steps of 4 KiB, in base64
LONGEST_PIECES = MIB  # pieces of a file; only named addresses take more than LONGEST_BODY
MOST_MIDDLE_BYTES = 64 * MIB  # in memory of all bodies up to LONGEST_PIECES
MOST_LARGE_BYTES = 80 * MIB  # in memory of all bodies over LONGEST_PIECES
MOST_DRAINED_BYTES = 32 * MIB
BODY_SECONDS, LARGE_SECONDS = 10, 150  # 5 MB takes 100 s on a bad line
SLOWEST_BYTES_PER_SECOND = 40_000
"""Slower than this, a body over SMALL_BODY does not get its extra time."""
SLOWEST_WITH_ROOM = 14_000
"""The same while less than half of the memory is in use: a photo of 2 MB over a bad line."""


class AskedRequest(Protocol):
    """The part of granian's RSGI scope that a body is read by."""

    method: str
    headers: Any


class BodyTooLarge(Exception):
    """The body is longer than its address allows."""


class TooManyBodies(Exception):
    """So many bodies are in memory already that another one could exhaust it."""


class LengthMissing(Exception):
    """The body does not say how long it is."""


class BodyCutOff(Exception):
    """The connection ended before the body did."""


class BodyReader:
    """Reads the bodies of one door, and counts those over SMALL_BODY until they are answered."""

    def __init__(self) -> None:
        self._held = {MOST_MIDDLE_BYTES: 0, MOST_LARGE_BYTES: 0}

    @asynccontextmanager
    async def read(
        self, request: AskedRequest, protocol: Any, *, longest: int
    ) -> AsyncIterator[bytes]:
        """Yield the whole body; its memory counts until the context ends.

        A body that is too large is read and discarded before it is refused, up to a limit: a
        browser that is cut off while sending would not show our error page. Raises BodyTooLarge,
        TooManyBodies, LengthMissing, BodyCutOff, TimeoutError, or ValueError for a bad length.
        """
        length = _declared_length(request)
        if length > longest:
            await _discard(protocol, length)
            raise BodyTooLarge
        if length <= SMALL_BODY:
            yield await _read_small(protocol, length)
            return
        parts: list[bytes] = []
        most = MOST_MIDDLE_BYTES if length <= LONGEST_PIECES else MOST_LARGE_BYTES
        try:
            await self._collect(parts, protocol, most=most)
            if sum(map(len, parts)) != length:
                raise BodyCutOff
            yield b"".join(parts)
        finally:
            self._held[most] -= sum(map(len, parts))

    async def _collect(self, parts: list[bytes], protocol: Any, *, most: int) -> None:
        """Add the parts as they come in. Who keeps sending gets more time for it.

        What comes in fast saves no time up: nobody may hold memory for long and send no more.

        Raises TooManyBodies when all bodies together would take more than `most` bytes.
        """
        loop = asyncio.get_running_loop()
        last = loop.time() + LARGE_SECONDS
        async with asyncio.timeout(BODY_SECONDS) as limit:
            async for part in protocol:
                if self._held[most] + len(part) > most:
                    raise TooManyBodies
                parts.append(part)
                self._held[most] += len(part)
                has_room = self._held[most] <= most // 2
                slowest = SLOWEST_WITH_ROOM if has_room else SLOWEST_BYTES_PER_SECOND
                until = (limit.when() or 0) + len(part) / slowest
                limit.reschedule(min(until, loop.time() + BODY_SECONDS, last))


def _declared_length(request: AskedRequest) -> int:
    """Return the length of the body. Raises LengthMissing for one that does not say it."""
    if request.headers.get("transfer-encoding"):
        raise LengthMissing
    length = int(request.headers.get("content-length") or 0)
    if length < 0:
        raise ValueError("a length below zero")
    return length


async def _read_small(protocol: Any, length: int) -> bytes:
    if not length:
        return b""
    async with asyncio.timeout(BODY_SECONDS):
        try:
            body: bytes = await protocol()  # never longer than declared
        except (ProtocolClosed, ProtocolError):
            raise BodyCutOff from None
    return body


async def _discard(protocol: Any, length: int) -> None:
    """Read what is too large and keep nothing of it. Raises TimeoutError."""
    if length <= MOST_DRAINED_BYTES:
        async with asyncio.timeout(BODY_SECONDS):
            async for _part in protocol:
                pass
