"""Telephone numbers in an answer to a reporter, as links that call.

The public door recognises them by a pattern of its own, the same as the script of the open mailbox
(channel/static/channel/later/numbers.js): the numbering plans of the world stay out of it.
"""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BEFORE = r"(?<![\w€+.,:/-])(?<!€ )"
AFTER = r"(?![\w%€:-]|[.,][0-9]| ?(?:euro|eur|kilo|km|meter|procent)\b)"
SHORT = r"11[23]"
SERVICE = r"0(?:800|900)[ -]?[0-9]{4}(?:[ -]?[0-9]{3})?"
MUNICIPALITY = r"14[ -]?0[1-9][0-9]{1,2}"  # "14 020": the town halls' numbers
ABROAD = r"(?:\+31|0031)[ -]?(?:\(0\) ?)?[1-9](?:[ -]?[0-9]){8}"
INLAND = r"\(?0[1-9](?:[0-9]{0,2}\))?(?:[ .-]{0,3}[0-9]){6,8}"
NUMBER = re.compile(
    f"{BEFORE}(?:{SHORT}|{SERVICE}|{MUNICIPALITY}|{ABROAD}|{INLAND}){AFTER}", re.IGNORECASE
)
DATE = re.compile(r"[0-9]{1,2}[-.][0-9]{1,2}[-.][0-9]{4}")
DIALLED = re.compile(
    r"11[23]|140[1-9][0-9]{1,2}|0[89]00[0-9]{4}([0-9]{3})?|\+31[1-9][0-9]{8}|0[1-9][0-9]{8}"
)


def with_calls(text: str) -> SafeString:
    """Return the text as safe HTML, in which each telephone number is a link that calls it."""
    parts, copied_to = list[str](), 0
    for match in NUMBER.finditer(text):
        if number := dialled(match[0]):
            link = format_html('<a href="tel:{}">{}</a>', number, match[0])
            parts += [text[copied_to : match.start()], link]
            copied_to = match.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[copied_to:]]))


def dialled(typed: str) -> str:
    """Return what a telephone dials; "" for a date, or with too few or too many digits."""
    if DATE.match(typed):
        return ""
    digits = re.sub(r"^0031", "+31", re.sub(r"[^+0-9]", "", typed.replace("(0)", "")))
    return digits if DIALLED.fullmatch(digits) else ""
