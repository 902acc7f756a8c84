"""What the doctor can find: a symptom, with its sentence and what to do; and one that was found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType


class Mark(StrEnum):
    """How bad a finding is; with WRONG the exit code is 1."""

    GOOD = "good"
    ATTENTION = "attention"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One sentence about this installation; `symptom` is the name of its row in docs/doctor.md."""

    symptom: str
    mark: Mark
    sentence: str


@dataclass(frozen=True)
class Symptom:
    """Something that can be found: its sentence with {places}, and what to do about it."""

    name: str
    mark: Mark
    sentence: str
    explanation: str

    def found(self, **values: object) -> Finding:
        return Finding(self.name, self.mark, self.sentence.format(**values))


def good(name: str, sentence: str, explanation: str = "Nothing to do.") -> Symptom:
    return Symptom(name, Mark.GOOD, sentence, explanation)


def attention(name: str, sentence: str, explanation: str) -> Symptom:
    return Symptom(name, Mark.ATTENTION, sentence, explanation)


def wrong(name: str, sentence: str, explanation: str) -> Symptom:
    return Symptom(name, Mark.WRONG, sentence, explanation)


def symptoms_of(subject: ModuleType) -> list[Symptom]:
    """Return the symptoms that a module of the doctor declares, in the order of its lines."""
    return [value for value in vars(subject).values() if isinstance(value, Symptom)]


Findings = Iterable[Finding]
Examine = Callable[["Patient"], Findings]


@dataclass(frozen=True)
class Patient:
    """What is examined: the environment of which process, and that of the other one if known."""

    door: str
    """`public`, or `staff` for the staff door, the worker and the commands."""
    environment: dict[str, str]
    other: dict[str, str] | None = None
    other_file: str = ""

    @property
    def is_public(self) -> bool:
        return self.door == "public"
