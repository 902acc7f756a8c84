"""Organisations, what was sent to them, referrals and conferences."""

from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.conferences.models import (
    AgendaItem,
    Conference,
    ConferenceLine,
    Minutes,
    Participant,
    ParticipantItem,
)
from uitweg.casework.partners.directory.models import CapacityReport, Organisation, Service
from uitweg.casework.partners.dispatch.models import (
    Package,
    PackageKeyCopy,
    PackageLink,
    PackagePart,
    PackageReply,
)
from uitweg.casework.partners.door.models import LawyerNote
from uitweg.casework.partners.matching.models import CallAttempt, NoPlaceCount, NoPlaceFound
from uitweg.casework.partners.referrals.models import Referral

__all__ = [
    "AgendaItem",
    "CallAttempt",
    "CapacityReport",
    "Conference",
    "ConferenceLine",
    "LawyerNote",
    "Minutes",
    "NoPlaceCount",
    "NoPlaceFound",
    "Organisation",
    "Package",
    "PackageKeyCopy",
    "PackageLink",
    "PackagePart",
    "PackageReply",
    "Participant",
    "ParticipantItem",
    "PartnerAction",
    "Referral",
    "Service",
]
