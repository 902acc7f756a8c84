"""One young person's case: who may see it, and what happened, sealed under its own key."""

from uitweg.casework.cases.case.models import Case, CaseGrant, CaseKeyCopy, SearchToken, all_groups
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.consents.models import Consent, Disclosure, SharingDecision
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.files.models import FilePiece
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.table.models import ChosenColumns
from uitweg.casework.cases.timeline.models import Entry

__all__ = [
    "Action",
    "Case",
    "CaseGrant",
    "CaseKeyCopy",
    "ChosenColumns",
    "CodedCase",
    "Consent",
    "Disclosure",
    "EmergencyAccess",
    "Entry",
    "FilePiece",
    "Goal",
    "Period",
    "SearchToken",
    "SharingDecision",
    "Sheet",
    "all_groups",
]
