"""What a call note is: its five questions, where it can go, and whose board it stands on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from uitweg.platform.choices import Choices


class CallState(Choices):
    DRAFT = "draft", "Nog nergens heen"
    SIGNAL = "signal", "Signaal"
    ADVICE = "advice", "Alleen advies"
    CASE = "case", "Bij een casus"
    PASSED = "passed", "Doorgegeven"
    SHIFT = "shift", "Voor de volgende dienst"
    READ = "read", "Overdracht, gelezen"


CALL_TRANSITIONS: dict[CallState, frozenset[CallState]] = {
    CallState.DRAFT: frozenset(
        {
            CallState.SIGNAL,
            CallState.ADVICE,
            CallState.CASE,
            CallState.PASSED,
            CallState.SHIFT,
        }
    ),
    CallState.SIGNAL: frozenset({CallState.ADVICE, CallState.CASE, CallState.PASSED}),
    CallState.ADVICE: frozenset({CallState.SIGNAL, CallState.CASE, CallState.PASSED}),
    CallState.PASSED: frozenset({CallState.SIGNAL, CallState.ADVICE, CallState.CASE}),
    CallState.SHIFT: frozenset({CallState.READ, CallState.SIGNAL, CallState.CASE}),
    CallState.READ: frozenset(),
    CallState.CASE: frozenset(),
}
STATES_WITH_CASE = frozenset({CallState.CASE, CallState.PASSED})

CALL_QUESTIONS = {
    "where": "Waar nu",
    "call_back": "Veilig terugbellen",
    "age": "Leeftijd",
    "caller": "Wie belt",
}
"""Four of the five chips, with the words beside the box; the other is danger. None is asked for."""

TEAM_SEES_AFTER = timedelta(hours=12)
"""A draft or a call passed on, left longer than a shift, stands on everyone's board."""
EVENING_HOUR = 18


def follow_up_on(called_at: datetime) -> date:
    """Return the day for what has to be done after a call: the same day, after six the next."""
    return called_at.date() + timedelta(days=called_at.hour >= EVENING_HOUR)


@dataclass(frozen=True)
class CallContent:
    """What was typed during a call."""

    text: str
    danger_now: bool = False
    where: str = ""
    call_back: str = ""
    age: str = ""
    caller: str = ""
    to_do: str = ""

    @property
    def is_empty(self) -> bool:
        typed = [self.text.strip(), self.to_do.strip(), *self.answers.values()]
        return not (self.danger_now or any(typed))

    @property
    def answers(self) -> dict[str, str]:
        return {name: getattr(self, name).strip() for name in CALL_QUESTIONS}

    @property
    def words(self) -> str:
        """Return all that was typed of who it is about, one line a chip."""
        return "\n".join([self.text, *self.answers.values()])

    @property
    def as_entry(self) -> str:
        """Return the whole note as one piece of text for a timeline."""
        said = [f"{CALL_QUESTIONS[name]}: {words}" for name, words in self.answers.items() if words]
        lines = ["Gevaar nu."] * self.danger_now + said
        then = f"Te doen: {self.to_do.strip()}" if self.to_do.strip() else ""
        return "\n\n".join(part for part in ("\n".join(lines), self.text.strip(), then) if part)
