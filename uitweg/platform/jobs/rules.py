"""Which lane a message takes, by which channel it leaves, and how it stands."""

from uitweg.platform.choices import Choices


class Lane(Choices):
    """Messages of one lane never wait for those of another."""

    PAGE = "page"
    MAIL = "mail"


class Channel(Choices):
    """By which way a message leaves: a mail server, or an HTTPS gateway of the city."""

    MAIL = "mail"
    SMS = "sms"
    VOICE = "voice"
    CHAT = "chat"
    EXCHANGE = "exchange"


class MessageState(Choices):
    """WAITING until a worker claims it (SENDING); then handed over, or given up, or waiting again.

    CANCELLED: what it was about was handled before it left.
    """

    WAITING = "waiting"
    SENDING = "sending"
    HANDED_OVER = "handed-over"
    FAILED = "failed"
    CANCELLED = "cancelled"
