"""Organisations, what was sent to them, referrals and conferences."""

from uitweg.casework.partners.models.accounts import LawyerNote
from uitweg.casework.partners.models.conferences import (
    AgendaItem,
    Conference,
    ConferenceLine,
    Minutes,
    Participant,
    ParticipantItem,
)
from uitweg.casework.partners.models.directory import CapacityReport, Organisation, Service
from uitweg.casework.partners.models.finding import CallAttempt, NoPlaceCount, NoPlaceFound
from uitweg.casework.partners.models.packages import (
    Package,
    PackageKeyCopy,
    PackageLink,
    PackagePart,
    PackageReply,
)
from uitweg.casework.partners.models.partner_actions import PartnerAction
from uitweg.casework.partners.models.referrals import Referral

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
