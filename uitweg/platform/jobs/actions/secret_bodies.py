"""Message bodies that only their receiver may know: in the store they lie encrypted.

The key comes from the installation's secret, which is a file and not in the database: so a copy of
the database alone shows no link and no code.
"""

from django.conf import settings

from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import box, tokens, wire


def seal_body(key: str, body: str) -> bytes:
    """Encrypt the body of the message with this idempotency key; it opens for no other message."""
    return box.lock(_installation_key(), _place(key), body.encode())


def body_of(message: OutgoingMessage) -> str:
    """Return what the message says. Raises CannotOpen when the installation's secret changed."""
    if not message.sealed_body:
        return message.body
    sealed = bytes(message.sealed_body)
    return box.unlock(_installation_key(), _place(message.key), sealed).decode()


def _installation_key() -> bytes:
    return tokens.derive(settings.SECRET_KEY.encode(), "outgoing-message")


def _place(key: str) -> bytes:
    return wire.context("jobs_outgoingmessage", key, "sealed_body")
