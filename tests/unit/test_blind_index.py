"""The blind index: tokens that mean nothing without the key, and sixteen of them a word."""

from uitweg.platform.sealing.blind_index import SLOTS, BlindIndex, free_token

ONE, OTHER = BlindIndex.from_seed(b"1" * 32), BlindIndex.from_seed(b"2" * 32)


def test_the_same_word_has_the_same_tokens_under_one_key_and_none_under_another() -> None:
    assert ONE.tokens("name", "youssef") == ONE.tokens("name", "youssef")
    assert not set(ONE.tokens("name", "youssef")) & set(OTHER.tokens("name", "youssef"))


def test_a_word_of_another_kind_and_another_word_share_no_token() -> None:
    all_of_them = [
        *ONE.tokens("name", "youssef"),
        *ONE.tokens("sound", "youssef"),
        *ONE.tokens("name", "yousse"),
        *ONE.tokens("namey", "oussef"),
    ]

    assert len(set(all_of_them)) == 4 * SLOTS


def test_each_token_is_eight_bytes() -> None:
    assert all(len(token) == 8 for token in ONE.tokens("phone", "655512345"))


def test_sixteen_rows_with_one_word_show_nothing_in_common_and_the_next_takes_any() -> None:
    tokens, taken = ONE.tokens("name", "mohamed"), set()
    for _ in range(SLOTS):
        taken.add(free_token(tokens, taken))

    assert taken == set(tokens)
    assert free_token(tokens, taken) in taken
