"""Until when a closed case is kept: what policy/retention.yaml says of its ground."""

from datetime import date

from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention import RetentionTerm


def term(ground: LegalGround) -> RetentionTerm:
    """Return the row of the signed table for cases on this ground."""
    return retention.retention_table().rows[row_id(ground)]


def row_id(ground: LegalGround) -> str:
    return f"cases-{ground.value}"


def last_day(ground: LegalGround, closed_on: date) -> date:
    """Return the last day on which a case that closed then is there."""
    return term(ground).last_day(closed_on)


def explanation(ground: LegalGround) -> str:
    """Say in words how long a closed case on this ground is kept, and how sure that is."""
    row = term(ground)
    doubt = f" ({row.doubt.words})" if row.doubt.words else ""
    return f"{ground.words}: {row.number} jaar na het sluiten{doubt}. {row.why}"
