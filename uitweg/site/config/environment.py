"""Reading the environment strictly: a wrong value stops the start, saying what to set instead.

Ours and not a library's (environs, pydantic-settings), because that sentence is the point.
"""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from uitweg.places import data_folder
from uitweg.platform.audit.rules import LogboekAddress
from uitweg.platform.content import InvalidContent, all_levels, check_installed
from uitweg.platform.content.kinds.own_number import is_number
from uitweg.platform.sealing.onion import is_onion
from uitweg.platform.ui import theme

if TYPE_CHECKING:
    from uitweg.platform.jobs.rules import Channel
    from uitweg.platform.jobs.rules.gateways import Gateway
    from uitweg.platform.openid.provider import Provider

DATA = data_folder()
"""The data folder when `UITWEG_DATA` is not set."""


class Misconfigured(Exception):
    """A wrong setting, in one sentence for whoever starts Uitweg; the command line exits with 2."""


def text(name: str, default: str, *, longest: int = 200) -> str:
    value = os.environ.get(name, default).strip()
    if len(value) > longest or not value.isprintable():
        raise Misconfigured(f"{name} must be one line of at most {longest} characters.")
    return value


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    value = os.environ.get(name, default)
    if value not in allowed:
        raise Misconfigured(f"{name} is '{value}'; set it to one of: {', '.join(sorted(allowed))}.")
    return value


