"""Messages that leave: lanes, channels, how one stands, and when it is tried again."""

from uitweg.platform.jobs.rules.messages import Channel, Lane, MessageState

__all__ = ["Channel", "Lane", "MessageState"]
