"""What an answer of a partner does to the referral it is about."""

from datetime import datetime

from uitweg.casework.partners.models import PackageReply


def apply_reply(*, reply: PackageReply, now: datetime) -> None:
    """Move the referral of this package on, if there is one."""
