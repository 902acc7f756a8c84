"""What a message of a callout says, and the signed steps in words."""

import re
from dataclasses import dataclass
from datetime import timedelta

from uitweg.casework.duty.callouts.rules.callouts import Urgency
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.platform.policy.callout_steps import CalloutStep, ClassSteps

NUMBER_LETTERS = "CDFHJKMNPRTVWXY34679"
"""No letter or digit that looks or sounds like another, and no vowel, so that no word comes out."""
NUMBER_LENGTH = 3
NUMBER = re.compile(f"[{NUMBER_LETTERS}]{{{NUMBER_LENGTH}}}")

SPOKEN_WORDS = {
    Urgency.URGENT: "een dringende oproep",
    Urgency.NORMAL: "een oproep die niet dringend is",
}
SPOKEN_DIGITS = {"3": "drie", "4": "vier", "6": "zes", "7": "zeven", "9": "negen"}


@dataclass(frozen=True)
class CalloutWords:
    """What leaves; `subject` is only there for mail."""

    subject: str
    body: str


def callout_message(urgency: Urgency, number: str, channel: ChannelKind) -> CalloutWords:
    """Return the message of a callout. Raises ValueError for anything but an opaque number."""
    urgency, channel = Urgency(urgency), ChannelKind(channel)
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise ValueError("a callout is named by three letters or digits that mean nothing")
    if channel is ChannelKind.VOICE:
        return CalloutWords("", _spoken(urgency, number))
    subject = f"Uitweg: oproep {number}" if channel is ChannelKind.MAIL else ""
    return CalloutWords(
        subject,
        f"Oproep {number}. {urgency.words}. Open Uitweg en log in. "
        "Antwoorden op dit bericht heeft geen zin.",
    )


def _spoken(urgency: Urgency, number: str) -> str:
    """Return what a voice says; the number twice, for who just woke up."""
    spelled = ", ".join(SPOKEN_DIGITS.get(letter, letter) for letter in number)
    return (
        f"Dit is Uitweg. Er is {SPOKEN_WORDS[urgency]}: {spelled}. Open Uitweg en log in. "
        f"Ik herhaal: {spelled}."
    )


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


def _step_words(step: CalloutStep) -> StepWords:
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