def is_port(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 5 and 1 <= int(value) <= 65535


def port(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not is_port(value):
        raise Misconfigured(f"{name} is '{value}'; set it to a port number from 1 to 65535.")
    return int(value)


def optional_port(name: str) -> int:
    """Return a port number, or 0 when none is set."""
    return port(name, 0) if os.environ.get(name) else 0


def folder(name: str, default: Path) -> Path:
    """Return a writable folder; it is made, readable by this user only, when it does not exist."""
    path = Path(os.environ.get(name) or default).absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"{name} is '{path}' and cannot be made: {error.strerror}.") from None
    if not os.access(path, os.W_OK):
        raise Misconfigured(f"{name} is '{path}' and cannot be written to by this user.")
    return path


def file(name: str, default: Path) -> Path:
    """Return the path of a file in a folder that is there; the file itself need not be."""
    path = Path(os.environ.get(name) or default).absolute()
    if not path.parent.is_dir():
        raise Misconfigured(f"{name} is '{path}'; set it to a file in a folder that exists.")
    return path


def folder_to_be(name: str, default: Path) -> Path:
    """Return the path of a folder in a folder that is there; who writes in it makes it."""
    path = Path(os.environ.get(name) or default).absolute()
    if not path.parent.is_dir():
        raise Misconfigured(f"{name} is '{path}'; set it to a folder in a folder that exists.")
    return path


def _split(name: str, value: str) -> tuple[SplitResult, int | None]:
    """Return the parts of an address and its port. Raises Misconfigured for what is none."""
    try:
        parts = urlsplit(value)
        return parts, parts.port
    except ValueError:
        raise Misconfigured(
            f"{name} is no address: its port must be a number from 1 to 65535, and [ ] stand "
            "around an IPv6 address only."
        ) from None


def url(name: str, default: str) -> str:
    """Return an http(s) address without path or trailing slash, such as https://uitweg.example."""
    value = os.environ.get(name, default).rstrip("/")
    parts, _ = _split(name, value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise Misconfigured(
            f"{name} is '{value}'; set it to an address such as https://uitweg.example."
        )
    return value


def onion(name: str) -> str:
    """Return the onion address of the public door (http://….onion), or ""."""
    value = os.environ.get(name, "").rstrip("/")
    if value and not (value.startswith("http://") and is_onion(value.removeprefix("http://"))):
        raise Misconfigured(
            f"{name} is '{value[:100]}'; set it to http:// and what stands in the file hostname "
            "of Tor's HiddenServiceDir: 56 letters and digits and .onion."
        )
    return value


def phone(name: str) -> str:
    """Return a telephone number as people write it, or ""."""
    value = text(name, "")
    if value and not is_number(value):
        raise Misconfigured(f"{name} is '{value}'; set it to a number such as 06-123 456 78.")
    return value


def languages(name: str) -> list[str]:
    """Return the languages that the city switched on, of those that may be off; see levels.yaml."""
    asked = [word for word in re.split(r"[,\s]+", text(name, "")) if word]
    try:
        offered = [level.id for level in all_levels() if not level.whole]
    except InvalidContent:
        return asked  # check-content says what is wrong in content/
    if unknown := [id for id in asked if id not in offered]:
        raise Misconfigured(
            f"{name} names '{unknown[0]}'; leave it empty, or set it to a list such as ar,tr "
            f"out of: {', '.join(sorted(offered))}."
        )
    return asked


def contact(name: str) -> str:
    """Return the address for reporting a vulnerability (RFC 9116; mailto: or https:), or ""."""
    value = text(name, "")
    parts, _ = _split(name, value)
    is_mail = parts.scheme == "mailto" and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parts.path)
    is_page = parts.scheme == "https" and parts.hostname and " " not in value
    if value and not is_mail and not is_page:
        raise Misconfigured(
            f"{name} is '{value}'; set it to an address such as mailto:veilig@city.example "
            "or https://city.example/veilig."
        )
    return value


def own_theme(name: str) -> tuple[theme.Colours, theme.Colours]:
    """Return the city's light and dark colours from the file that the environment names."""
    path = os.environ.get(name, "")
    if not path:
        return {}, {}
    try:
        with Path(path).open(encoding="utf-8") as file:
            return theme.read_theme(file.read(theme.LONGEST_THEME_BYTES + 1))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Misconfigured(f"{name} is '{path}' and cannot be read: {why}.") from None
    except theme.InvalidTheme as error:
        raise Misconfigured(f"{name}: the file '{path}' {error}.") from None


def check_content(name: str) -> None:
    """Raise Misconfigured when the city's own content in the named folder cannot be read."""
    if not os.environ.get(name):
        return
    try:
        check_installed()
    except InvalidContent as error:
        raise Misconfigured(f"{name}: {error}") from None


def check_policy(name: str) -> None:
    """Raise Misconfigured when the policy files in the named folder are missing or invalid."""
    from uitweg.platform.policy import (
        escalation,
        periods,
        retention,
    )  # here, as the public door never needs it

    for read, title in (
        (retention.retention_table, "table"),
        (periods.period_table, "periods"),
        (escalation.reminder_table, "reminders"),
        (escalation.step_table, "steps"),
    ):
        try:
            read()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            folder = os.environ.get(name) or retention.POLICY_FOLDER
            raise Misconfigured(
                f"{name}: the {title} in '{folder}' cannot be obeyed: {why}"
            ) from None


@dataclass(frozen=True)
class MailUrl:
    """The mail server: smtp:// (STARTTLS on port 587) or smtps:// (TLS from the start)."""

    host: str
    port: int
    user: str
    password: str
    implicit_tls: bool
    starttls: bool
    sender: str


def mail(name: str) -> MailUrl | None:
    """Return the mail server to use, or None: then no mail is sent."""
    value = os.environ.get(name, "")
    if not value:
        return None
    parts, port_given = _split(name, value)
    sender = dict(parse_qsl(parts.query)).get("from", "")
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or "@" not in sender:
        raise Misconfigured(
            f"{name} must look like smtps://user:password@mail.example:465"
            "?from=uitweg@city.example, or be empty: then no mail leaves."
        )
    number = port_given or (465 if parts.scheme == "smtps" else 587)
    return MailUrl(
        host=parts.hostname,
        port=number,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp" and number == 587,
        sender=sender,
    )


def traces(name: str) -> str:
    """Return where spans of requests are sent, or "": then none are."""
    value = os.environ.get(name, "")
    if value and not _is_secure(_split(name, value)[0]):
        raise Misconfigured(
            f"{name} must look like https://collector.city.example/v1/traces "
            "(http only on 127.0.0.1), or be empty: then nothing leaves."
        )
    return value


def _is_secure(parts: SplitResult) -> bool:
    """Return whether it is https, or http on this machine; with a host and without a password."""
    is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    return bool(parts.hostname) and not parts.username and (parts.scheme == "https" or is_here)


def logboek(name: str, register_name: str) -> LogboekAddress | None:
    """Return where spans are sent, or None: then none are. Plain http only on this machine."""
    url, register = os.environ.get(name, ""), os.environ.get(register_name, "").rstrip("/")
    if not url and not register:
        return None
    (url_parts, _), (register_parts, _) = _split(name, url), _split(register_name, register)
    if not _is_secure(url_parts):
        raise Misconfigured(
            f"{name} must look like https://logboek.city.example/v1/traces "
            "(http only on 127.0.0.1), or be empty: then nothing leaves."
        )
    is_plain = not (register_parts.query or register_parts.fragment)
    if register_parts.scheme != "https" or not register_parts.hostname or not is_plain:
        raise Misconfigured(
            f"{register_name} must be the address of the processing activities in the city's "
            "register, such as https://city.example/verwerkingen/uitweg."
        )
    return LogboekAddress(url, register)


def gateways(name: str) -> "dict[Channel, Gateway]":
    """Return by channel how messages leave that are no mail; without the setting there is none.

    The file holds secrets, so it must be readable by this user only, and no sentence quotes it.
    """
    from uitweg.platform.jobs.rules.gateways import read_gateways  # the public door never needs it

    value = os.environ.get(name, "")
    if not value:
        return {}
    path = Path(value)
    try:
        if path.stat().st_mode & 0o077:
            raise Misconfigured(
                f"{name} is '{value}', which others on this machine can read; chmod 600 it."
            )
        return read_gateways(path)
    except OSError as error:
        raise Misconfigured(f"{name} is '{value}' and cannot be read: {error.strerror}.") from None
    except InvalidContent as error:
        raise Misconfigured(f"{name}: {error}") from None


def heartbeat(name: str) -> str:
    """Return the address of the monitor that is told each minute that callouts work, or ""."""
    from uitweg.platform.jobs.rules.gateways import is_secure_address

    value = os.environ.get(name, "")
    is_line = value.isascii() and value.isprintable() and " " not in value
    if value and not (is_line and is_secure_address(value)):
        raise Misconfigured(
            f"{name} must look like https://monitor.example/ping/… (http only on 127.0.0.1), "
            "or be empty: then nobody outside is told."
        )
    return value


RETURN_PATH = "/inloggen/via/terug/"
SIGN_ON_NEEDS = {
    "UITWEG_OIDC_ISSUER": "the issuer of the provider, such as https://login.city.example",
    "UITWEG_OIDC_CLIENT_ID": "the client id under which the provider knows this installation",
    "UITWEG_OIDC_KEY_FILE": "the path to a private key (PEM) of which the provider has the public "
    "half",
    "UITWEG_OIDC_NAME": "what members call that login, such as Gemeente Voorbeeldstad",
}


def sign_on(staff_url: str) -> "Provider | None":
    """Return the provider by which members may say who they are, or None; see docs/sign-on.md.

    The private key must be readable by this user only, and no sentence quotes it.
    """
    from uitweg.platform.openid.provider import Provider  # the public door never needs it

    is_required = choice("UITWEG_OIDC_REQUIRED", "no", {"yes", "no"}) == "yes"
    acr_values = text("UITWEG_OIDC_ACR", "", longest=500).split()
    given = {name: text(name, "") for name in SIGN_ON_NEEDS}
    if not any(given.values()):
        if is_required or acr_values:
            raise Misconfigured(
                "UITWEG_OIDC_ISSUER is not set; set it, or leave out UITWEG_OIDC_REQUIRED and "
                "UITWEG_OIDC_ACR."
            )
        return None
    if missing := next((name for name, value in given.items() if not value), ""):
        raise Misconfigured(f"{missing} is not set; set it to {SIGN_ON_NEEDS[missing]}.")
    _check_sign_on_addresses(given["UITWEG_OIDC_ISSUER"], staff_url)
    return Provider(
        issuer=given["UITWEG_OIDC_ISSUER"],
        name=given["UITWEG_OIDC_NAME"],
        client_id=given["UITWEG_OIDC_CLIENT_ID"],
        private_key=_client_key("UITWEG_OIDC_KEY_FILE", Path(given["UITWEG_OIDC_KEY_FILE"])),
        redirect_uri=staff_url + RETURN_PATH,
        acr_values=tuple(acr_values),
        is_required=is_required,
    )


def _check_sign_on_addresses(issuer: str, staff_url: str) -> None:
    from uitweg.platform.jobs.rules.gateways import is_secure_address

    if not is_secure_address(issuer) or "?" in issuer or not issuer.isascii() or " " in issuer:
        raise Misconfigured(
            f"UITWEG_OIDC_ISSUER is '{issuer}'; set it to {SIGN_ON_NEEDS['UITWEG_OIDC_ISSUER']} "
            "(http only on 127.0.0.1), exactly as the provider writes it."
        )
    if not is_secure_address(staff_url):
        raise Misconfigured(
            f"UITWEG_STAFF_URL is '{staff_url}'; single sign-on (UITWEG_OIDC_ISSUER) needs an "
            "address with https."
        )


def _client_key(name: str, path: Path) -> bytes:
    """Return the PEM of a private key that only this user can read."""
    from uitweg.platform.openid.client_key import InvalidKey, read_private_key

    try:
        if path.stat().st_mode & 0o077:
            raise Misconfigured(
                f"{name} is '{path}', which others on this machine can read; chmod 600 it."
            )
        with path.open("rb") as file:
            pem = file.read(20_000)
        read_private_key(pem)
    except OSError as error:
        raise Misconfigured(f"{name} is '{path}' and cannot be read: {error.strerror}.") from None
    except InvalidKey as error:
        raise Misconfigured(f"{name}: the file '{path}' {error}.") from None
    return pem
