"""Reading the ledger where a broken one stops the work."""

from uitweg.figures.models import ReleaseProposal
from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.rules.released_tables import Release, read_tables
from uitweg.platform.accounts.actions.authorization import NotPossible


def all_releases() -> list[Release]:
    """Return all that was ever released.

    Raises NotPossible when the ledger was tampered with. Its chain does not show that its end was
    taken away, or all of it written anew; what the staff store knows of each release does.
    """
    try:
        releases = ledger.all_releases()
    except ledger.LedgerBroken:
        raise NotPossible("ledger-broken") from None
    in_ledger = {each.number: each.tables for each in releases}
    released = ReleaseProposal.objects.exclude(release=None).values_list("release", "tables")
    if any(in_ledger.get(number or 0) != read_tables(tables) for number, tables in released):
        raise NotPossible("ledger-broken")
    return releases
