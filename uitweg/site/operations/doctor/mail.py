"""The ways by which messages leave: the mail server is logged in to, and nothing is sent."""

import smtplib
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING

from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong

if TYPE_CHECKING:
    from uitweg.site.config.environment import MailUrl

NO_MAIL = attention(
    "no-mail",
    "UITWEG_SMTP_URL is not set: no mail leaves.",
    "Nobody hears by mail of a new report. Set it for the staff door and the worker.",
)
TAKES_MAIL = good("mail-taken", "The mail server {host} answers and lets us in; nothing was sent.")
NOT_ANSWERING = wrong(
    "mail-silent",
    "The mail server {host}, port {port}, does not answer ({why}).",
    "Correct UITWEG_SMTP_URL, or open the way to it. Mail waits until then, and is sent later.",
)
NO_TLS = wrong(
    "mail-without-tls",
    "The mail server {host} is spoken to without TLS, with a password.",
    "Use smtps:// (port 465) or smtp:// on port 587.",
)
BAD_TLS = wrong(
    "mail-tls-refused",
    "TLS with the mail server {host} fails ({why}).",
    "Its certificate must name that host and be trusted here; or use the other of smtps:// and "
    "smtp:// on 587.",
)
NOT_LET_IN = wrong(
    "mail-login-refused",
    "The mail server {host} refuses the user and password of UITWEG_SMTP_URL.",
    "Correct them. In a password, / is written %2F and @ is %40.",
)
CHANNELS = good("gateways", "Beside mail, messages leave by: {names}.")
NO_GATEWAYS = attention(
    "no-gateways",
    "UITWEG_GATEWAYS is not set: a callout at night reaches nobody by telephone.",
    "See gateways.md.",
)
NO_HEARTBEAT = attention(
    "no-heartbeat",
    "UITWEG_HEARTBEAT_URL is not set: nobody outside notices when this machine is gone.",
    "See gateways.md.",
)

PATIENCE_SECONDS = 8


def examine(who: Patient) -> Findings:
    """Greet the mail server, and say which other ways there are."""
    from django.conf import settings

    if who.is_public:
        return  # this door sends nothing
    if settings.MAIL is None:
        yield NO_MAIL.found()
    else:
        yield from greeted(settings.MAIL)
    if settings.GATEWAYS:
        yield CHANNELS.found(names=", ".join(sorted(str(one) for one in settings.GATEWAYS)))
    else:
        yield NO_GATEWAYS.found()
    if not settings.HEARTBEAT_URL:
        yield NO_HEARTBEAT.found()


def greeted(server: "MailUrl") -> Iterator[Finding]:
    """Connect, secure the line and log in, as the worker does."""
    if server.user and not (server.implicit_tls or server.starttls):
        yield NO_TLS.found(host=server.host)
        return
    try:
        with _line(server) as line:
            line.ehlo()
            if server.starttls:
                line.starttls(context=ssl.create_default_context())
                line.ehlo()
            if server.user:
                line.login(server.user, server.password)
    except ssl.SSLError as error:
        yield BAD_TLS.found(host=server.host, why=error.reason or "refused")
    except smtplib.SMTPAuthenticationError:
        yield NOT_LET_IN.found(host=server.host)
    except smtplib.SMTPNotSupportedError:
        yield BAD_TLS.found(host=server.host, why="it has no STARTTLS, or no login")
    except (OSError, smtplib.SMTPException) as error:
        why = type(error).__name__
        yield NOT_ANSWERING.found(host=server.host, port=server.port, why=why)
    else:
        yield TAKES_MAIL.found(host=server.host)


def _line(server: "MailUrl") -> smtplib.SMTP:
    if server.implicit_tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=PATIENCE_SECONDS)
