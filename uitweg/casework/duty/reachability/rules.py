"""The text of a test message, and the line of the city's exchange."""

from datetime import datetime, timedelta

from uitweg.casework.duty.channels.rules import ChannelKind

TEST_SUBJECT = "Uitweg: proef"
DIGITS_ALOUD = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")


def code_message(code: str, channel: ChannelKind) -> str:
    """Return the text that carries a code of six digits over this channel; it has no link.

    A call says the digits one by one, and twice. Every other byte is the same for everybody.
    """
    if channel is ChannelKind.VOICE:
        aloud = ", ".join(DIGITS_ALOUD[int(digit)] for digit in code)
        return (
            f"Dit is Uitweg. Dit is een proef. De code is: {aloud}. Nog een keer: {aloud}. "
            "Log in bij Uitweg en typ de code."
        )
    return f"Uitweg, proef. Code {code}. Log in en typ de code. Geef de code aan niemand."


SENT_AGAIN_EVERY = timedelta(hours=1)
"""So that an exchange that lost the number is right again."""

GIVEN_UP_AFTER = timedelta(minutes=5)
"""After this the leads are called: the line may ring at somebody whose shift is over."""


def is_sent_again(*, sent_at: datetime, has_failed: bool, now: datetime) -> bool:
    """Return whether the exchange should be told the same number once more: an hour later.

    At once after a failure, and when the clock was put back.
    """
    return has_failed or not timedelta() <= now - sent_at < SENT_AGAIN_EVERY
