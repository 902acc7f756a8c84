"""Releasing figures: one member proposes tables, another releases them, anybody takes one off."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction

from uitweg.figures.actions.extraction import children_of
from uitweg.figures.actions.released import LedgerRefusal, all_releases, shown_again
from uitweg.figures.models import Extraction, ReleaseProposal
from uitweg.figures.rules.proposals import ProposalState
from uitweg.figures.rules.protection import NotProtectable
from uitweg.figures.rules.published_tables import PublishedTable
from uitweg.figures.rules.releasing import (
    ChosenTables,
    earlier_tables,
    protected_tables,
    refuse_unsafe,
    released_of,
)
from uitweg.figures.rules.sources import SOURCES
from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.rules.released_tables import (
    ReleasedTable,
    read_tables,
    written,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.store.locking import lock_row

READ_TABLE = Act("figures:table", "Tabel met cijfers bekeken")
PROPOSE_RELEASE = Act("figures:propose", "Cijfers voorgesteld")
RELEASE_FIGURES = Act("figures:released", "Cijfers uitgebracht")
REFUSE_RELEASE = Act("figures:refused", "Cijfers niet uitgebracht")
TAKE_PROPOSAL_BACK = Act("figures:taken-back", "Voorstel voor cijfers teruggenomen")
WITHDRAW_RELEASE = Act("figures:withdraw", "Cijfers van de site gehaald")
DECISIONS = {
    ProposalState.RELEASED: RELEASE_FIGURES,
    ProposalState.REFUSED: REFUSE_RELEASE,
    ProposalState.TAKEN_BACK: TAKE_PROPOSAL_BACK,
}

LONGEST_SECONDS = 20.0
"""Somebody waits for it at a page."""


class ReleaseRefusal(Refusal):
    TABLE_RELEASED = "Deze tabel is al uitgebracht. Kies een andere."
    PROPOSAL_DECIDED = "Hierover is net beslist. Er is niets veranderd."
    PROPOSAL_OF_ANOTHER = "Dit voorstel is van een ander. Er is niets veranderd."
    RELEASE_UNSAFE = (
        "Er is intussen iets anders uitgebracht. Samen zeggen deze tabellen te veel. Er is niets "
        "uitgebracht; maak een nieuw voorstel."
    )
    RELEASE_OVERTAKEN = "Er is net iets anders uitgebracht. Er is niets veranderd; kijk nog eens."
    RELEASE_GONE = "Dit staat niet op de site. Er is niets veranderd."


def protect_chosen(
    extraction: Extraction, chosen: ChosenTables, *, by: Actor
) -> tuple[ReleasedTable, ...]:
    """Return the chosen tables, safe together with all that was released of this year.

    No true count below the threshold leaves this function. It is recorded who saw which table.
    Raises NotProtectable, and NotPossible when one was released or nothing was chosen.
    """
    require(by, Permission.FIGURES_READ)
    releases = all_releases()
    earlier = released_of(releases, extraction.source, extraction.year)
    shown = {tuple(table.dimensions) for _, table in earlier}
    if not chosen or any(tuple(dimensions) in shown for dimensions in chosen.values()):
        raise NotPossible(ReleaseRefusal.TABLE_RELEASED)
    tables = protected_tables(
        chosen,
        source=SOURCES[extraction.source],
        year=extraction.year,
        extracted_on=extraction.extracted_on,
        children=children_of(extraction),
        earlier=earlier_tables(releases, extraction.source, extraction.year),
        seconds=LONGEST_SECONDS,
    )
    for name in chosen:
        audit_log.record(by.member, READ_TABLE, extraction, reason=name[:40])
    return tables


def propose(extraction: Extraction, chosen: ChosenTables, *, by: Actor) -> ReleaseProposal:
    """Propose to release these tables as they are now. The same proposal twice is one.

    Raises NotProtectable, and NotPossible when one of them was released.
    """
    require(by, Permission.FIGURES_PROPOSE)
    tables = written(protect_chosen(extraction, chosen, by=by))
    with transaction.atomic():
        lock_row(extraction)
        open_ones = extraction.proposals.filter(state=ProposalState.PROPOSED.value)
        same = open_ones.filter(tables=tables).first()
        if same:
            return same
        proposal = ReleaseProposal.objects.create(
            extraction=extraction, tables=tables, proposed_by=by.member, proposed_at=by.now
        )
        audit_log.record(by.member, PROPOSE_RELEASE, proposal)
    return proposal


def release(proposal: ReleaseProposal, *, by: Actor) -> int:
    """Release a proposal as the second member; everybody sees it within seconds.

    Attacked again with all that was released meanwhile, before anything is locked: that takes
    seconds, in which others write. Raises NotPossible when it was decided, is not safe any more, or
    something else of this year was released in those seconds. Cut off between the two stores, the
    ledger has it and the proposal is still open: released again, it gets the number that it has.
    """
    require(by, Permission.FIGURES_RELEASE, proposal)
    extraction, tables = proposal.extraction, read_tables(proposal.tables)
    earlier = _earlier(extraction)
    number = _number_in_ledger(tables)
    if not number:
        try:
            refuse_unsafe(tables, children=children_of(extraction), earlier=earlier)
        except NotProtectable:
            raise NotPossible(ReleaseRefusal.RELEASE_UNSAFE) from None
    with transaction.atomic():
        lock_row(extraction)
        proposal = _lock_open(proposal)
        if _earlier(extraction) != earlier or read_tables(proposal.tables) != tables:
            raise NotPossible(ReleaseRefusal.RELEASE_OVERTAKEN)
        _decide(
            proposal,
            ProposalState.RELEASED,
            by=by,
            number=number or ledger.add_release(tables, now=by.now),
        )
    return proposal.release or 0


def _earlier(extraction: Extraction) -> list[PublishedTable]:
    return earlier_tables(all_releases(), extraction.source, extraction.year)


def _number_in_ledger(tables: tuple[ReleasedTable, ...]) -> int:
    """Return the number under which exactly these tables were released, 0 when they were not."""
    return next((each.number for each in all_releases() if each.tables == tables), 0)


def refuse(proposal: ReleaseProposal, *, by: Actor) -> None:
    """Refuse a proposal as the second member. Raises NotPossible when it was decided."""
    require(by, Permission.FIGURES_RELEASE, proposal)
    with transaction.atomic():
        _decide(_lock_open(proposal), ProposalState.REFUSED, by=by)


def reopen_lost() -> int:
    """After a restore: what was released between the copies of the two stores waits again.

    The ledger is in the store that is copied first. Return how many proposals that are.
    """
    lost = ReleaseProposal.objects.filter(release__gt=ledger.newest_number())
    return lost.update(
        state=ProposalState.PROPOSED.value,
        release=None,
        withdrawn_at=None,
        decided_by=None,
        decided_at=None,
    )


def withdraw_lost_again(*, now: datetime) -> int:
    """After a restore: what was withdrawn between the copies of the two stores is so again.

    Return how many releases that are. Of a broken ledger none: it is not shown to anybody.
    """
    lost = shown_again()
    with suppress(ledger.LedgerBroken):
        for number in lost:
            ledger.add_withdrawal(number, now=now)
        return len(lost)
    return 0


def take_back(proposal: ReleaseProposal, *, by: Actor) -> None:
    """Take one's own proposal back. Raises NotPossible when it was decided."""
    require(by, Permission.FIGURES_PROPOSE)
    if not by.is_same_person_as(proposal.proposed_by_id):
        raise NotPossible(ReleaseRefusal.PROPOSAL_OF_ANOTHER)
    with transaction.atomic():
        _decide(_lock_open(proposal), ProposalState.TAKEN_BACK, by=by)


