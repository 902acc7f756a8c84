"""What still runs at an organisation, for whoever ends it or finds it ended."""

from dataclasses import dataclass

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import sees_action
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.partners.conferences.models import Conference
from uitweg.casework.partners.conferences.rules.states import WRITABLE_STATES
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions.basis import ends_of
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.referrals.actions.states import is_visible
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import OPEN_REFERRALS
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission, may


@dataclass(frozen=True)
class StillRunning:
    """Referrals and actions of which this member may know; `hidden` counts the others.

    `readable` is how many texts the organisation can open at this moment, `conferences` are those
    that it still takes part in.
    """

    referrals: tuple[Referral, ...]
    actions: tuple[Action, ...]
    hidden: int
    readable: int
    conferences: tuple[Conference, ...]

    def __bool__(self) -> bool:
        rows = (self.referrals, self.actions, self.conferences)
        return any(rows) or self.hidden > 0 or self.readable > 0


def still_running(organisation: Organisation, *, by: Actor) -> StillRunning:
    """Return what of this organisation is not finished. Raises NotAllowed."""
    require(by, Permission.PARTNER_READ)
    open_referrals = Referral.objects.filter(organisation=organisation, state__in=OPEN_REFERRALS)
    referrals = list(open_referrals.with_names().select_related("case").order_by("pk"))
    open_actions = Action.objects.filter(organisation=organisation.pk).open()
    actions = list(open_actions.select_related("case", "owner").order_by("due_on", "pk"))
    seen_referrals = tuple(each for each in referrals if is_visible(each, by=by))
    seen_actions = tuple(each for each in actions if _sees_action(each, by))
    sent = Package.objects.for_organisation(organisation.pk).filter(ended_at=None)
    return StillRunning(
        referrals=seen_referrals,
        actions=seen_actions,
        hidden=len(referrals) + len(actions) - len(seen_referrals) - len(seen_actions),
        readable=list(ends_of(sent, now=by.now).values()).count(None),
        conferences=tuple(_conferences(organisation))
        if may(by, Permission.CONFERENCE_READ)
        else (),
    )


def _sees_action(action: Action, by: Actor) -> bool:
    visibility = action.case.visibility_for(by.member.pk)
    group = DataGroup(action.group)
    return may(by, Permission.REFERRAL_READ, action.case) and sees_action(
        visibility, group=group, owner=action.owner_id
    )


def _conferences(organisation: Organisation) -> list[Conference]:
    coming = Conference.objects.filter(
        participants__organisation=organisation,
        participants__ended_at=None,
        state__in=WRITABLE_STATES,
    )
    return list(coming.distinct().order_by("starts_at", "pk"))
