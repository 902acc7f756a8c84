"""The answers a person gave in the signal check: ticked signals, questions, and details."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from uitweg.platform.content.values.check import CheckQuestion
from uitweg.platform.content.values.values import Signal

Suddenness = Literal["yes", "no", "unknown"]
"""Whether things changed in a short time."""
Since = Literal["days", "weeks", "months", "longer", "unknown"]
AskerRole = Literal["youngster", "parent", "friend", "professional", "other"]
"""Who is asking."""


@dataclass(frozen=True)
class SignalDetails:
    """Details of one signal: since when, whether sudden, seen (`first_hand`) or only heard of."""

    since: Since = "unknown"
    sudden: Suddenness = "unknown"
    first_hand: bool | None = None


NO_DETAILS = SignalDetails()


@dataclass(frozen=True)
class CheckAnswers:
    """All answers of one person; unknown ids are ignored.

    `signals` holds the ids of ticked signals. `confirmed` holds the ids of questions whose answer
    means that a signal is there, `denied` of those whose answer means that it is not. `known` holds
    the ids of explanations that the person knows. `details` maps ticked signals to their details.
    """

    signals: frozenset[str] = frozenset()
    sudden: Suddenness = "unknown"
    danger: bool = False
    who: AskerRole = "other"
    confirmed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    details: Mapping[str, SignalDetails] = field(default_factory=dict)

    @property
    def about_self(self) -> bool:
        """Tell whether the youngster answers about themselves."""
        return self.who == "youngster"


@dataclass(frozen=True)
class ToldSignal:
    """A ticked signal, or an answered question; a question can stand for several signals."""

    source: Signal | CheckQuestion
    signals: tuple[Signal, ...]
    details: SignalDetails = NO_DETAILS

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of the signals it can be; at least one of them is there."""
        return frozenset(signal.id for signal in self.signals)
