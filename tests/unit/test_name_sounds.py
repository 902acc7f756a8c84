"""Names that sound alike get the same code; how many, and how many that do not."""

from itertools import combinations

import pytest

from uitweg.platform.identifiers.phonetics import plain, sounds_of

NAMES = [
    "Youssef Joesoef Yusuf",
    "Ashraf Asjraf",
    "Sjors George",
    "Mohamed Mohammed Muhammad Mohamad",
    "Mehmet Mehmed",
    "Smiley Smaili",
    "Ayoub Ajoeb",
    "Soufiane Sofian",
    "Khalid Khaled Kalid",
    "Rachid Rasjid",
    "Noureddine Nordin",
    "Oussama Osama Oesama",
    "Jaouad Jawad",
    "Walid Oualid",
    "Ibrahim Brahim",
    "Cem Djem",
    "Özgür Ozgur",
    "Yiğit Jiegiet",
    "Çağrı Tsjagri",
    "Hüseyin Hoessein",
    "Kevin Keven",
    "Shaquille Sjakiel",
    "Jermaine Germaine",
    "Gianni Djanni",
    "Tyrone Tairone",
    "Quincy Kwinsie",
    "Xavier Savier",
    "Chayenne Cheyenne",
    "Cees Kees",
    "Wesley Weslie",
    "Meijer Meyer Meier",
    "Philip Filip",
    "Christiaan Kristiaan",
    "Driss Dris",
    "Chucky Tjoekie",
    "Tupac Toepak",
]
"""Spelled by Dutch ears: Moroccan, Turkish, Surinamese, Antillean and Dutch names and nicknames."""
UNLIKE = ["Youssef", "Dwayne", "Sjors", "Mehmet", "Bilal", "Samir", "Ruben", "Kevin", "Wesley"]
UNLIKE += ["Tarik", "Imran", "Jayden", "Floris", "Smiley", "Driss", "Burak", "Romano", "Lars"]


@pytest.mark.parametrize("names", NAMES)
def test_one_name_spelled_by_several_ears_sounds_the_same(names: str) -> None:
    for one, other in combinations(names.split(), 2):
        assert sounds_of(one) & sounds_of(other), (one, other)


def test_other_names_sound_otherwise() -> None:
    for one, other in combinations(UNLIKE, 2):
        assert not sounds_of(one) & sounds_of(other), (one, other)


@pytest.mark.parametrize(("typed", "letters"), [("  Özgür ", "ozgur"), ("D’Angelo", "dangelo")])
def test_accents_and_signs_do_not_count(typed: str, letters: str) -> None:
    assert plain(typed) == letters


@pytest.mark.parametrize("nothing", ["", "123", "…", "محمد", "😀"])
def test_what_has_no_latin_letters_has_no_sound(nothing: str) -> None:
    assert sounds_of(nothing) == frozenset()


def test_an_endless_name_gives_few_short_codes() -> None:
    codes = sounds_of("chcege" * 4000)

    assert len(codes) <= 16
    assert max(map(len, codes)) < 40
