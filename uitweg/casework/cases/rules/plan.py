"""Goals and actions of a plan: their domains, and how they end."""

from uitweg.platform.choices import Choices


class Domain(Choices):
    """The part of life that a goal is about."""

    SAFETY = "safety", "veiligheid"
    SHELTER = "shelter", "opvang"
    CARE = "care", "zorg"
    SCHOOL = "school", "school"
    JOB = "job", "werk"
    MONEY = "money", "geld"
    LAW = "law", "recht"
    NETWORK = "network", "mensen eromheen"


class GoalState(Choices):
    OPEN = "open"
    REACHED = "reached", "Gehaald"
    DROPPED = "dropped", "Losgelaten"


class ActionState(Choices):
    OPEN = "open"
    DONE = "done", "Klaar"
    DROPPED = "dropped", "Vervalt"
    PASSED = "passed", "Overgedragen"


GOAL_ENDS = (GoalState.REACHED, GoalState.DROPPED)
ACTION_ENDS = (ActionState.DONE, ActionState.PASSED, ActionState.DROPPED)
"""How a goal and an open action may end when a case is closed, in the order of the buttons."""
