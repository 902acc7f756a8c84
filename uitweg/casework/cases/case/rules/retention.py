"""How long a closed case is kept, which depends on its legal ground (policy/retention.yaml)."""

from datetime import date

from uitweg.casework.cases.case.rules.workflow import LegalGround
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention import RetentionTerm


def term(ground: LegalGround) -> RetentionTerm:
    """Return the row of the retention policy for cases on this ground."""
    return retention.retention_table().rows[row_id(ground)]


def row_id(ground: LegalGround) -> str:
    return f"cases-{ground.value}"


def last_day(ground: LegalGround, closed_on: date) -> date:
    """Return the last day on which a case that closed on `closed_on` is kept."""
    return term(ground).last_day(closed_on)


def explanation(ground: LegalGround) -> str:
    """Return in Dutch how long a closed case is kept, how certain that is, and why."""
    row = term(ground)
    doubt = f" ({row.doubt.words})" if row.doubt.words else ""
    return f"{ground.words}: {row.number} jaar na het sluiten{doubt}. {row.why}"
