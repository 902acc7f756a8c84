"""Mails and codes about something sent: none says what it is about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from uitweg.platform.choices import Choices
from uitweg.platform.dutch_days import MONTH_NAMES

LINK = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,200}/vraag/[0-9a-f]{32}/#[0-9a-f]{32}", re.ASCII)
DOOR = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,200}/samen/", re.ASCII)
PHONE = re.compile(r"\+?[0-9][0-9 -]{2,20}( \(voorbeeld\))?", re.ASCII)
CODE = re.compile(r"[0-9]{6}", re.ASCII)
SPOKEN_DIGITS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class PartnerMessage:
    """What leaves; `subject` is only there for mail."""

    subject: str
    body: str


def link_mail(*, link: str, until: datetime, phone: str) -> PartnerMessage:
    """Return the mail with the link. Raises ValueError for anything but a link of our own."""
    _check(LINK, link)
    return PartnerMessage(
        "Uitweg: er staat een vraag voor u klaar",
        "Er staat een vraag voor u klaar. U opent de vraag hier:\n\n"
        f"{link}\n\n"
        "U krijgt dan een code op de telefoon. Die typt u in.\n"
        f"De link werkt tot en met {_day(until)}.\n\n"
        f"Vragen? Bel {_number(phone)}. Antwoorden op deze mail heeft geen zin.",
    )


def door_mail(*, address: str, until: datetime, phone: str) -> PartnerMessage:
    """Return the mail to somebody with an account. Raises ValueError for another address."""
    _check(DOOR, address)
    return PartnerMessage(
        "Uitweg: er staat iets voor u klaar",
        "Er staat iets voor u klaar. Log in om het te lezen:\n\n"
        f"{address}\n\n"
        f"Het staat er tot en met {_day(until)}.\n\n"
        f"Vragen? Bel {_number(phone)}. Antwoorden op deze mail heeft geen zin.",
    )


def taken_back_mail(*, phone: str) -> PartnerMessage:
    """Return the mail that what was sent may not be used any more."""
    return PartnerMessage(
        "Uitweg: een vraag is teruggenomen",
        "Wij hebben een vraag aan u teruggenomen. U kunt haar niet meer openen. "
        "Had u de vraag al gelezen? Gebruik dan niet wat erin stond, en bewaar het niet.\n\n"
        f"Bel ons als u nog iets moet weten: {_number(phone)}. "
        "Antwoorden op deze mail heeft geen zin.",
    )


def code_text(*, code: str, until: datetime) -> str:
    """Return the text message with the code. Raises ValueError for anything but six digits."""
    _check(CODE, code)
    time = until.astimezone(AMSTERDAM)
    return f"Uitweg: uw code is {code}. De code werkt tot {time:%H:%M}. Geef hem aan niemand."


def code_spoken(*, code: str) -> str:
    """Return what a voice says: the code twice, digit by digit."""
    _check(CODE, code)
    digits = ", ".join(SPOKEN_DIGITS[int(digit)] for digit in code)
    return f"Dit is Uitweg. Uw code is: {digits}. Ik herhaal: {digits}. Geef hem aan niemand."


def _check(pattern: re.Pattern[str], text: str) -> None:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise ValueError("a message to a partner has no place for this")


def _number(phone: str) -> str:
    _check(PHONE, phone)
    return phone


def _day(moment: datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    return f"{local.day} {MONTH_NAMES[local.month - 1]}"


CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 3
MOST_WRONG = 100
"""To one link, however long it can be opened: one in ten thousand guesses right by then."""
CODE_PAUSE = timedelta(seconds=30)
"""A code asked for again within this time is on its way already: no second one is sent."""
OPENED_LASTS = timedelta(hours=2)
"""How long somebody who gave the right code can answer without a new one."""


class CodeWay(Choices):
    """By which way a code leaves; never by mail, as the link came that way (NIST SP 800-63B-4)."""

    SMS = "sms", "sms"
    VOICE = "voice", "telefoon"


def recent_codes(times: Iterable[str], *, now: datetime) -> list[datetime]:
    """Return which of these stored moments are in the last hour, oldest first."""
    moments = sorted(datetime.fromisoformat(stored) for stored in times)
    return [moment for moment in moments if now - moment < timedelta(hours=1)]


def next_code_at(recent: list[datetime]) -> datetime | None:
    """Return when another code may be sent; None when one may be sent now."""
    return None if len(recent) < CODES_AN_HOUR else recent[-CODES_AN_HOUR] + timedelta(hours=1)
