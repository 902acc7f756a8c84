"""A key in two halves: the browser and Python make the same, and no half is enough."""

import json
from pathlib import Path

import pytest

from uitweg.platform.sealing import box, split_key
from uitweg.platform.sealing.wire import context

KNOWN = json.loads(
    (Path(__file__).resolve().parents[1] / "vectors" / "split_key.json").read_text("utf-8")
)
LINK_HALF, SERVER_HALF, ANSWER_HALF = (
    bytes.fromhex(KNOWN[name]) for name in ("linkHalf", "serverHalf", "answerHalf")
)
PLACE = context("partners_package", KNOWN["publicId"], "sealed_content")


def test_the_vectors_that_the_browser_is_tried_with() -> None:
    assert split_key.link_key(LINK_HALF, SERVER_HALF).hex() == KNOWN["linkKey"]
    assert split_key.answer_token(LINK_HALF, ANSWER_HALF).hex() == KNOWN["answerToken"]
    assert split_key.link_proof(LINK_HALF).hex() == KNOWN["linkProof"]
    opened = box.unlock(bytes.fromhex(KNOWN["linkKey"]), PLACE, bytes.fromhex(KNOWN["sealed"]))
    assert opened.decode() == KNOWN["text"]


def test_what_is_derived_for_one_purpose_is_not_for_another() -> None:
    made = {
        split_key.link_key(LINK_HALF, SERVER_HALF),
        split_key.answer_token(LINK_HALF, SERVER_HALF),
        split_key.link_proof(LINK_HALF),
    }
    assert len(made) == 3


def test_another_half_on_either_side_opens_nothing() -> None:
    sealed = box.lock(split_key.link_key(LINK_HALF, SERVER_HALF), PLACE, b"text")
    for halves in (
        (split_key.new_link_half(), SERVER_HALF),
        (LINK_HALF, split_key.new_half()),
        (SERVER_HALF[:16], LINK_HALF + LINK_HALF),
    ):
        with pytest.raises(box.CannotOpen):
            box.unlock(split_key.link_key(*halves), PLACE, sealed)


def test_halves_of_another_length_are_refused() -> None:
    for halves in ((b"", SERVER_HALF), (LINK_HALF, b""), (LINK_HALF + b"x", SERVER_HALF[1:])):
        with pytest.raises(ValueError, match="half"):
            split_key.link_key(*halves)
        with pytest.raises(ValueError, match="half"):
            split_key.answer_token(*halves)
    with pytest.raises(ValueError, match="half"):
        split_key.link_proof(b"")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("ab" * 16, True), ("AB" * 16, False), ("ab" * 15, False), ("ab" * 16 + "\n", False)],
)
def test_a_link_half_is_32_hexadecimal_digits(text: str, is_one: bool) -> None:
    assert split_key.is_link_half(text) is is_one
