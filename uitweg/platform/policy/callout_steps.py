"""Steps of a callout in policy/escalation.yaml: who is called, by which ways, after how long."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from uitweg.platform.choices import Choices
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem, yaml_items

CLASSES = ("urgent", "normal")
WAYS = ("mail", "sms", "voice", "chat")
LONGEST_TERMS = {"minutes": 24 * 60, "hours": 72}
MOST_STEPS, MOST_TRIES, MOST_EXTENSIONS = 8, 5, 4


class StepWho(Choices):
    """Whom a step calls; the acknowledger is who took the callout the last time."""

    DUTY = "duty", "wie dienst heeft"
    BACKUP = "backup", "de achterwacht"
    LEADS = "leads", "de leiding"
    ACKNOWLEDGER = "acknowledger", "wie het oppakte"


@dataclass(frozen=True)
class CalloutStep:
    """One step: whom, by which ways, how long after the round began.

    `waits_at_night`: in the quiet hours it waits until they end, or until the last step.
    """

    who: StepWho
    by: tuple[str, ...]
    after: timedelta
    waits_at_night: bool = False


@dataclass(frozen=True)
class ClassSteps:
    """The steps of one class of callouts, for the first round and for each that comes back.

    Who takes a callout holds it for `holds`, and for `extension` longer at most `extensions` times.
    The last step of a round comes back each `repeat`.
    """

    what: str
    holds: timedelta
    extension: timedelta
    extensions: int
    voice_tries: int
    voice_every: timedelta
    repeat: timedelta
    first: tuple[CalloutStep, ...]
    again: tuple[CalloutStep, ...]
    why: str


@dataclass(frozen=True)
class QuietHours:
    """From this time of day in the Netherlands until that one, over midnight or not."""

    begin: time
    end: time


@dataclass(frozen=True)
class StepTable:
    """All steps, by class. `text_hash` is the SHA-256 of the file, in hex: what people sign."""

    quiet: QuietHours
    classes: Mapping[str, ClassSteps]
    text_hash: str


def read_callout_steps(top: YamlItem) -> tuple[QuietHours, Mapping[str, ClassSteps]]:
    """Take `quiet` and `steps` from the file. Raises InvalidContent."""
    quiet_hours = _quiet(YamlItem(top.file, "quiet", top.take("quiet", dict)))
    rows = yaml_items(top.file, top.take("steps", list), {})
    steps = {row.id: _class(row) for row in rows}
    if missing := [name for name in CLASSES if name not in steps]:
        raise InvalidContent(Problem(top.file, missing[0], "the steps of this class are missing."))
    return quiet_hours, steps


def term_in(row: YamlItem, key: str, *, least: int = 1) -> timedelta:
    """Return a length of time such as "30 minutes". Raises InvalidContent."""
    match = re.fullmatch(r"([0-9]{1,4}) (minutes|hours)", row.words(key))
    if match and least <= int(match[1]) <= LONGEST_TERMS[match[2]]:
        return timedelta(**{match[2]: int(match[1])})
    allowed = ", ".join(f"{least} to {most} {unit}" for unit, most in LONGEST_TERMS.items())
    raise row.refused(f"{key} should be {allowed}, written as '60 minutes'.")


def _quiet(row: YamlItem) -> QuietHours:
    hours = QuietHours(_time_in(row, "from"), _time_in(row, "until"))
    row.refuse_leftovers()
    return hours


def _time_in(row: YamlItem, key: str) -> time:
    if match := re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", row.text(key)):
        return time(int(match[1]), int(match[2]))
    raise row.refused(f"{key} should be a time of day, written as '22:00'.")


def _class(row: YamlItem) -> ClassSteps:
    row.text("id")
    if row.id not in CLASSES:
        raise row.refused("is not a class the software knows; it could not be obeyed.")
    steps = ClassSteps(
        what=row.words("what"),
        holds=term_in(row, "holds"),
        extension=term_in(row, "extension"),
        extensions=_number_in(row, "extensions", 0, MOST_EXTENSIONS),
        voice_tries=_number_in(row, "voice-tries", 1, MOST_TRIES),
        voice_every=term_in(row, "voice-every"),
        repeat=term_in(row, "repeat"),
        first=_round(row, "first"),
        again=_round(row, "again"),
        why=row.words("why"),
    )
    row.refuse_leftovers()
    return steps


def _number_in(row: YamlItem, key: str, least: int, most: int) -> int:
    number = row.take(key, int)
    if not least <= number <= most:
        raise row.refused(f"{key} should be {least} to {most}.")
    return number


def _round(row: YamlItem, key: str) -> tuple[CalloutStep, ...]:
    """Return the steps of a round. Raises InvalidContent for an order that could forget one."""
    written = row.take(key, list)
    steps = tuple(_step(YamlItem(row.file, row.id, step)) for step in written)
    if not 1 <= len(steps) <= MOST_STEPS:
        raise row.refused(f"{key} should have 1 to {MOST_STEPS} steps.")
    if steps[0].after or list(steps) != sorted(steps, key=lambda step: step.after):
        raise row.refused(f"{key}: the first step is at once, and no step comes before another.")
    if steps[-1].who is not StepWho.LEADS or steps[-1].waits_at_night:
        raise row.refused(f"{key}: the last step is for the leads, and never waits.")
    if row.id == "urgent" and any(step.waits_at_night for step in steps):
        raise row.refused(f"{key}: what is urgent never waits for the morning.")
    if key == "first" and any(step.who is StepWho.ACKNOWLEDGER for step in steps):
        raise row.refused("first: nobody took it yet.")
    return steps


def _step(row: YamlItem) -> CalloutStep:
    by = row.texts("by")
    if not by or not set(by) <= set(WAYS) or len(set(by)) < len(by):
        raise row.refused(f"by should be some of: {', '.join(WAYS)}.")
    quiet = row.text("quiet", "")
    if quiet not in ("", "waits"):
        raise row.refused("quiet should be 'waits', or not be there.")
    step = CalloutStep(
        who=row.choice("who", StepWho),
        by=by,
        after=term_in(row, "after", least=0),
        waits_at_night=quiet == "waits",
    )
    row.refuse_leftovers()
    return step
