"""Actions of a plan that a partner does."""

from datetime import datetime

from uitweg.casework.partners.models import PackageReply


def apply_reply(*, reply: PackageReply, now: datetime) -> None:
    """Move the action of this package on, if there is one."""
