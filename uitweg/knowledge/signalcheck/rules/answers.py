"""What a person told the check: ticks, answers to questions, and a little more about some of them.

No Django here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from uitweg.platform.content.check_values import CheckQuestion
from uitweg.platform.content.values import Signal

Suddenness = Literal["yes", "no", "unknown"]
"""Whether things changed in a short time."""
Since = Literal["days", "weeks", "months", "longer", "unknown"]
AskerRole = Literal["youngster", "parent", "friend", "professional", "other"]
"""Who is asking."""


@dataclass(frozen=True)
class SignalDetails:
    """What more was told about one signal: since when, whether sudden, seen or only heard."""

    since: Since = "unknown"
    sudden: Suddenness = "unknown"
    first_hand: bool | None = None


NO_DETAILS = SignalDetails()


@dataclass(frozen=True)
class CheckAnswers:
    """What a person answered. Ids we do not know count for nothing.

    `signals` were ticked. `said` are questions whose answer tells of a signal, `denied` those
    whose answer tells there is none. `observed` says more about a ticked signal.
    """

    signals: frozenset[str] = frozenset()
    sudden: Suddenness = "unknown"
    danger: bool = False
    who: AskerRole = "other"
    said: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    observed: Mapping[str, SignalDetails] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Say whether the youngster speaks about themselves."""
        return self.who == "youngster"


@dataclass(frozen=True)
class ToldSignal:
    """One thing that was told: a signal, or a question that stands for one or more of them."""

    what: Signal | CheckQuestion
    signals: tuple[Signal, ...]
    observed: SignalDetails = NO_DETAILS

    @property
    def ids(self) -> frozenset[str]:
        """Return what it may be: at least one of these is there."""
        return frozenset(signal.id for signal in self.signals)
