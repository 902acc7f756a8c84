"""How a telephone number is written for people, and that it can be typed back."""

import pytest

from uitweg.platform.identifiers.phones import read_phone, written_phone


@pytest.mark.parametrize(
    ("dialled", "written"),
    [
        ("+31612345678", "06-123 456 78"),
        ("+31201234567", "020-123 45 67"),
        ("+31294123456", "0294-12 34 56"),
        ("+31882345678", "088-234 56 78"),
        ("+318002000", "0800-2000"),
        ("+3114020", "14 020"),
        ("+32470123456", "+32 470 12 34 56"),
    ],
)
def test_a_number_is_shown_as_people_write_it_and_can_be_typed_so(
    dialled: str, written: str
) -> None:
    assert written_phone(dialled) == written
    assert read_phone(written) == dialled
