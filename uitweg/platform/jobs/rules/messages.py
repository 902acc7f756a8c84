"""Which lane a message takes, by which channel it leaves, how it stands, when it is tried again."""

from datetime import timedelta
from enum import Enum

from uitweg.platform.choices import Choices

FIRST_PAUSE_SECONDS = {"page": 5, "mail": 30}
LONGEST_PAUSE_SECONDS = {"page": 60, "mail": 3840}
LONGEST_PAUSE = timedelta(seconds=max(LONGEST_PAUSE_SECONDS.values()))


class Lane(Choices):
    """Messages of one lane never wait for those of another: PAGE is that of callouts."""

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


class TryResult(Enum):
    """How one try ended. UNKNOWN: it was sent, and no answer says whether it arrived."""

    HANDED_OVER = "handed-over"
    FAILED = "failed"
    UNKNOWN = "unknown"


def pause_after(tries: int, lane: Lane) -> timedelta:
    """Return how long a message waits after so many tries (at least one), twice as long each time.

    A callout is tried again after 5 seconds and in the end each minute; other mail after 30 seconds
    and in the end about each hour.
    """
    seconds = FIRST_PAUSE_SECONDS[lane] * 2 ** min(tries - 1, 10)
    return timedelta(seconds=min(seconds, LONGEST_PAUSE_SECONDS[lane]))
