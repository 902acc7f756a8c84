"""What goes black, and what is proposed to stay out of an insight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.cases.rules.third_parties import Out, out_of_entry
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.casework.subject_access.rules import BLACK, Work, blacked, work_of


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("Karim belde.", ["Karim"], f"{BLACK} belde."),
        ("KARIM en karim", ["Karim"], f"{BLACK} en {BLACK}"),
        ("Karims moeder", ["Karim"], f"{BLACK}s moeder"),
        ("Al zei alles", ["Al"], f"{BLACK} zei alles"),
        ("bij\n  oma thuis", ["bij oma"], f"{BLACK} thuis"),
        ("Zohra el Amrani", ["el Amrani", "Zohra el Amrani"], BLACK),
        ("Jose\u0301 en José", ["José"], f"{BLACK} en {BLACK}"),
        ("06.55 (12)", ["06.55 (12)"], BLACK),
        ("0655", ["06.5"], "0655"),
        ("niets", ["", "  "], "niets"),
    ],
)
def test_words_go_black_however_they_are_written(text: str, words: list[str], left: str) -> None:
    assert blacked(text, words) == left


@given(st.text(alphabet="abcdéñABC \n.", max_size=60), st.text(alphabet="abcdéñ", min_size=4))
def test_a_word_that_was_blacked_out_is_nowhere_left(text: str, word: str) -> None:
    assert word not in blacked(f"{text}{word}{text}", [word]).lower()


def test_every_stripe_is_equally_long() -> None:
    assert blacked("Bob", ["Bob"]) == blacked("Bartholomeus", ["Bartholomeus"])


def test_what_was_chosen_comes_back_as_it_was() -> None:
    work = Work({"stuk-1": False}, {"stuk-2": "Karim\n“x”"}, "é")

    assert work_of(work.as_text()) == work


@pytest.mark.parametrize("kind", list(EntryKind), ids=str)
@pytest.mark.parametrize("audience", list(Audience), ids=str)
def test_a_source_or_a_secret_is_never_proposed_to_go_along(
    kind: EntryKind, audience: Audience
) -> None:
    out = out_of_entry(kind, audience, replaced=False)
    stays = kind in {"report", "mail", "file", "call", "handover"}

    assert (out is not None) == (stays or audience in {Audience.SECRET, Audience.ORGANISATION})
    assert out_of_entry(EntryKind.NOTE, Audience.TEAM, replaced=True) is Out.REPLACED
