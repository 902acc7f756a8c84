"""What a call note contains, its states, and when the whole team sees it."""

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
"""Optional questions by field name, with the words beside the field."""

TEAM_SEES_AFTER = timedelta(hours=12)
"""Then the writer's shift must be over, and a note they did not file is on everyone's home page."""
EVENING_HOUR = 18


def follow_up_on(called_at: datetime) -> date:
    """Return the due date of what must be done after a call: that day, from 18:00 the next day."""
    return called_at.date() + timedelta(days=called_at.hour >= EVENING_HOUR)


@dataclass(frozen=True)
class CallContent:
    """What a member typed during a call; `to_do` is what must be done after it."""

    text: str
    danger_now: bool = False
    where: str = ""
    call_back: str = ""
    age: str = ""
    caller: str = ""
    to_do: str = ""

    @property
    def is_empty(self) -> bool:
        texts = [self.text.strip(), self.to_do.strip(), *self.answers.values()]
        return not (self.danger_now or any(texts))

    @property
    def answers(self) -> dict[str, str]:
        return {name: getattr(self, name).strip() for name in CALL_QUESTIONS}

    @property
    def words(self) -> str:
        """The text and the answers, one per line, to search for the youngster it is about."""
        return "\n".join([self.text, *self.answers.values()])

    @property
    def as_entry(self) -> str:
        """The whole note as the text of a timeline entry, in Dutch."""
        lines = ["Gevaar nu."] if self.danger_now else []
        lines += [f"{CALL_QUESTIONS[name]}: {text}" for name, text in self.answers.items() if text]
        to_do = f"Te doen: {self.to_do.strip()}" if self.to_do.strip() else ""
        paragraphs = ("\n".join(lines), self.text.strip(), to_do)
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
