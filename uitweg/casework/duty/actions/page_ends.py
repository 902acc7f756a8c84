"""Ending pages whose things were dealt with."""

from datetime import datetime


def settle_thing(*, thing: str, now: datetime) -> None:
    """Say that this thing was dealt with; the pages that were only about it end now."""
