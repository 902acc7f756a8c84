"""What the staff store keeps about retention: signatures, holds, warnings, destructions."""

from uitweg.casework.retention.models.case_destruction import CaseHold, Run, RunLine, closed_cases
from uitweg.casework.retention.models.conversations import Destruction, Hold, Notice
from uitweg.casework.retention.models.signature import TableSignature

__all__ = [
    "CaseHold",
    "Destruction",
    "Hold",
    "Notice",
    "Run",
    "RunLine",
    "TableSignature",
    "closed_cases",
]
