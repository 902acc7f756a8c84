"""The states of a proposal to release figures."""

from uitweg.platform.choices import Choices


class ProposalState(Choices):
    PROPOSED = "proposed", "wacht op een tweede"
    RELEASED = "released", "uitgebracht"
    REFUSED = "refused", "niet uitgebracht"
    TAKEN_BACK = "taken-back", "teruggenomen"
