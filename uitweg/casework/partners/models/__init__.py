"""Organisations, what was sent to them, referrals and conferences."""

from uitweg.casework.partners.models.directory import CapacityReport, Organisation, Service
from uitweg.casework.partners.models.finding import CallAttempt, NoPlaceCount, NoPlaceFound
from uitweg.casework.partners.models.packages import (
    Package,
    PackageKeyCopy,
    PackageLink,
    PackagePart,
    PackageReply,
)
from uitweg.casework.partners.models.referrals import Referral

__all__ = [
    "CallAttempt",
    "CapacityReport",
    "NoPlaceCount",
    "NoPlaceFound",
    "Organisation",
    "Package",
    "PackageKeyCopy",
    "PackageLink",
    "PackagePart",
    "PackageReply",
    "Referral",
    "Service",
]
