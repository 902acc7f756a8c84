"""Telephone numbers in what people typed, Dutch unless they say another country."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

COMPARED_DIGITS = 9
"""Digits of a Dutch number after the 0 or +31; enough to tell foreign numbers apart too."""

MOBILE_TYPES = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
ORDINARY_TYPES = MOBILE_TYPES | {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
}
"""Lines of people and offices: no number that is paid for by the minute, and no free one."""
DIGITS_TOGETHER = {
    6: re.compile(r"(..)(..)(..)"),
    7: re.compile(r"(...)(..)(..)"),
    8: re.compile(r"(...)(...)(..)"),
}
"""How people group the digits after the first ones: 0294-12 34 56, 020-123 45 67, 06-123 456 78."""

NO_COUNTRY = "001"
"""What `phonenumbers` calls the numbers of no country, such as satellites."""


@dataclass(frozen=True)
class PhoneNumber:
    """A number found in a text, and its place there.

    `compared` is its last nine digits, the same however it was written. `dialled` is what a
    telephone dials, or "" when it is no Dutch number in use (a date, an amount, a typing error).
    """

    text: str
    start: int
    end: int
    compared: str
    dialled: str


def phone_numbers_in(text: str) -> Iterator[PhoneNumber]:
    """Yield everything in a text that could be a telephone number, in use or not."""
    for match in PhoneNumberMatcher(text, "NL", leniency=Leniency.POSSIBLE):
        typed, number = match.raw_string, match.number
        digits = str(number.national_number)
        dialled = ""
        if typed.lstrip("(")[0] in "0+" and phonenumbers.is_valid_number_for_region(number, "NL"):
            dialled = f"+31{digits}" if typed.startswith(("+", "00")) else f"0{digits}"
        yield PhoneNumber(typed, match.start, match.end, digits[-COMPARED_DIGITS:], dialled)


def read_phone(typed: str) -> str:
    """Return the number that was typed as a telephone dials it (+31612345678), or "".

    Dutch unless it says another country. An extension is not kept, so a number with one is none.
    """
    try:
        number = phonenumbers.parse(typed, "NL")
    except phonenumbers.NumberParseException:
        return ""
    if number.extension or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_ordinary_line(dialled: str, *, takes_texts: bool = False) -> bool:
    """Return whether a number of `read_phone` is of a person or office, and not a paid service.

    With `takes_texts` only a mobile number will do.
    """
    number = phonenumbers.parse(dialled)
    kinds = MOBILE_TYPES if takes_texts else ORDINARY_TYPES
    is_of_a_country = phonenumbers.region_code_for_number(number) != NO_COUNTRY
    return is_of_a_country and phonenumbers.number_type(number) in kinds


def written_phone(dialled: str) -> str:
    """Return a number of `read_phone` as people write it: 06-123 456 78, or +32 470 12 34 56."""
    number = phonenumbers.parse(dialled)
    formats = phonenumbers.PhoneNumberFormat
    if phonenumbers.region_code_for_number(number) != "NL":
        return phonenumbers.format_number(number, formats.INTERNATIONAL)
    national = phonenumbers.format_number(number, formats.NATIONAL)
    area, _, rest = national.partition(" ")
    if not (rest and area.startswith("0")):
        return national
    digits = rest.replace(" ", "")
    grouping = DIGITS_TOGETHER.get(len(digits))
    return f"{area}-{grouping.sub(r'\1 \2 \3', digits) if grouping else digits}"


def comparable_phones(text: str) -> set[str]:
    """Return the numbers in a text as they are compared; short ones (services) are left out."""
    return {
        number.compared
        for number in phone_numbers_in(text)
        if len(number.compared) == COMPARED_DIGITS
    }
