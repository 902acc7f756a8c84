"""What someone typed when their session had just ended: it goes with them through the login.

It stands in the pages between, in the fields of a form, and is stored nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

BEFORE = "getypt-"
BESIDE = ("kind", "key", "seen")  # small fields of the same forms


@dataclass(frozen=True)
class Typed:
    """The text and its form's other fields; `to` is the address they were sent to."""

    to: str
    text: str
    beside: dict[str, str]

    @property
    def fields(self) -> dict[str, str]:
        """Return the other fields as the login form carries them."""
        return {f"{BEFORE}{name}": value for name, value in self.beside.items()}


def just_sent(request: HttpRequest) -> Typed | None:
    """Return what a form of ours brought, or None when there is no text to lose."""
    return _read(request.path, request.POST, "")


def carried(request: HttpRequest, to: str) -> Typed | None:
    """Return what the login form carries along."""
    return _read(to, request.POST, BEFORE)


def stays_here(to: str) -> bool:
    """Say whether this is an address of this door, without a host or a scheme."""
    if not (to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)):
        return False
    try:
        resolve(to.partition("?")[0])
    except Resolver404:
        return False
    return True


def _read(to: str, fields: Mapping[str, str], before: str) -> Typed | None:
    text = fields.get(f"{before}text", "")
    if not text.strip() or not stays_here(to):
        return None
    beside = {name: fields.get(before + name, "") for name in BESIDE}
    return Typed(to=to, text=text, beside={name: value for name, value in beside.items() if value})
