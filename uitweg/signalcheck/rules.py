"""What the check answers: from what a person saw to reasons, and exactly one next step.

Never a number, never a verdict: the answer says why to call, what else it can be, and whom to call.
Source: uitweg-own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from uitweg.content.values import Call, Content, Picture, Reason, Signal, Step

MOST_MISSING = 2  # more would send people looking instead of calling

Sudden = Literal["yes", "no", "unknown"]
"""Whether things changed in a short time."""
Who = Literal["youngster", "parent", "friend", "professional", "other"]
"""Who is asking."""
EVERYBODY: frozenset[Who] = frozenset({"youngster", "parent", "friend", "professional", "other"})
YOUNGSTER: frozenset[Who] = frozenset({"youngster"})
PROFESSIONAL: frozenset[Who] = frozenset({"professional"})
WORRIED: frozenset[Who] = EVERYBODY - YOUNGSTER - PROFESSIONAL
NOT_CLEAR = frozenset({"worry-unclear"})
HURT = frozenset({"hurt-unclear"})


@dataclass(frozen=True)
class Seen:
    """What a person ticked. Signal ids we do not know count for nothing."""

    signals: frozenset[str] = frozenset()
    sudden: Sudden = "unknown"
    danger: bool = False
    who: Who = "other"


@dataclass(frozen=True)
class Given:
    """One reason, and the ticked signals it rests on; none for danger or suddenness as such."""

    text: str
    signals: tuple[Signal, ...]


@dataclass(frozen=True)
class Advice:
    """The answer. `pictures` is never empty and its first is the heading.

    Each signal that counted stands in at least one reason. `own`: speak to the youngster.
    """

    pictures: tuple[Picture, ...]
    reasons: tuple[Given, ...]
    also: tuple[str, ...]
    missing: tuple[str, ...]
    urgent: bool
    next_step: Step
    own: bool

    @property
    def picture(self) -> Picture:
        """Return the picture that gives the answer its heading."""
        return self.pictures[0]


@dataclass(frozen=True)
class Rule:
    """A row of the table of next steps; what is None or empty holds for everybody."""

    step: str
    call: Call | None = None
    who: frozenset[Who] = EVERYBODY
    pictures: frozenset[str] = frozenset()


NEXT_STEPS: tuple[Rule, ...] = (
    Rule("call-emergency", call=Call.EMERGENCY),
    Rule("coordinator-now", call=Call.COORDINATOR),
    Rule("coordinator-youngster-unsure", who=YOUNGSTER, pictures=NOT_CLEAR),
    Rule("coordinator-youngster", who=YOUNGSTER),
    Rule("coordinator-professional", who=PROFESSIONAL),
    Rule("advice-safe-at-home", who=WORRIED, pictures=HURT),
    Rule("coordinator-unsure", who=WORRIED, pictures=NOT_CLEAR),
    Rule("coordinator-worried"),
)
"""The first row that fits gives the step; the last fits everybody."""


def weigh(seen: Seen, content: Content) -> Advice:
    """Return the advice for what was seen; any answer, an empty one too, ends in one next step.

    A red flag, or `seen.danger`, makes it urgent. Adding one never makes it less urgent.
    """
    ticked = tuple(signal for signal in content.signals if signal.id in seen.signals)
    call = whom_to_call(seen, ticked)
    pictures = fitting(seen, ticked, content.pictures, urgent=call is not None)
    return Advice(
        pictures=pictures,
        reasons=tuple(_reasons(seen, ticked, pictures, content.check.words)),
        also=pictures[0].also,
        missing=_missing(seen, ticked, content) if call is None else (),
        urgent=call is not None,
        next_step=content.step(_next_step(seen.who, call, pictures[0].id)),
        own=seen.who == "youngster",
    )


def whom_to_call(seen: Seen, ticked: Iterable[Signal]) -> Call | None:
    """Return whom to call at once, None when nothing shows that it cannot wait."""
    own = seen.who == "youngster"
    calls = {signal.call_own if own else signal.call for signal in ticked if signal.acute}
    if seen.danger or Call.EMERGENCY in calls:
        return Call.EMERGENCY
    return Call.COORDINATOR if calls else None


def fitting(
    seen: Seen, ticked: Iterable[Signal], pictures: tuple[Picture, ...], *, urgent: bool
) -> tuple[Picture, ...]:
    """Return the pictures that fit, in their order; never none.

    What changed suddenly counts for one signal more. A picture that stands `alone` is given only
    when no other fits, the last one when none fits at all. What is urgent starts with the first.
    """
    ids = frozenset(signal.id for signal in ticked)
    sudden = _suddenly(seen, ticked)
    fits = [picture for picture in pictures if picture.core and _fits(picture, ids, sudden=sudden)]
    together = [picture for picture in fits if not picture.alone]
    if urgent:  # danger that no red flag names is danger all the same
        return tuple(dict.fromkeys([pictures[0], *together]))
    if together:
        return tuple(together)
    return (next(iter(fits), pictures[-1]),)


def _suddenly(seen: Seen, ticked: Iterable[Signal]) -> bool:
    return seen.sudden == "yes" and any(signal.sudden_matters for signal in ticked)


def _fits(picture: Picture, ids: frozenset[str], *, sudden: bool) -> bool:
    enough = max(1, picture.least - sudden)
    return bool(ids & picture.core) and len(ids & (picture.core | picture.fits)) >= enough


def _next_step(who: Who, call: Call | None, picture: str) -> str:
    return next(
        rule.step
        for rule in NEXT_STEPS
        if rule.call in (call, None)
        and who in rule.who
        and (not rule.pictures or picture in rule.pictures)
    )


def _reasons(
    seen: Seen, ticked: tuple[Signal, ...], pictures: tuple[Picture, ...], words: dict[str, str]
) -> Iterable[Given]:
    """Yield the reasons of the pictures, then suddenness, then what fits none of them."""
    if seen.danger:
        yield Given(words["danger_reason"], ())
    told: set[str] = set()
    for reason in (reason for picture in pictures for reason in picture.reasons):
        if fresh := _fresh(reason, ticked, told):
            yield Given(reason.text, fresh)
            told |= {signal.id for signal in fresh}
    if rest := tuple(signal for signal in ticked if signal.id not in told):
        own = seen.who == "youngster"
        yield Given(words["rest_reason_own" if own else "rest_reason"], rest)
    if _suddenly(seen, ticked):
        yield Given(words["sudden_reason"], ())


def _fresh(reason: Reason, ticked: tuple[Signal, ...], told: set[str]) -> tuple[Signal, ...]:
    ids = {signal.id for signal in reason.signals} - told
    return tuple(signal for signal in ticked if signal.id in ids)


def _missing(seen: Seen, ticked: tuple[Signal, ...], content: Content) -> tuple[str, ...]:
    """Return what one could still look at: suddenness first, then groups without a tick."""
    groups = {signal.group for signal in ticked}
    sudden = content.check.words["missing_sudden"]
    looks = [sudden] if seen.sudden == "unknown" and ticked else []
    looks += [group.look for group in content.check.groups if group.id not in groups]
    return tuple(looks[:MOST_MISSING])
