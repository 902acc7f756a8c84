"""What partners have to do with a case, on its page: `{% partners_on_case case %}`."""

from typing import Any

from django import template

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.views.case_sections.consents import ConsentsSection
from uitweg.casework.partners.dispatch.actions.basis import consent_effects
from uitweg.casework.partners.dispatch.actions.messages import words_until_left
from uitweg.casework.partners.referrals.actions import states as referrals
from uitweg.casework.partners.referrals.rules import OPEN_REFERRALS, ReferralState
from uitweg.platform.accounts.rules import Permission, may

SENT = ReferralState.SENT
register = template.Library()


@register.simple_tag(takes_context=True)
def known_effects(
    context: template.Context, consents: ConsentsSection, case: Case
) -> ConsentsSection:
    """Return the consents of a case with what each of them still does for partners."""
    return consents.with_effects(consent_effects(case, now=context["request"].actor.now))


@register.inclusion_tag("partners/on_case.html", takes_context=True)
def partners_on_case(context: template.Context, case: Case) -> dict[str, Any]:
    """Hand over the referrals of a case that this reader may know of, those that run first.

    `partners/on_case.html` is where each part of partners shows its own on the page of a case.
    """
    actor = context["request"].actor
    if not may(actor, Permission.REFERRAL_READ, case):
        return {"referrals": [], "case": case}
    shown = referrals.visible_referrals(case, by=actor)
    until_left = words_until_left(
        each.package_id
        for each in shown
        if each.state == SENT and each.package and not each.package.opened_at
    )
    running_first = sorted(shown, key=lambda each: each.state not in OPEN_REFERRALS)
    return {
        "case": case,
        "today": context["today"],
        "referrals": [(each, until_left.get(each.package_id or 0, "")) for each in running_first],
        "open_count": sum(each.state in OPEN_REFERRALS for each in shown),
        "may_write": case.is_open and may(actor, Permission.REFERRAL_WRITE, case),
    }
