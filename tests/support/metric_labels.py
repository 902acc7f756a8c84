"""Every value that a label of a metric may have: words of our own, and nothing that was sent."""

from tests.support import addresses
from uitweg.platform.jobs.rules import Channel
from uitweg.site.operations.declared import all_jobs
from uitweg.site.server.observing import WITHOUT_ADDRESS


def allowed_values() -> dict[str, frozenset[str]]:
    names = {address.name for door in ("public", "staff") for address in addresses.of(door)}
    return {
        "door": frozenset({"public", "staff"}),
        "view": frozenset({*names, *WITHOUT_ADDRESS}) - {""},
        "status": frozenset({f"{first}xx" for first in range(1, 6)}),
        "step": frozenset({*all_jobs(), "round", "timers"}),
        "store": frozenset({"channel", "staff"}),
        "channel": frozenset(map(str, Channel)),
    }