def _lock_open(proposal: ReleaseProposal) -> ReleaseProposal:
    locked = lock_row(proposal)
    if locked.state != ProposalState.PROPOSED.value:
        raise NotPossible(ReleaseRefusal.PROPOSAL_DECIDED)
    return locked


def _decide(
    proposal: ReleaseProposal, state: ProposalState, *, by: Actor, number: int | None = None
) -> None:
    proposal.state, proposal.release = state.value, number
    proposal.decided_by, proposal.decided_at = by.member, by.now
    proposal.save()
    audit_log.record(by.member, DECISIONS[state], proposal)


def withdraw(number: int, *, by: Actor) -> None:
    """Take a release off the pages, because something in it is wrong; one member is enough.

    It stays in the ledger, and what comes later is attacked together with it. Raises NotPossible
    when it is not there, or off already, or when a row of the ledger was changed: then none is
    shown. Also what was off, and came back because the ledger lost its end, is taken off again.
    """
    require(by, Permission.FIGURES_WITHDRAW)
    if number not in ledger.shown_numbers():
        raise NotPossible(ReleaseRefusal.RELEASE_GONE)
    with transaction.atomic():
        ReleaseProposal.objects.filter(release=number).update(withdrawn_at=by.now)
        audit_log.record(by.member, WITHDRAW_RELEASE, f"release:{number}")
        try:
            ledger.add_withdrawal(number, now=by.now)
        except IntegrityError:  # somebody else did, in this moment
            raise NotPossible(ReleaseRefusal.RELEASE_GONE) from None
        except ledger.LedgerBroken:
            raise NotPossible(LedgerRefusal.LEDGER_BROKEN) from None
