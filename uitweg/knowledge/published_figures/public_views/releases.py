"""What the public door may show of the ledger."""

import logging

from uitweg.knowledge.published_figures.actions import LedgerBroken, shown_releases, verify_ledger
from uitweg.knowledge.published_figures.rules.machine_files import require_machine_ids
from uitweg.knowledge.published_figures.rules.released_tables import InvalidRelease, Release

log = logging.getLogger(__name__)


def public_releases() -> list[Release]:
    """Return what is shown, the first first; nothing when the ledger is not as it was written.

    All public pages are made in one go, and help may not go away because figures are broken.
    """
    try:
        verify_ledger()
        releases = shown_releases()
        for release in releases:
            for table in release.tables:
                require_machine_ids(table)
    except (InvalidRelease, LedgerBroken):
        log.error("no figures are shown: the ledger of releases is not as it was written")
        return []
    return releases
