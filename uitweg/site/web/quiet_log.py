"""What the log may say about an error."""

import logging
import threading
import time
from collections.abc import Callable

SAY_AGAIN_SECONDS = 300
MOST_LINES_REMEMBERED = 1000


class QuietFormatter(logging.Formatter):
    """Log the level, the function and the type of error; never a value, parameter or traceback."""

    def format(self, record: logging.LogRecord) -> str:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        place = f"{record.name}:{record.funcName}"
        words = record.getMessage() if record.name.startswith("uitweg") else ""
        more = (
            f"({record.left_out} more such lines left out)" if hasattr(record, "left_out") else ""
        )
        return " ".join(part for part in (record.levelname, place, kind, words, more) if part)


class OnlyFaults(logging.Filter):
    """Drop the log lines about refused requests (status 4xx and 503)."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        return not (400 <= status < 500 or status == 503)


class Damped(logging.Filter):
    """Let each line through once in five minutes; the next one says how many were left out.

    In an outage every request and every step fails, and their lines would fill the disk.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._lock, self._formatter = clock, threading.Lock(), QuietFormatter()
        self._said = dict[str, tuple[float, int]]()

    def filter(self, record: logging.LogRecord) -> bool:
        line = self._formatter.format(record)
        with self._lock:
            now = self._clock()
            said_at, left_out = self._said.get(line, (float("-inf"), 0))
            if now < said_at + SAY_AGAIN_SECONDS:
                self._said[line] = said_at, left_out + 1
                return False
            if len(self._said) >= MOST_LINES_REMEMBERED:
                self._said.clear()
            self._said[line] = now, 0
        if left_out:
            record.left_out = left_out
        return True
