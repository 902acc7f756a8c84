"""The seven words, the passphrase, the recovery sheet, the fingerprint."""

import runpy
import time
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uitweg.platform.sealing import code, envelope, fingerprint, passphrase, recovery, wordlist
from uitweg.platform.sealing.wire import Malformed
from uitweg.platform.sealing.wordlist import WORDS, WrongWords

SEVEN = list(WORDS[:7])
PUBLIC = envelope.public_key(bytes(32))
CHEAP = passphrase._PARAMETERS.pack(64, 1, 1)
few = settings(max_examples=25, deadline=None)


def test_the_list_has_2048_different_words_of_plain_letters() -> None:
    assert len(set(WORDS)) == 2048
    assert all(word.isascii() and word.isalpha() and word.islower() for word in WORDS)


def test_a_list_of_another_length_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: " ".join(WORDS[:-1]))

    with pytest.raises(ValueError, match="2,048"):
        runpy.run_path(wordlist.__file__)


def test_seven_words_are_drawn_from_the_whole_list() -> None:
    drawn = [code.new_words() for _ in range(4000)]

    assert {len(words) for words in drawn} == {7}
    assert {word for words in drawn for word in words} == set(WORDS)


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=7, max_size=7),
    between=st.sampled_from([" ", "\n", "\r\n", ", ", " - ", ". ", "\t", "; ", "\u00a0", " – "]),
    before=st.sampled_from(["", " ", "«", "1. ", "(3) "]),
    change=st.sampled_from([str, str.upper, str.title]),
)
def test_words_are_read_however_they_were_typed(
    words: list[str], between: str, before: str, change: type[str]
) -> None:
    assert code.read_words(between.join(before + change(word) for word in words) + ".") == words


def test_accents_and_the_joined_ij_do_not_matter() -> None:
    accented = " ".join(SEVEN).replace("a", "á").replace("e", "ë").replace("ij", "\u0133")

    assert code.read_words(accented) == SEVEN


def test_a_wrong_word_is_named_and_the_words_are_counted() -> None:
    with pytest.raises(WrongWords) as too_few:
        code.read_words(" ".join(SEVEN[:6]))
    with pytest.raises(WrongWords) as unknown:
        code.read_words(" ".join([*SEVEN[:6], "Qqqq"]))

    assert (too_few.value.count, too_few.value.unknown) == (6, [])
    assert (unknown.value.count, unknown.value.unknown) == (7, ["qqqq"])


@given(st.text())
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    with pytest.raises(WrongWords) as wrong:
        code.read_words(text)

    assert wrong.value.count != 7 or wrong.value.unknown


def test_the_same_words_always_open_the_same_mailbox_and_no_other() -> None:
    first, again = code.stretch(SEVEN), code.stretch(SEVEN)
    swapped = code.stretch([SEVEN[1], SEVEN[0], *SEVEN[2:]])

    assert first == again
    assert len({first.mailbox_id, first.seed, swapped.mailbox_id, swapped.seed}) == 4


def test_neither_the_code_nor_the_passphrase_shows_itself_when_printed() -> None:
    stretched = code.Code(mailbox_id=b"mailbox-id", seed=b"secret-seed")
    derived = passphrase.DerivedKeys(verifier_input=b"input", wrapping_key=b"wrapping")

    assert "mailbox" not in repr(stretched)
    assert "secret" not in repr(stretched)
    assert "wrapping" not in repr(derived)


def test_stretching_costs_a_guesser_something() -> None:
    """600,000 rounds: well over 20 ms on any machine of today."""
    started = time.perf_counter()
    code.stretch(SEVEN)

    assert code.ITERATIONS == 600_000
    assert time.perf_counter() - started > 0.02


def test_the_server_stores_a_hash_that_is_not_the_id() -> None:
    assert code.mailbox_hash(bytes(32)) not in (bytes(32), code.mailbox_hash(bytes(31) + b"\1"))


