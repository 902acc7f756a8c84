"""What cmi5 asks of a statement, by the ids of ADL's list of requirements (npm: @cmi5/requirements)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Statement = dict[str, Any]
VERBS = "http://adlnet.gov/expapi/verbs/"
CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories/"
DURATION = re.compile(r"P(?:\d+D)?T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?")


@dataclass
class Session:
    """One launch: what the learning system gave, and what it heard."""

    actor: dict[str, Any]
    registration: str
    activity: str
    template: dict[str, Any]
    launch_mode: str = "Normal"
    read_preferences: bool = False
    statements: list[Statement] = field(default_factory=list)
    earlier: list[Statement] = field(default_factory=list)
    """Of this registration, from earlier sessions."""

    @property
    def verbs(self) -> list[str]:
        return [verb(each) for each in self.statements]


def verb(made: Statement) -> str:
    return str(made["verb"]["id"]).removeprefix(VERBS)


def categories(made: Statement) -> set[str]:
    named = made.get("context", {}).get("contextActivities", {}).get("category", [])
    return {each["id"].removeprefix(CATEGORIES) for each in named}


def result(made: Statement) -> dict[str, Any]:
    found: dict[str, Any] = made.get("result", {})
    return found


def _has(made: Any, template: Any) -> bool:
    """Return whether all that the template has stands in the context too."""
    if isinstance(template, dict):
        return isinstance(made, dict) and all(
            _has(made.get(key), value) for key, value in template.items()
        )
    if isinstance(template, list):
        return isinstance(made, list) and all(any(_has(a, b) for a in made) for b in template)
    return bool(made == template)


RULES: dict[str, Callable[[Statement, Session], bool]] = {
    "9.1.0.0-1": lambda made, _: bool(re.fullmatch(r"[0-9a-f-]{36}", made.get("id", ""))),
    "9.7.0.0-2": lambda made, _: str(made.get("timestamp", "")).endswith("Z"),
    "8.1.3.0-3": lambda made, session: made["actor"] == session.actor,
    "8.1.5.0-6": lambda made, session: made["object"]["id"] == session.activity,
    "9.6.1.0-1": lambda made, session: made["context"]["registration"] == session.registration,
    "10.2.1.0-6": lambda made, session: _has(made["context"], session.template),
    "9.6.2.1-1": lambda made, _: "cmi5" in categories(made),
    "11.0.0.0-3": lambda _, session: session.read_preferences,
    "9.3.0.0-1": lambda made, _: verb(made) in ("initialized", "completed", "terminated"),
    "9.3.0.0-2": lambda made, session: verb(made) not in session.verbs,
    "9.3.0.0-4": lambda made, session: (
        bool(session.statements) is not (verb(made) == "initialized")
    ),
    "9.3.0.0-5": lambda _, session: "terminated" not in session.verbs,
    "9.3.0.0-6": lambda made, session: (
        verb(made) != "completed" or "completed" not in map(verb, session.earlier)
    ),
    "9.5.1.0-2": lambda made, _: "score" not in result(made),
    "9.5.2.0-3": lambda made, _: "success" not in result(made),
    "9.5.3.0-1": lambda made, _: (
        verb(made) != "completed" or result(made).get("completion") is True
    ),
    "9.5.3.0-2": lambda made, _: verb(made) == "completed" or "completion" not in result(made),
    "9.5.4.1-1": lambda made, _: verb(made) == "initialized" or _lasted(made),
    "9.6.2.2-1": lambda made, _: "completion" not in result(made) or "moveon" in categories(made),
    "9.6.2.2-2": lambda made, _: "completion" in result(made) or "moveon" not in categories(made),
    "10.2.2.0-5": lambda made, session: (
        verb(made) != "completed" or session.launch_mode == "Normal"
    ),
}
"""Each returns whether a statement keeps it. What a lesson may say is narrower than cmi5: no
passed, no failed, no statement of its own."""


def _lasted(made: Statement) -> bool:
    return bool(DURATION.fullmatch(str(result(made).get("duration"))))


def broken(made: Statement, session: Session) -> list[str]:
    """Return the ids of the requirements that a statement breaks."""

    def is_kept(rule: Callable[[Statement, Session], bool]) -> bool:
        try:
            return rule(made, session)
        except (KeyError, TypeError):
            return False

    return [id for id, rule in RULES.items() if not is_kept(rule)]
