"""How hard a passphrase that somebody chose is to guess."""

from collections.abc import Iterable

from uitweg.platform.sealing.wordlist import WORDS

ENOUGH_GUESSES = 10**18
"""Of 3,000 times six random words of the house list the weakest is measured at 10^22; four such
words stay at 10^17, and a word repeated, a row of keys or a name with a year under 10^11."""
LONGEST_MEASURED = 72  # characters; zxcvbn takes long over more, and more only makes it stronger
COMMON = (
    "uitweg wachtzin wachtwoord welkom geheim gemeente amsterdam rotterdam utrecht nederland "
    "zorg coordinator melding lente zomer herfst winter vandaag morgen ik jij mijn dit dat is zijn "
    "de het een van voor met en ook wij ons onze jullie team werk casus lief liefde sok sokken "
    "januari februari maart april mei juni juli augustus september oktober november december"
)
"""Dutch words people reach for; zxcvbn itself knows English ones only."""


def is_hard_to_guess(passphrase: str, *, known_words: Iterable[str] = ()) -> bool:
    """Return whether whoever has a copy of the database cannot guess this passphrase.

    `known_words` are what a guesser tries first, such as the login name. Dutch words that are in
    no list here count as loose letters, so a Dutch sentence looks stronger than it is.
    Source: zxcvbn (Wheeler, USENIX Security 2016).
    """
    from zxcvbn import zxcvbn  # 14 MB of words, for the few times that somebody joins

    measured = zxcvbn(
        passphrase[:LONGEST_MEASURED],
        user_inputs=[*known_words, *COMMON.split(), *WORDS],
        max_length=LONGEST_MEASURED,
    )
    return int(measured["guesses"]) >= ENOUGH_GUESSES
