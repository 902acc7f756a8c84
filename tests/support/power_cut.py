"""A machine that stops between two statements of the database."""

from collections.abc import Callable
from typing import Any

from django.db import connection


class PowerCut(BaseException):
    """No code catches this: as when the machine stops, only the database puts things right."""


def stopped_at(number: int, work: Callable[[], object]) -> bool:
    """Do it, and stop at its statement of this number; return whether it got that far."""
    seen = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == number:
            raise PowerCut
        return execute(*statement)

    try:
        with connection.execute_wrapper(count):
            work()
    except PowerCut:
        return True
    return False
