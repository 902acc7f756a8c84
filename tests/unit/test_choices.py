"""An enum whose members carry the words a person reads."""

import json

import pytest

from uitweg.platform.choices import Choices


class Fruit(Choices):
    APPLE = "apple", "Een appel"
    PEAR = "pear"


def test_a_member_is_its_stored_value() -> None:
    assert (Fruit.APPLE, Fruit("apple")) == ("apple", Fruit.APPLE)
    assert json.dumps([Fruit.APPLE]) == '["apple"]'
    assert f"{Fruit.APPLE}" == "apple"


def test_a_value_that_is_no_member_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        Fruit("Een appel")


def test_a_form_field_takes_values_with_words_of_all_members_or_of_some() -> None:
    assert Fruit.choices() == [("apple", "Een appel"), ("pear", "")]
    assert Fruit.choices([Fruit.APPLE]) == [("apple", "Een appel")]
    assert Fruit.choices([]) == []


def test_a_model_field_takes_values_with_names() -> None:
    assert Fruit.model_choices() == [("apple", "APPLE"), ("pear", "PEAR")]


@pytest.mark.parametrize(
    ("value", "words"), [("apple", "Een appel"), ("pear", ""), ("plum", ""), ("", "")]
)
def test_the_words_of_a_stored_value(value: str, words: str) -> None:
    assert Fruit.words_of(value) == words
