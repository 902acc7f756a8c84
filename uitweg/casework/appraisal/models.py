"""The compartment of a case, the versions of its appraisal, judgements, signatures, papers."""

from uitweg.casework.appraisal.compartment.models import (
    Appraisal,
    AppraisalItem,
    AppraisalJudgement,
    Compartment,
    CompartmentGrant,
    CompartmentKeyCopy,
    JudgementResponse,
    Signature,
)
from uitweg.casework.appraisal.paper.models import AuthorityFinding, LawyerCheck, SignedPaper

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
