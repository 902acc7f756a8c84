"""Random tokens, labelled hashes, derived keys."""

import base64
import hashlib
import hmac
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.platform.sealing import tokens


def test_tokens_differ_and_have_the_length_asked_for() -> None:
    assert len({tokens.new_token() for _ in range(100)} | {tokens.new_token(8)}) == 101
    assert (len(tokens.new_token()), len(tokens.new_token(8))) == (32, 8)
    assert len(base64.urlsafe_b64decode(tokens.token_text() + "=")) == 32


def test_digits_have_the_length_asked_for_zeros_in_front_too() -> None:
    drawn = [tokens.random_digits(2) for _ in range(2000)]

    assert all(len(each) == 2 and each.isascii() and each.isdigit() for each in drawn)
    assert len(set(drawn)) == 100


def test_a_hash_for_one_purpose_is_none_for_another() -> None:
    assert tokens.digest("a", b"x") == hashlib.sha256(b"uitweg/v1|a|x").digest()
    assert tokens.digest("a", b"x") != tokens.digest("b", b"x")
    with pytest.raises(ValueError):
        tokens.digest("a|b", b"")


def test_a_keyed_hash_needs_its_key_label_and_data() -> None:
    known = hmac.new(b"key", b"uitweg/v1|a|x", hashlib.sha256).digest()

    assert tokens.keyed_digest(b"key", "a", b"x") == known
    others = [(b"yek", "a", b"x"), (b"key", "b", b"x"), (b"key", "a", b"y")]
    assert known not in {tokens.keyed_digest(*other) for other in others}


@given(st.binary(), st.binary(), st.binary(), st.binary())
def test_no_byte_moves_between_a_link_and_its_predecessor(
    previous: bytes, entry: bytes, other_previous: bytes, other_entry: bytes
) -> None:
    same_pair = (previous, entry) == (other_previous, other_entry)
    chained = tokens.chain(previous, entry) == tokens.chain(other_previous, other_entry)

    assert chained == same_pair
    assert tokens.chain(previous + entry, b"") != tokens.chain(b"", previous + entry) or (
        previous + entry == b""
    )


def test_comparing_tells_equal_from_unequal() -> None:
    assert tokens.is_equal_in_constant_time(b"a", b"a")
    assert tokens.is_equal_in_constant_time("é", "é")
    assert not tokens.is_equal_in_constant_time(b"a", b"b")
    assert not tokens.is_equal_in_constant_time("a", "ab")
    assert not tokens.is_equal_in_constant_time("a", b"a")
    assert not tokens.is_equal_in_constant_time(b"a", "a")
    assert tokens.is_equal_in_constant_time(memoryview(b"a"), b"a")


def test_derived_keys_differ_by_key_label_and_length() -> None:
    derived = {tokens.derive(k, label) for k in (b"k", b"l") for label in ("a", "b")}

    assert len(derived) == 4
    assert tokens.derive(b"k", "a", 64)[:32] == tokens.derive(b"k", "a")
    with pytest.raises(ValueError):
        tokens.derive(b"k", "a", 255 * 32 + 1)


def test_names_made_from_content_change_with_it() -> None:
    assert tokens.content_name(b"abc") == "ba7816bf8f01"
    assert tokens.etag(b"abc") == '"ba7816bf8f01cfea414140de5dae2223"'
    assert tokens.csp_hash("abc") == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="


def test_the_door_can_refuse_nonsense_without_loading_cryptography() -> None:
    check = (
        "import sys, uitweg.platform.sealing.wire;"
        "sys.exit('cryptography' in sys.modules or 'django' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
