"""Telephone numbers in what people typed: one tap calls them, and no line breaks them."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PHONE_NUMBER = re.compile(r"(?<![\w+-])(?:\+|0)\d[\d -]{6,14}\d(?![\w-])")
DUTCH_DIGITS, SHORT_SERVICE_DIGITS, LONG_DIGITS = 10, 8, 11
"""Digits of 020-5550101 or 06-55501234, of 0800-2000, and of 0900-1234567 or 31612345678."""


def callable_numbers(text: str) -> SafeString:
    """Return the text, escaped, with a link to call in place of each Dutch telephone number."""
    parts, after = list[str](), 0
    link = '<a class="nb" href="tel:{}">{}</a>'
    for found in PHONE_NUMBER.finditer(text):
        if dials := _dialled_number(found[0]):
            parts += [text[after : found.start()], format_html(link, dials, found[0])]
            after = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[after:]]))


def _dialled_number(typed: str) -> str:
    """Return what a telephone dials; empty for a date, an amount or half a number."""
    digits = re.sub(r"\D", "", typed)
    if typed.startswith("+"):
        return f"+{digits}" if digits.startswith("31") and len(digits) == LONG_DIGITS else ""
    service = digits.startswith(("0800", "0900"))
    return (
        digits
        if len(digits) == DUTCH_DIGITS
        or (service and len(digits) in (SHORT_SERVICE_DIGITS, LONG_DIGITS))
        else ""
    )
