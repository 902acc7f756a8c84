"""The states of a referral, and which may follow which."""

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.partners.rules.directory import ServiceKind
from uitweg.platform.choices import Choices


class ReferralState(Choices):
    DRAFT = "draft", "klaargezet"
    SENT = "sent", "verstuurd"
    ACCEPTED = "accepted", "geaccepteerd"
    DECLINED = "declined", "afgewezen"
    STARTED = "started", "begonnen"
    DONE = "done", "klaar"
    NO_SHOW = "no-show", "niet gekomen"
    WITHDRAWN = "withdrawn", "teruggenomen"
    NO_ANSWER = "no-answer", "geen antwoord"
    HANDED_OVER = "handed-over", "overgedragen"


REFERRAL_TRANSITIONS: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.DRAFT: frozenset({ReferralState.SENT, ReferralState.WITHDRAWN}),
    ReferralState.SENT: frozenset(
        {
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
            ReferralState.NO_ANSWER,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.ACCEPTED: frozenset(
        {
            ReferralState.STARTED,
            ReferralState.DONE,
            ReferralState.NO_SHOW,
            ReferralState.HANDED_OVER,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.STARTED: frozenset(
        {ReferralState.DONE, ReferralState.HANDED_OVER, ReferralState.WITHDRAWN}
    ),
    ReferralState.NO_ANSWER: frozenset(
        {
            ReferralState.SENT,
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.DECLINED: frozenset(),
    ReferralState.DONE: frozenset(),
    ReferralState.NO_SHOW: frozenset(),
    ReferralState.HANDED_OVER: frozenset(),
    ReferralState.WITHDRAWN: frozenset(),
}

STATES_BY_TEAM = frozenset(
    {
        ReferralState.STARTED,
        ReferralState.DONE,
        ReferralState.NO_SHOW,
        ReferralState.HANDED_OVER,
        ReferralState.WITHDRAWN,
    }
)
"""States that a member sets by a button; the others follow from sending, an answer or the term."""

OPEN_REFERRALS = frozenset(state for state, following in REFERRAL_TRANSITIONS.items() if following)
"""States of which something is still to come, for the partner or for the team."""
WAITING_REFERRALS = frozenset({ReferralState.SENT, ReferralState.NO_ANSWER})
"""States in which the partner has to answer."""

GROUP_OF_KIND = {
    ServiceKind.SHELTER: DataGroup.SHELTER,
    ServiceKind.CARE: DataGroup.HEALTH,
    ServiceKind.LAWYER: DataGroup.LAW_POLICE,
    ServiceKind.POLICE: DataGroup.LAW_POLICE,
    ServiceKind.PROSECUTOR: DataGroup.LAW_POLICE,
    ServiceKind.SCHOOL: DataGroup.SCHOOL_WORK,
    ServiceKind.YOUTH_CARE: DataGroup.SITUATION,
    ServiceKind.DEBT_HELP: DataGroup.SITUATION,
    ServiceKind.ADVICE: DataGroup.SITUATION,
    ServiceKind.OTHER: DataGroup.SITUATION,
}
"""What the fact that help of this kind was asked is about: who may not read that group of the case
does not see that it was asked."""


def referral_group(kind: ServiceKind | None) -> DataGroup:
    """Return the data group that a referral to this kind of service belongs to.

    Without a kind it could be a shelter, whose place is the best kept secret of a case.
    """
    return GROUP_OF_KIND[kind] if kind else DataGroup.SHELTER
