"""How a request to swap a shift can end."""

from uitweg.platform.choices import Choices


class SwapState(Choices):
    WAITING = "waiting", "Wacht op antwoord"
    ACCEPTED = "accepted", "Geruild"
    REFUSED = "refused", "Nee"
    WITHDRAWN = "withdrawn", "Ingetrokken"
