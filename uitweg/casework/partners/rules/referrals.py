"""The states of a referral, and which may follow which."""

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
            ReferralState.WITHDRAWN,
        }
    ),
    ReferralState.STARTED: frozenset({ReferralState.DONE, ReferralState.WITHDRAWN}),
    ReferralState.NO_ANSWER: frozenset(
        {ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN}
    ),
    ReferralState.DECLINED: frozenset(),
    ReferralState.DONE: frozenset(),
    ReferralState.NO_SHOW: frozenset(),
    ReferralState.WITHDRAWN: frozenset(),
}
