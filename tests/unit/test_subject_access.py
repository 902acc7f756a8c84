"""What goes black, and what is proposed to stay out of a subject access package."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.sheets.rules import ProposedOmission, reason_to_omit_entry
from uitweg.casework.subject_access.rules import (
    REDACTION_BAR,
    PackageChoices,
    redacted,
)


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("Karim belde.", ["Karim"], f"{REDACTION_BAR} belde."),
        ("KARIM en karim", ["Karim"], f"{REDACTION_BAR} en {REDACTION_BAR}"),
        ("Karims moeder", ["Karim"], f"{REDACTION_BAR}s moeder"),
        ("Al zei alles", ["Al"], f"{REDACTION_BAR} zei alles"),
        ("bij\n  oma thuis", ["bij oma"], f"{REDACTION_BAR} thuis"),
        ("Zohra el Amrani", ["el Amrani", "Zohra el Amrani"], REDACTION_BAR),
        ("Jose\u0301 en José", ["José"], f"{REDACTION_BAR} en {REDACTION_BAR}"),
        ("06.55 (12)", ["06.55 (12)"], REDACTION_BAR),
        ("0655", ["06.5"], "0655"),
        ("niets", ["", "  "], "niets"),
    ],
)
def test_words_go_black_however_they_are_written(text: str, words: list[str], left: str) -> None:
    assert redacted(text, words) == left


@given(st.text(alphabet="abcdéñABC \n.", max_size=60), st.text(alphabet="abcdéñ", min_size=4))
def test_a_word_that_was_blacked_out_is_nowhere_left(text: str, word: str) -> None:
    assert word not in redacted(f"{text}{word}{text}", [word]).lower()


def test_every_stripe_is_equally_long() -> None:
    assert redacted("Bob", ["Bob"]) == redacted("Bartholomeus", ["Bartholomeus"])


def test_what_was_chosen_comes_back_as_it_was() -> None:
    choices = PackageChoices({"stuk-1": False}, {"stuk-2": "Karim\n“x”"}, "é")

    assert json.decode(json.encode(choices), type=PackageChoices) == choices


def test_choices_of_before_are_still_read() -> None:
    stored = '{"chosen": {"stuk-1": false}, "black": {"stuk-2": "Karim"}, "everywhere": "é"}'

    choices = json.decode(stored, type=PackageChoices)

    assert choices == PackageChoices({"stuk-1": False}, {"stuk-2": "Karim"}, "é")


@pytest.mark.parametrize("kind", list(EntryKind), ids=str)
@pytest.mark.parametrize("audience", list(Audience), ids=str)
def test_a_source_or_a_secret_is_never_proposed_to_go_along(
    kind: EntryKind, audience: Audience
) -> None:
    out = reason_to_omit_entry(kind, audience, replaced=False)
    stays = kind in {"report", "mail", "file", "call", "handover", "partner"}

    assert (out is not None) == (stays or audience in {Audience.SECRET, Audience.ORGANISATION})
    assert (
        reason_to_omit_entry(EntryKind.NOTE, Audience.TEAM, replaced=True)
        is ProposedOmission.REPLACED
    )
