"""Hand one message over: to the mail server, or to the gateway of its channel."""

import smtplib
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage

from uitweg.platform.jobs.actions.attempt import Attempt
from uitweg.platform.jobs.actions.exchange import exchange
from uitweg.platform.jobs.actions.secret_bodies import body_of
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel
from uitweg.platform.jobs.rules.gateways import Gateway, GatewayRequest
from uitweg.platform.jobs.rules.messages import TryResult
from uitweg.platform.sealing import tokens

REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)
"""A mail server's own "no": then the mail certainly did not go."""


class Refused(Exception):
    """The other side answered, and the answer was not the one that counts."""


def configured_channels() -> frozenset[Channel]:
    """Return the channels that this installation can send by."""
    mail = {Channel.MAIL} if settings.MAILERS else set[Channel]()
    return frozenset(mail | settings.GATEWAYS.keys())


def hand_over(message: OutgoingMessage) -> tuple[TryResult, str]:
    """Try once, in at most five seconds; return how it ended and, unless it went, a word for why.

    That word is the kind of error: an error's own text may hold an address.
    """
    one = Attempt()
    try:
        one.run(_work_for(message))
    except (Refused, *REFUSALS) as error:
        return TryResult.FAILED, type(error).__name__
    except Exception as error:
        # whatever a broken address, answer or template raises: one message never stops the others
        result = TryResult.UNKNOWN if one.may_have_arrived else TryResult.FAILED
        return result, type(error).__name__
    return TryResult.HANDED_OVER, ""


def _work_for(message: OutgoingMessage) -> Callable[[Attempt], None]:
    if message.channel == Channel.MAIL:
        return partial(_send_mail, message)
    gateway: Gateway = settings.GATEWAYS[Channel(message.channel)]
    request = gateway.request(to=message.to, text=body_of(message), key=opaque_key(message.key))
    return partial(send_request, request, gateway.is_success)


def opaque_key(key: str) -> str:
    """Return what goes along as the key of a message: the same each time, and telling nothing."""
    return tokens.derive(settings.SECRET_KEY.encode(), f"message {key}", 16).hex()


def _send_mail(message: OutgoingMessage, _: Attempt) -> None:
    """Send it; the same mail sent twice has the same Message-ID, so that a mailbox may show one."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{opaque_key(message.key)}@{domain}>"}
    EmailMessage(message.subject, body_of(message), to=[message.to], headers=headers).send()


def send_request(request: GatewayRequest, is_success: Callable[[int], bool], one: Attempt) -> None:
    """Send one HTTP request; no redirect is followed. Raises Refused, OSError or HTTPException."""
    status = exchange(request, one).status
    if not is_success(status):
        raise Refused(str(status))
