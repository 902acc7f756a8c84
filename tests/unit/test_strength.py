"""A passphrase that is easily guessed is recognised; what the house proposes is not."""

import pytest

from uitweg.platform.sealing import passphrase, strength


@pytest.mark.parametrize(
    "phrase",
    [
        "socksocksocksocksock",
        "sock sock sock sock sock",
        "sok sok sok sok sok sok",
        "welkomwelkomwelkom12",
        "wachtwoordwachtwoord",
        "qwertyuiopqwertyuiop",
        "12345678901234567890",
        "dit is mijn wachtzin",
        "gemeente amsterdam 2026!",
        "brood brood brood brood brood brood",
        "fatima fatima fatima 2026",
        "a1" * 100,
    ],
)
def test_what_people_reach_for_is_easy_to_guess(phrase: str) -> None:
    assert not strength.is_hard_to_guess(phrase, known_words=["fatima"])


def test_each_passphrase_that_is_proposed_is_hard_enough() -> None:
    proposed = [passphrase.new_passphrase() for _ in range(50)]

    assert [phrase for phrase in proposed if not strength.is_hard_to_guess(phrase)] == []


@pytest.mark.parametrize("phrase", ["de fiets van mijn oma is groen", "xK4!vq09_Lm2#tzR7pWd" * 10])
def test_an_own_sentence_and_a_random_text_are_hard_enough(phrase: str) -> None:
    assert strength.is_hard_to_guess(phrase)
