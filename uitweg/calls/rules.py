"""What a call note is: its five questions, where it can go, and whose board it stands on."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class CallState(StrEnum):
    DRAFT = "draft"
    SIGNAL = "signal"
    ADVICE = "advice"
    CASE = "case"


STATE_WORDS = {
    CallState.DRAFT: "Nog nergens heen",
    CallState.SIGNAL: "Signaal",
    CallState.ADVICE: "Alleen advies",
    CallState.CASE: "Bij een casus",
}
TRANSITIONS: dict[CallState, frozenset[CallState]] = {
    CallState.DRAFT: frozenset({CallState.SIGNAL, CallState.ADVICE, CallState.CASE}),
    CallState.SIGNAL: frozenset({CallState.ADVICE, CallState.CASE}),
    CallState.ADVICE: frozenset({CallState.SIGNAL, CallState.CASE}),
    CallState.CASE: frozenset(),
}

QUESTIONS = {
    "where": "Waar nu",
    "call_back": "Veilig terugbellen",
    "age": "Leeftijd",
    "caller": "Wie belt",
}
"""Four of the five chips, with the words beside the box; the other is danger. None is asked for."""

EVERYONES_AFTER = timedelta(hours=12)
"""A draft left longer than a shift stands on everyone's board: its writer may be asleep."""


@dataclass(frozen=True)
class Note:
    """What was typed during a call."""

    text: str
    danger_now: bool = False
    where: str = ""
    call_back: str = ""
    age: str = ""
    caller: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.danger_now or any([self.text.strip(), *self.answers.values()]))

    @property
    def answers(self) -> dict[str, str]:
        return {name: getattr(self, name).strip() for name in QUESTIONS}

    @property
    def as_entry(self) -> str:
        """Return the whole note as one piece of text for a timeline."""
        said = [f"{QUESTIONS[name]}: {words}" for name, words in self.answers.items() if words]
        lines = ["Gevaar nu."] * self.danger_now + said
        return "\n\n".join(part for part in ("\n".join(lines), self.text.strip()) if part)
