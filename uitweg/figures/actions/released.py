"""Reading the ledger where a broken one stops the work."""

from uitweg.figures.models import ReleaseProposal
from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.rules.released_tables import Release, read_tables
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal


class LedgerRefusal(Refusal):
    LEDGER_BROKEN = (
        "Het register van wat is uitgebracht klopt niet meer. Er is niets veranderd; laat de "
        "beheerder het uitzoeken."
    )


def all_releases() -> list[Release]:
    """Return all that was ever released.

    Raises NotPossible when the ledger was tampered with. Its chain does not show that its end was
    taken away, or all of it written anew; what the staff store knows of each release and
    withdrawal does.
    """
    try:
        releases = ledger.all_releases()
    except ledger.LedgerBroken:
        raise NotPossible(LedgerRefusal.LEDGER_BROKEN) from None
    in_ledger = {each.number: each.tables for each in releases}
    known = ReleaseProposal.objects.exclude(release=None)
    for number, tables in known.values_list("release", "tables"):
        if in_ledger.get(number or 0) != read_tables(tables):
            raise NotPossible(LedgerRefusal.LEDGER_BROKEN)
    if shown_again():
        raise NotPossible(LedgerRefusal.LEDGER_BROKEN)
    return releases


def shown_again() -> list[int]:
    """Return the releases that were withdrawn and are shown: the ledger lost the withdrawal."""
    withdrawn = ReleaseProposal.objects.exclude(withdrawn_at=None)
    return sorted(ledger.shown_numbers().intersection(withdrawn.values_list("release", flat=True)))
