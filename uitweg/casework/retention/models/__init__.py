"""What the staff store keeps about retention: holds, warnings, destruction runs and proofs."""

from uitweg.casework.retention.models.case_destruction import CaseHold, Run, RunLine, closed_cases
from uitweg.casework.retention.models.conversations import Destruction, Hold, Notice

__all__ = ["CaseHold", "Destruction", "Hold", "Notice", "Run", "RunLine", "closed_cases"]
