"""How long a closed conversation is kept, when the team is warned, when it may be destroyed."""

from datetime import date, timedelta

from uitweg.channel.conversation.rules.reports import AdviceOutcome
from uitweg.platform.choices import Choices


class HoldReason(Choices):
    """Why a conversation is kept longer. A fixed list, because free text could name somebody."""

    COMES_BACK = "comes-back", "De melder komt misschien terug"
    MAYBE_CASE = "maybe-case", "Wordt misschien een casus"
    LAW = "law", "Politie, justitie of de rechter vraagt erom"
    COMPLAINT = "complaint", "Er loopt een klacht of bezwaar"


class ConversationTerm(Choices):
    """The rows of policy/retention.yaml that end a closed conversation."""

    ADVICE = "conversation-advice", "alleen advies"
    JUNK = "conversation-junk", "‘hoort hier niet’"


def term_of_outcome(outcome: str) -> ConversationTerm:
    """Return the term for a conversation that was closed with this outcome."""
    is_junk = outcome == AdviceOutcome.NOT_FOR_US
    return ConversationTerm.JUNK if is_junk else ConversationTerm.ADVICE


def kept_until(started_on: date, days: int, *, promised: date | None = None) -> date:
    """Return the last day on which a conversation is kept; never earlier than `promised`."""
    until = started_on + timedelta(days=days)
    return max(until, promised) if promised else until


def is_warning_due(until: date, warn_days: int, *, today: date) -> bool:
    """Tell whether the team has to be warned by `today`."""
    return today >= until - timedelta(days=warn_days)


def may_be_destroyed(
    until: date, *, warned_on: date | None, warn_days: int, held_until: date | None, today: date
) -> bool:
    """Tell whether the term is over, the team was warned in time, and nothing holds it."""
    warned_in_time = warned_on is not None and warned_on + timedelta(days=warn_days) <= today
    is_held = held_until is not None and held_until >= today
    return until < today and warned_in_time and not is_held


def may_hold_until(day: date, *, today: date, longest_days: int) -> bool:
    """Tell whether a hold may last until `day`: after today, and within the longest hold."""
    return today < day <= today + timedelta(days=longest_days)
