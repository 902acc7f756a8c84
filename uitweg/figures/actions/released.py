"""Reading the ledger where a broken one stops the work."""

from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.rules.released_tables import Release
from uitweg.platform.accounts.actions.authorization import NotPossible


def all_releases() -> list[Release]:
    """Return all that was ever released. Raises NotPossible when the ledger was tampered with."""
    try:
        return ledger.all_releases()
    except ledger.LedgerBroken:
        raise NotPossible("ledger-broken") from None
