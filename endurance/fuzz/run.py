"""Run fuzz targets for a time, one after the other, and record how each ended."""

import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from endurance.fuzz import door, formats, parsers
from endurance.fuzz.mutation import changed
from endurance.fuzz.target import Fault, Target
from tests.support.installation import ROOT, Installation


def _forms() -> Target:
    """Set up Django, which only this target needs, and then load it."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    django.setup()
    from endurance.fuzz.forms import forms

    return forms()


READERS: dict[str, Callable[[], Target]] = {
    "envelope": formats.envelopes,
    "content": formats.contents,
    "forms": _forms,
    "words": formats.words,
    "badges": formats.lesson_badges,
    "sheet": parsers.sheet,
    "mail": parsers.mail,
    "outlook": parsers.outlook,
    "pdf": parsers.pdf,
    "pictures": parsers.pictures,
}
AT_THE_DOOR: dict[str, Callable[[door.DoorUnderFire], Target]] = {
    "sealed": door.sealed,
    "multipart": door.multipart,
    "chunked": door.chunked,
}
TARGETS = (*READERS, *AT_THE_DOOR)
MOST_GROWTH_MB = 256
MOST_FAULTS = 20
KEPT_INPUTS = ROOT / "var" / "fuzz"


def fuzz(
    name: str, city: Installation, *, seconds: float, seed: int, again: Path | None = None
) -> dict[str, Any]:
    """Feed a target changed examples for so many seconds, or one kept input `again`."""
    if name in READERS:
        return _feed_or_repeat(name, READERS[name](), seconds, seed, again)
    city.make()
    with door.at_a_door(city) as under_fire:
        return _feed_or_repeat(name, AT_THE_DOOR[name](under_fire), seconds, seed, again)


def _feed_or_repeat(
    name: str, target: Target, seconds: float, seed: int, again: Path | None
) -> dict[str, Any]:
    if again:
        return feed(name, replace(target, examples=[again.read_bytes()]), seconds=0, seed=seed)
    return feed(name, target, seconds=seconds, seed=seed)


def feed(name: str, target: Target, *, seconds: float, seed: int) -> dict[str, Any]:
    """Try the examples themselves, then changed ones until the time is over.

    The input of a fault is kept in var/fuzz.
    """
    dice, before, until = random.Random(seed), _memory_mb(), time.monotonic() + seconds
    ended, faults, slowest = Counter[str](), dict[str, str](), 0.0
    waiting = list(target.examples)
    while waiting or time.monotonic() < until:
        raw = waiting.pop() if waiting else changed(dice, target.examples)
        started = time.monotonic()
        try:
            ended[target.attempt(raw)] += 1
        except Exception as error:
            ended["FAULT"] += 1
            _keep(name, raw, error, faults)
        took = time.monotonic() - started
        slowest = max(slowest, took)
        if took > target.seconds:
            _keep(name, raw, Fault(f"took {target.seconds:.0f} s or longer"), faults)
    growth = round(_memory_mb() - before, 1)
    return {
        "good": not faults and growth < MOST_GROWTH_MB,
        "seconds": seconds,
        "inputs": ended.total(),
        "ended": dict(ended.most_common(12)),
        "slowest_s": round(slowest, 2),
        "growth_mb": growth,
        "faults": faults,
    }


def _keep(name: str, raw: bytes, error: Exception, faults: dict[str, str]) -> None:
    """Remember each kind of fault once, with the file that holds the input that made it."""
    kind = f"{type(error).__name__}: {error}"[:300]
    if kind in faults or len(faults) >= MOST_FAULTS:
        return
    KEPT_INPUTS.mkdir(parents=True, exist_ok=True)
    path = KEPT_INPUTS / f"{name}-{len(faults)}-{int(time.time())}.bin"
    path.write_bytes(raw)
    faults[kind] = str(path.relative_to(ROOT))


def _memory_mb() -> float:
    """Return this process's highest memory until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
