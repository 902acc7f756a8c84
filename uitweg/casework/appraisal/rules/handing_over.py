"""When the page for the youngster may be handed over: never with unchecked words on an offence."""

from datetime import datetime

from uitweg.casework.appraisal.rules.content import YoungsterPage
from uitweg.casework.appraisal.rules.stages import LawyerCheckOutcome

EMPTY = "Schrijf eerst wat wij weten. Een leeg blad geef je niet mee."
UNCHECKED = (
    "Er staat een strafbaar feit in. De advocaat heeft deze woorden nog niet nagekeken. "
    "Laat ze lezen, of haal ze weg."
)
REFUSED = (
    "De advocaat vindt dat deze woorden zo niet mee mogen. Verander ze, en laat ze opnieuw lezen."
)


def why_not_handed_over(
    page: YoungsterPage,
    *,
    written_at: datetime | None,
    check: tuple[datetime, LawyerCheckOutcome] | None,
) -> str:
    """Return in words why the page may not leave yet, or "".

    `written_at` is when its lines were last written; `check` the newest check by the lawyer, which
    counts for these words only when it came after.
    """
    if not page.known:
        return EMPTY
    if not page.mentions_offence:
        return ""
    if check is None or written_at is None or check[0] < written_at:
        return UNCHECKED
    return "" if check[1] is LawyerCheckOutcome.AGREED else REFUSED
