"""One young person's case: who may see it, and what happened, sealed under its own key."""

from uitweg.casework.cases.models.case import Case, CaseGrant, all_groups
from uitweg.casework.cases.models.case_columns import ChosenColumns
from uitweg.casework.cases.models.case_keys import CaseKeyCopy
from uitweg.casework.cases.models.coding import CodedCase
from uitweg.casework.cases.models.consents import Consent, SharingDecision
from uitweg.casework.cases.models.disclosures import Disclosure
from uitweg.casework.cases.models.emergency_access import EmergencyAccess
from uitweg.casework.cases.models.files import FilePiece
from uitweg.casework.cases.models.periods import Period
from uitweg.casework.cases.models.plan import Action, Goal
from uitweg.casework.cases.models.search_index import SearchToken
from uitweg.casework.cases.models.sheets import Sheet
from uitweg.casework.cases.models.timeline import Entry

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
