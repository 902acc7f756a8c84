"""Organisations, what was sent to them, referrals and conferences."""

from uitweg.casework.partners.models.accounts import LawyerNote, PartnerAction
from uitweg.casework.partners.models.directory import CapacityReport, Organisation, Service
from uitweg.casework.partners.models.packages import (
    Package,
    PackageKeyCopy,
    PackageLink,
    PackagePart,
    PackageReply,
)
from uitweg.casework.partners.models.referrals import CallAttempt, NoPlaceFound, Referral

__all__ = [
    "CallAttempt",
    "CapacityReport",
    "LawyerNote",
    "NoPlaceFound",
    "Organisation",
    "Package",
    "PackageKeyCopy",
    "PackageLink",
    "PackagePart",
    "PackageReply",
    "PartnerAction",
    "Referral",
    "Service",
]
