"""What the log may say about an error."""

import logging


class QuietFormatter(logging.Formatter):
    """Log the level, the function and the type of error; never a value, parameter or traceback."""

    def format(self, record: logging.LogRecord) -> str:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        place = f"{record.name}:{record.funcName}"
        words = record.getMessage() if record.name.startswith("uitweg") else ""
        return " ".join(part for part in (record.levelname, place, kind, words) if part)


class OnlyFaults(logging.Filter):
    """Drop the log lines about refused requests (status 4xx and 503)."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        return not (400 <= status < 500 or status == 503)
