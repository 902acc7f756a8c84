"""Goals and actions: what they are about, and how they end."""

from enum import StrEnum


class Domain(StrEnum):
    """What a goal is about."""

    SAFETY = "safety"
    SHELTER = "shelter"
    CARE = "care"
    SCHOOL = "school"
    JOB = "job"
    MONEY = "money"
    LAW = "law"
    NETWORK = "network"


DOMAIN_WORDS = {
    Domain.SAFETY: "veiligheid",
    Domain.SHELTER: "opvang",
    Domain.CARE: "zorg",
    Domain.SCHOOL: "school",
    Domain.JOB: "werk",
    Domain.MONEY: "geld",
    Domain.LAW: "recht",
    Domain.NETWORK: "mensen eromheen",
}


class GoalState(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    PASSED = "passed"


ACTION_WORDS = {
    ActionState.DONE: "Klaar",
    ActionState.PASSED: "Overgedragen",
    ActionState.DROPPED: "Vervalt",
}


GOAL_WORDS = {GoalState.REACHED: "Gehaald", GoalState.DROPPED: "Losgelaten"}
"""What may be said of a goal and of an open action when a case is closed."""
