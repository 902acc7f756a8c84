"""What the table of terms may say, and what follows: until when, when to warn, when to go."""

from datetime import date, timedelta

from uitweg.channel.rules.reports import AdviceOutcome
from uitweg.platform.choices import Choices


class HoldReason(Choices):
    """Why a conversation stays longer; a short fixed list, for free text could name somebody."""

    COMES_BACK = "comes-back", "De melder komt misschien terug"
    MAYBE_CASE = "maybe-case", "Wordt misschien een casus"
    LAW = "law", "Politie, justitie of de rechter vraagt erom"
    COMPLAINT = "complaint", "Er loopt een klacht of bezwaar"


class ConversationTerm(Choices):
    """The rows of policy/retention.yaml that end a closed conversation."""

    ADVICE = "conversation-advice", "alleen advies"
    JUNK = "conversation-junk", "‘hoort hier niet’"


def term_of_outcome(outcome: str) -> ConversationTerm:
    """Return the term a conversation falls under that was closed with this outcome."""
    junk = outcome == AdviceOutcome.NOT_FOR_US
    return ConversationTerm.JUNK if junk else ConversationTerm.ADVICE


def kept_until(started_on: date, days: int, *, promised: date | None = None) -> date:
    """Return the last day on which it is there; what was promised before is never shortened."""
    until = started_on + timedelta(days=days)
    return max(until, promised) if promised else until


def is_warning_due(until: date, warn_days: int, *, today: date) -> bool:
    """Say whether the team has to be warned by now."""
    return today >= until - timedelta(days=warn_days)


def may_be_destroyed(
    until: date, *, warned_on: date | None, warn_days: int, held_until: date | None, today: date
) -> bool:
    """Say whether it may be destroyed: term over, warned long enough before, not held."""
    warned = warned_on is not None and warned_on + timedelta(days=warn_days) <= today
    return until < today and warned and (held_until is None or held_until < today)


def may_hold_until(day: date, *, today: date, longest_days: int) -> bool:
    return today < day <= today + timedelta(days=longest_days)