def test_a_passphrase_gives_two_keys_and_only_the_right_one_matches() -> None:
    salt = passphrase.new_salt()
    right, wrong = (passphrase.derive(text, salt) for text in ("zes losse woorden", "zes woorden"))
    stored = passphrase.verifier(right.verifier_input)

    assert passphrase.matches(right.verifier_input, stored)
    assert not passphrase.matches(wrong.verifier_input, stored)
    assert stored not in (right.verifier_input, right.wrapping_key)
    assert right.verifier_input != right.wrapping_key


def test_a_passphrase_may_be_typed_with_other_spaces_but_not_other_capitals() -> None:
    salt = CHEAP + bytes(16)

    assert passphrase.derive(" café  aan zee ", salt) == passphrase.derive(
        "cafe\u0301 aan zee", salt
    )
    assert passphrase.derive("Café", salt) != passphrase.derive("café", salt)
    assert passphrase.derive("café", salt) != passphrase.derive("café", CHEAP + b"\1" * 16)


def test_a_new_salt_carries_64_mib_and_three_passes() -> None:
    one, two = passphrase.new_salt(), passphrase.new_salt()

    assert one != two
    assert passphrase._PARAMETERS.unpack_from(one) == (65536, 3, 1)


@pytest.mark.parametrize(
    "parameters",
    [(4, 1, 1), (2**31, 3, 1), (65536, 0, 1), (65536, 255, 1), (65536, 3, 0), (65536, 3, 99)],
)
def test_a_salt_with_a_mad_cost_is_refused(parameters: tuple[int, int, int]) -> None:
    with pytest.raises(Malformed):
        passphrase.derive("x", passphrase._PARAMETERS.pack(*parameters) + bytes(16))


def test_a_salt_of_a_wrong_length_is_refused() -> None:
    with pytest.raises(Malformed):
        passphrase.derive("x", bytes(16))


def test_a_new_passphrase_is_six_words() -> None:
    words = passphrase.new_passphrase().split()

    assert len(words) == 6
    assert set(words) <= set(WORDS)
    assert passphrase.new_passphrase() != passphrase.new_passphrase()


@few
@given(st.binary(min_size=32, max_size=32))
def test_a_recovery_sheet_reads_back(seed: bytes) -> None:
    words = recovery.to_words(seed)

    assert len(words) == 24
    assert recovery.from_words(", ".join(words).upper()) == seed


@few
@given(st.data())
def test_most_mistakes_on_a_recovery_sheet_are_noticed(data: st.DataObject) -> None:
    """Eight bits of checksum: some 1 in 256 single mistakes passes, so each sheet gets sixteen."""
    seed = data.draw(st.binary(min_size=32, max_size=32))
    words, at = recovery.to_words(seed), data.draw(st.integers(0, 23))
    others = islice((word for word in WORDS if word != words[at]), 16)

    def is_noticed(word: str) -> bool:
        try:
            return recovery.from_words(" ".join([*words[:at], word, *words[at + 1 :]])) == seed
        except recovery.WrongChecksum:
            return True

    assert sum(is_noticed(word) for word in others) >= 12


def test_a_recovery_sheet_with_a_wrong_checksum_or_word_is_refused() -> None:
    words = recovery.to_words(bytes(32))
    last = WORDS[WORDS.index(words[-1]) ^ 1]

    with pytest.raises(recovery.WrongChecksum):
        recovery.from_words(" ".join([*words[:-1], last]))
    with pytest.raises(WrongWords):
        recovery.from_words(" ".join([*words[:-1], "qqqq"]))
    with pytest.raises(ValueError):
        recovery.to_words(bytes(31))


def test_a_recovery_seed_is_new_each_time() -> None:
    assert recovery.new_recovery_seed() != recovery.new_recovery_seed()


def test_another_key_has_another_fingerprint() -> None:
    other = envelope.public_key(bytes([1]) * 32)
    six = fingerprint.words(PUBLIC)

    assert six == fingerprint.words(PUBLIC) != fingerprint.words(other)
    assert len(six.split()) == 6
    assert set(six.split()) <= set(WORDS)
