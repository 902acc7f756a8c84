"""What parts above register with a part, and what happens when nobody did."""

import pytest

from uitweg.platform.hooks import Hook


def test_each_function_is_called_in_the_order_in_which_it_was_registered() -> None:
    hook = Hook[str]("a test")
    hook.register("first")
    hook.register("second")

    assert list(hook) == ["first", "second"]


def test_that_nobody_registered_is_an_error_and_not_an_empty_answer() -> None:
    with pytest.raises(LookupError, match="what a consent still does"):
        list(Hook[str]("what a consent still does"))
