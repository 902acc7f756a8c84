"""The compartment of a case, the versions of its appraisal, judgements, signatures, papers."""

from uitweg.casework.appraisal.models.appraisals import Appraisal, AppraisalItem
from uitweg.casework.appraisal.models.compartment import (
    Compartment,
    CompartmentGrant,
    CompartmentKeyCopy,
)
from uitweg.casework.appraisal.models.judgements import (
    AppraisalJudgement,
    JudgementResponse,
    Signature,
)
from uitweg.casework.appraisal.models.papers import AuthorityFinding, LawyerCheck, SignedPaper

__all__ = [
    "Appraisal",
    "AppraisalItem",
    "AppraisalJudgement",
    "AuthorityFinding",
    "Compartment",
    "CompartmentGrant",
    "CompartmentKeyCopy",
    "JudgementResponse",
    "LawyerCheck",
    "Signature",
    "SignedPaper",
]
