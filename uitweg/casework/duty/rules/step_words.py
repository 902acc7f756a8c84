"""The steps of a page in Dutch, as people read and sign them."""

from dataclasses import dataclass
from datetime import timedelta

from uitweg.casework.duty.rules.channels import ChannelKind
from uitweg.platform.policy.page_steps import ClassSteps, PageStep

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class StepWords:
    """One step: when, whom, by which ways, and whether it waits at night."""

    when: str
    who: str
    by: str
    waits_at_night: bool


@dataclass(frozen=True)
class ClassWords:
    """The steps of one class: what they are for, both rounds, and what holds for all of them."""

    what: str
    first: list[StepWords]
    again: list[StepWords]
    repeat: str
    holds: str
    extension: str
    extensions: int
    voice_tries: int | None
    voice_every: str
    why: str


def class_words(steps: ClassSteps) -> ClassWords:
    """Return the steps of a class in words; `voice_tries` is None when it never telephones."""
    telephones = any(ChannelKind.VOICE in step.by for step in (*steps.first, *steps.again))
    return ClassWords(
        what=steps.what,
        first=[_step_words(step) for step in steps.first],
        again=[_step_words(step) for step in steps.again],
        repeat=length_words(steps.repeat),
        holds=length_words(steps.holds),
        extension=length_words(steps.extension),
        extensions=steps.extensions,
        voice_tries=steps.voice_tries if telephones else None,
        voice_every=length_words(steps.voice_every),
        why=steps.why,
    )


def _step_words(step: PageStep) -> StepWords:
    when = f"na {length_words(step.after)}" if step.after else "meteen"
    ways = [ChannelKind(way).words.lower() for way in step.by]
    by = " en ".join([", ".join(ways[:-1]), ways[-1]] if ways[1:] else ways)
    return StepWords(when, step.who.words, by, step.waits_at_night)


def length_words(length: timedelta) -> str:
    """Return a length in Dutch, such as "1 minuut", "45 minuten" or "2 uur"."""
    minutes = length // MINUTE
    if minutes >= 60 and minutes % 60 == 0:
        return f"{minutes // 60} uur"
    return "1 minuut" if minutes == 1 else f"{minutes} minuten"
