"""What a test of a channel says: fixed words and a code, never who, what or where."""

from uitweg.casework.duty.rules.channels import ChannelKind

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
