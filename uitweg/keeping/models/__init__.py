"""What the staff side knows of terms: what stays longer, who was warned, what was destroyed."""

from uitweg.keeping.models.cases import CaseHold, Run, RunLine, closed_cases
from uitweg.keeping.models.reports import Destruction, Hold, Notice

__all__ = ["CaseHold", "Destruction", "Hold", "Notice", "Run", "RunLine", "closed_cases"]
