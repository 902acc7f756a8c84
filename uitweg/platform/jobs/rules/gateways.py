"""A city's gateways: for each channel the HTTPS request that hands one message over.

One template serves every kind (text message, spoken call, chat, the city's telephone exchange),
so that no provider's library is needed. The file holds secrets: nothing of it is ever printed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem, read_yaml
from uitweg.platform.jobs.rules.messages import Channel

METHODS = ("POST", "PUT")
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
PLACEHOLDERS = ("to", "text", "key")
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
LONGEST_HEADER, LARGEST_BODY_TEMPLATE = 4000, 10_000
OF_HTTP_ITSELF = frozenset({"host", "content-length", "content-type", "transfer-encoding"})


@dataclass(frozen=True)
class GatewayRequest:
    """One message as a gateway wants it; `repr` shows nothing of it."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Gateway:
    """How one channel hands a message over.

    {to}, {text} and {key} are filled in wherever they stand in the path of `url` and in the values
    of `body`. `key` means nothing to anyone else; a gateway may recognise a second try by it.
    `success` names the answers that count as handed over; empty: 200 to 299.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)
    is_form: bool
    key_header: str = ""
    success: frozenset[int] = frozenset()

    def request(self, *, to: str, text: str, key: str) -> GatewayRequest:
        """Return the request for one message."""
        values = {"to": to, "text": text, "key": key}
        filled = _filled(self.body, values)
        url = _fill_in(self.url, {name: quote(value, safe="") for name, value in values.items()})
        kind = "application/x-www-form-urlencoded" if self.is_form else "application/json"
        headers = {**self.headers, "Content-Type": kind}
        if self.key_header:
            headers[self.key_header] = key
        body = urlencode(filled) if self.is_form else json.dumps(filled, ensure_ascii=False)
        return GatewayRequest(self.method, url, headers, body.encode())

    def is_success(self, status: int) -> bool:
        return status in self.success if self.success else 200 <= status <= 299


def read_gateways(path: Path) -> dict[Channel, Gateway]:
    """Return the gateways in a file. Raises InvalidContent, or OSError when it cannot be read."""
    top = _top(path)
    gateways = dict[Channel, Gateway]()
    for number, raw in enumerate(top.take("gateways", list), start=1):
        item = YamlItem(path.name, f"gateway {number}", raw)
        channel = item.choice("channel", of=Channel)
        if channel is Channel.MAIL:
            raise item.refused("channel: mail has no gateway; set UITWEG_SMTP_URL.")
        if channel in gateways:
            raise item.refused(f"channel: there are two gateways for {channel}.")
        gateways[channel] = _gateway(item)
    top.refuse_leftovers()
    if not gateways:
        raise InvalidContent(Problem(path.name, "", "gateways has no gateway in it."))
    return gateways


def _top(path: Path) -> YamlItem:
    try:
        return read_yaml(path, path.name)
    except InvalidContent as error:
        # what the parser says may quote the file, and so a secret
        line = re.search(r"line ([0-9]+)", str(error))
        where = f" (line {line[1]})" if line else ""
        raise InvalidContent(Problem(path.name, "", f"is not valid YAML{where}.")) from None


def is_secure_address(url: str) -> bool:
    """Return whether this is an https address, or http to this machine; without a user in it."""
    try:
        parts = urlsplit(url)
        is_usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_secure = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in THIS_MACHINE
    )
    return is_usable and is_secure and not parts.username and not parts.fragment


def _gateway(item: YamlItem) -> Gateway:
    method = item.text("method", "POST")
    if method not in METHODS:
        raise item.refused("method should be POST or PUT.")
    is_form, body = _body(item)
    gateway = Gateway(
        method=method,
        url=_url(item),
        headers=_headers(item),
        body=body,
        is_form=is_form,
        key_header=_key_header(item),
        success=_success(item),
    )
    item.refuse_leftovers()
    if "{text}" not in json.dumps(body):
        raise item.refused("the body has no {text}, so the message would not be in it.")
    return gateway


def _url(item: YamlItem) -> str:
    url = item.words("url")
    without = re.sub("{(to|text|key)}", "x", url)
    if not url.isascii() or not url.isprintable() or " " in url or not is_secure_address(without):
        raise item.refused(
            "url should be an address such as https://sms.example/v1/messages "
            "(http only on 127.0.0.1), without a user name in it."
        )
    if "{" in without or "}" in without or "{" in urlsplit(url).netloc:
        raise item.refused("url may have {to}, {text} and {key} in its path, and no other {…}.")
    return url


def _headers(item: YamlItem) -> dict[str, str]:
    headers = dict[str, str]()
    for name, value in item.take("headers", dict, {}).items():
        if not isinstance(name, str) or not HEADER_NAME.fullmatch(name):
            raise item.refused("headers: a name may have letters, digits and - only.")
        if name.lower() in OF_HTTP_ITSELF:
            raise item.refused(f"headers: {name} is set by the request itself; leave it out.")
        is_text = isinstance(value, str) and value.isascii() and value.isprintable()
        if not is_text or not 0 < len(value) <= LONGEST_HEADER:
            raise item.refused(f"headers: the value of {name} should be one line of plain text.")
        headers[name] = value
    return headers


def _key_header(item: YamlItem) -> str:
    name = item.text("key_header", "")
    if name and (not HEADER_NAME.fullmatch(name) or name.lower() in OF_HTTP_ITSELF):
        raise item.refused("key_header should be the name of a header, such as Idempotency-Key.")
    return name


def _success(item: YamlItem) -> frozenset[int]:
    listed = item.take("success", list, [])
    if any(type(status) is not int or not 200 <= status <= 299 for status in listed):
        raise item.refused(
            "success should be a list of answers from 200 to 299, such as [200, 202]."
        )
    return frozenset(listed)


def _body(item: YamlItem) -> tuple[bool, Any]:
    """Return whether the body is a form, and its template."""
    kinds = item.keys_left & {"json", "form"}
    if len(kinds) != 1:
        raise item.refused("should have either json or form: the body to send.")
    is_form = kinds == {"form"}
    body = item.take("form" if is_form else "json", dict)
    values = list(_texts_in(body))
    if is_form and any(not isinstance(value, str) for value in body.values()):
        raise item.refused("form should have one text for each name.")
    if sum(map(len, values)) > LARGEST_BODY_TEMPLATE:
        raise item.refused("the body is too long to be a template.")
    if unknown := next((name for text in values for name in _unknown(text)), ""):
        raise item.refused(
            f"the body has {unknown[:30]}; only {{to}}, {{text}} and {{key}} are known."
        )
    try:
        json.dumps(body, allow_nan=False)
    except (TypeError, ValueError):
        raise item.refused("the body may have texts, numbers, true, false and null only.") from None
    return is_form, body


def _unknown(text: str) -> list[str]:
    return [found for found in re.findall(r"{\w*}", text) if found[1:-1] not in PLACEHOLDERS]


def _texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts_in(each)]
    return []


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """Return the template with the placeholders in its texts filled in, names left as they are."""
    if isinstance(value, str):
        return _fill_in(value, values)
    if isinstance(value, dict):
        return {name: _filled(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    return value


def _fill_in(template: str, values: Mapping[str, str]) -> str:
    """Fill in every placeholder at once, so that one that stands in a value stays as it is."""
    return re.sub("{(to|text|key)}", lambda found: values[found[1]], template)
