"""One young person's case: who may see it, and what happened, sealed under its own key."""

from uitweg.cases.models.case import Case, CaseGrant
from uitweg.cases.models.disclosure import Disclosure
from uitweg.cases.models.entry import Entry
from uitweg.cases.models.plan import Action, Goal
from uitweg.cases.models.search import Word
from uitweg.cases.models.sheet import Sheet

__all__ = ["Action", "Case", "CaseGrant", "Disclosure", "Entry", "Goal", "Sheet", "Word"]
