"""The referrals of a case, on its page."""

from django.template import Context

from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.dispatch.actions.messages import words_until_left
from uitweg.casework.partners.referrals.actions import states as referrals
from uitweg.casework.partners.referrals.rules import OPEN_REFERRALS, ReferralState
from uitweg.platform.accounts.rules import Permission, may

SENT = ReferralState.SENT


def referrals_on_case(context: Context) -> dict[str, object]:
    """Return the referrals of a case that this reader may know of, those that run first."""
    case: Case = context["case"]
    actor = context["request"].actor
    if not may(actor, Permission.REFERRAL_READ, case):
        return {"referrals": []}
    shown = referrals.visible_referrals(case, by=actor)
    until_left = words_until_left(
        each.package_id
        for each in shown
        if each.state == SENT and each.package and not each.package.opened_at
    )
    running_first = sorted(shown, key=lambda each: each.state not in OPEN_REFERRALS)
    return {
        "referrals": [(each, until_left.get(each.package_id or 0, "")) for each in running_first],
        "open_count": sum(each.state in OPEN_REFERRALS for each in shown),
        "may_write": case.is_open and may(actor, Permission.REFERRAL_WRITE, case),
    }
