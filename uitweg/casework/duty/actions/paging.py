"""Open a page, and move it on: call, take, hand on, finish."""

from datetime import datetime

from uitweg.casework.duty.rules.paging import PageKind


def open_page(*, kind: PageKind, thing: str, now: datetime) -> None:
    """Page who must act on `thing`, a row named as in the audit log; once for each thing."""
    raise NotImplementedError
