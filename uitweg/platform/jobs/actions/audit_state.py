"""Whether the last audit of the pages was clean."""

from datetime import datetime


def record_audit(*, clean: bool, faults: int, now: datetime) -> None:
    """Remember how the audit ended."""
