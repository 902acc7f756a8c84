"""The number of the city's own coordinator, in the place of the one in contacts.yaml."""

import os
import re

from msgspec.structs import replace

from uitweg.platform.content.values.values import Contact, Region

SETTING = "UITWEG_COORDINATOR"
EXAMPLE_NUMBER = "06-000 000 00"
"""What a demo shows: no Dutch mobile number begins with 06-0, so nobody is called by it."""
EXAMPLE_WORDS = {"nl": "voorbeeld", "en": "example"}


def is_number(text: str) -> bool:
    """Return whether this can be called as it is typed: digits with spaces, hyphens, a plus."""
    return bool(re.fullmatch(r"\+?[0-9][0-9 -]{2,20}", text)) and 3 <= len(_digits(text)) <= 15


def with_own_number(contact: Contact, lang: str) -> Contact:
    """Return the coordinator with the number of this installation.

    A demo without a number of its own shows an example, and says that it is one: a real
    coordinator is never called by somebody who tries out the demo.
    """
    number = os.environ.get(SETTING, "").strip()
    if number:
        return replace(contact, number=number, tel=dialled(number))
    if _is_demo():
        return replace(contact, number=_example_number(lang), tel=dialled(EXAMPLE_NUMBER))
    return contact


def without_real_numbers(region: Region, lang: str) -> Region:
    """Return a region's coordinator; in a demo with an example in the place of what reaches one."""
    if _is_demo() and region.reachable:
        number = _example_number(lang)
        return replace(region, number=number, tel=dialled(EXAMPLE_NUMBER), mail="", url="")
    return region


def _is_demo() -> bool:
    return os.environ.get("UITWEG_DEMO") == "yes"


def _example_number(lang: str) -> str:
    return f"{EXAMPLE_NUMBER} ({EXAMPLE_WORDS.get(lang, EXAMPLE_WORDS['nl'])})"


def dialled(number: str) -> str:
    """Return the number as a link: a Dutch subscriber's one with +31, others as they are."""
    digits = _digits(number)
    if number.startswith("+"):
        return f"tel:+{digits}"
    if re.fullmatch("0(?!800|90[069])[0-9]{9}", digits):
        return f"tel:+31{digits[1:]}"
    return f"tel:{digits}"


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)
