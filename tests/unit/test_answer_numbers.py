"""Which numbers in an answer become links; tests/browser/test_mailbox_danger.py asks the script."""

import pytest

from uitweg.platform.ui.answer_numbers import with_calls

NUMBERS = [
    ("Bel 112.", "112"),
    ("(112)", "112"),
    ("“113” of iets anders", "113"),
    ("Of 06-105 994 58!", "0610599458"),
    ("(06) 555.01.222", "0655501222"),
    ("+31 6 1059 9458", "+31610599458"),
    ("0031 (0)6 10599458", "+31610599458"),
    ("020-555 0101, na zes uur", "0205550101"),
    ("(020) 555 0101", "0205550101"),
    ("0800-2000", "08002000"),
    ("of ons: 14 020.", "14020"),
    ("14-0344", "140344"),
    ("0800 022 11 22 nee, 0900-8844", "09008844"),
]
NO_NUMBERS = [
    "112 euro", "€112", "€ 113", "112,50", "1.112", "M-112", "112e", "112%", "A112", "112 km",
    "01-11-2026", "01-11-2026 12 mensen", "01.11.2026", "tussen 10:00 en 14.30", "€ 0,80", "06-555",
    "kenteken 01-ABC-2", "0610599458123", "114", "14 20", "14 uur",
]  # fmt: skip


@pytest.mark.parametrize(("text", "dials"), NUMBERS)
def test_a_number_can_be_tapped(text: str, dials: str) -> None:
    assert f'<a href="tel:{dials}">' in with_calls(text)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_stays_text(text: str) -> None:
    assert with_calls(text) == text


def test_all_else_is_escaped_and_several_numbers_stand_in_order() -> None:
    said = with_calls('<b title="112">\n112 113')

    assert said.startswith("&lt;b title=&quot;<a ")
    assert said.endswith('&gt;\n<a href="tel:112">112</a> <a href="tel:113">113</a>')
