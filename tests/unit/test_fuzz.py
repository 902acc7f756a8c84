"""A moment of fuzzing of what is read in this process; `./run endure --only fuzz` is the long run."""

import random

import pytest

from endurance.fuzz import formats, forms
from endurance.fuzz.mutation import changed

TARGETS = {
    "envelope": formats.envelopes,
    "content": formats.contents,
    "forms": forms.forms,
    "words": formats.words,
    "badges": formats.lesson_badges,
}
INPUTS = 300


@pytest.mark.parametrize("name", TARGETS)
def test_changed_bytes_are_refused_in_the_documented_ways(name: str) -> None:
    """An attempt raises Fault, or what the reader should not have raised."""
    target, dice = TARGETS[name](), random.Random(14)
    inputs = [*target.examples, *(changed(dice, target.examples) for _ in range(INPUTS))]

    ended = {target.attempt(raw) for raw in inputs}

    assert len(ended) > 1
