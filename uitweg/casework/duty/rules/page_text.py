"""The text of a page that leaves: how urgent, and a number that means nothing. Nothing else.

What a page is about cannot be passed in, so it cannot leave.
"""

import re
from dataclasses import dataclass

from uitweg.casework.duty.rules.channels import ChannelKind
from uitweg.casework.duty.rules.paging import Urgency

NUMBER_LETTERS = "CDFHJKMNPRTVWXY34679"
"""No letter or digit that looks or sounds like another, and no vowel, so that no word comes out."""
NUMBER_LENGTH = 3
NUMBER = re.compile(f"[{NUMBER_LETTERS}]{{{NUMBER_LENGTH}}}")

URGENCY_WORDS = {Urgency.URGENT: "Dringend", Urgency.NORMAL: "Niet dringend"}
SPOKEN_WORDS = {
    Urgency.URGENT: "een dringende oproep",
    Urgency.NORMAL: "een oproep die niet dringend is",
}
SPOKEN_DIGITS = {"3": "drie", "4": "vier", "6": "zes", "7": "zeven", "9": "negen"}


@dataclass(frozen=True)
class PagedWords:
    """What leaves; `subject` is only there for mail."""

    subject: str
    body: str


def page_message(urgency: Urgency, number: str, channel: ChannelKind) -> PagedWords:
    """Return the message of a page. Raises ValueError for anything but an opaque number."""
    urgency, channel = Urgency(urgency), ChannelKind(channel)
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise ValueError("a page is named by three letters or digits that mean nothing")
    if channel is ChannelKind.VOICE:
        return PagedWords("", _spoken(urgency, number))
    subject = f"Uitweg: oproep {number}" if channel is ChannelKind.MAIL else ""
    return PagedWords(
        subject,
        f"Oproep {number}. {URGENCY_WORDS[urgency]}. Open Uitweg en log in. "
        "Antwoorden op dit bericht heeft geen zin.",
    )


def _spoken(urgency: Urgency, number: str) -> str:
    """Return what a voice says; the number twice, for who just woke up."""
    spelled = ", ".join(SPOKEN_DIGITS.get(letter, letter) for letter in number)
    return (
        f"Dit is Uitweg. Er is {SPOKEN_WORDS[urgency]}: {spelled}. Open Uitweg en log in. "
        f"Ik herhaal: {spelled}."
    )
