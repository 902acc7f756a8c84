"""One young person's case: who may see it, and what happened, sealed under its own key."""

from uitweg.cases.models.case import Case, CaseGrant
from uitweg.cases.models.disclosure import Disclosure
from uitweg.cases.models.entry import Entry
from uitweg.cases.models.glass import CaseShare, GlassBreak
from uitweg.cases.models.period import Period
from uitweg.cases.models.piece import Piece
from uitweg.cases.models.plan import Action, Goal
from uitweg.cases.models.search import Word
from uitweg.cases.models.sheet import Sheet

__all__ = [
    "Action",
    "Case",
    "CaseGrant",
    "CaseShare",
    "Disclosure",
    "Entry",
    "GlassBreak",
    "Goal",
    "Period",
    "Piece",
    "Sheet",
    "Word",
]
