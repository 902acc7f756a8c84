"""What someone typed when their session had just ended: it goes with them through the login.

It stands in the pages between, in the fields of a form, and is stored nowhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

FIELD_PREFIX = "getypt-"
TEXT_FIELD, SHEET_PREFIX = "text", "blad-"  # a form has one text, or a sheet of several
TEXT_FIELDS = frozenset({TEXT_FIELD, "why", "said", "stays", "call", "why_not"})
SMALL_FIELDS = [
    "kind",
    "key",
    "seen",
    "was",
    "version",
    "domain",
    "owner",
    "due_on",
    "audience",
    "group",
    "goal",
]
SMALL_FIELDS += ["danger", "where", "call_back", "age", "caller"]
SMALL_FIELDS += ["when", "told_by", "signal", "phase", "pace"]
SMALL_FIELDS += ["to", "keeps", "level", "reason", "verdict", "row", "then", "ending", "told"]
PLAN_FIELD = re.compile("(doel|actie)-[0-9]{1,18}")
"""Small fields of the same forms. What opens a lock (a passphrase, a sheet's words) is not here."""


@dataclass(frozen=True)
class InterruptedForm:
    """What was written and its form's other fields; `to` is the address they were sent to."""

    to: str
    areas: dict[str, str]
    beside: dict[str, str]

    @property
    def text(self) -> str:
        """Return all of it in one piece, to read and to copy."""
        return "\n\n".join(text for text in self.areas.values() if text.strip())

    @property
    def fields(self) -> dict[str, str]:
        """Return all fields but the one text, as the login form carries them."""
        hidden = {
            name: text for name, text in self.areas.items() if name != TEXT_FIELD
        } | self.beside
        return {f"{FIELD_PREFIX}{name}": value for name, value in hidden.items()}


def form_just_posted(request: HttpRequest) -> InterruptedForm | None:
    """Return what a form of ours brought, or None when there is no text to lose."""
    return _read_form(request.path, request.POST, "")


def form_carried_through_login(request: HttpRequest, to: str) -> InterruptedForm | None:
    """Return what the login form carries along."""
    return _read_form(to, request.POST, FIELD_PREFIX)


def is_own_address(to: str) -> bool:
    """Say whether this is an address of this door, without a host or a scheme."""
    if not (to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)):
        return False
    try:
        resolve(to.partition("?")[0])
    except Resolver404:
        return False
    return True


def _read_form(to: str, fields: Mapping[str, str], before: str) -> InterruptedForm | None:
    sent = {n.removeprefix(before): v for n, v in fields.items() if n.startswith(before)}
    areas = {n: v for n, v in sent.items() if n in TEXT_FIELDS or n.startswith(SHEET_PREFIX)}
    if not any(text.strip() for text in areas.values()) or not is_own_address(to):
        return None
    small = [*SMALL_FIELDS, *(name for name in sent if PLAN_FIELD.fullmatch(name))]
    return InterruptedForm(to=to, areas=areas, beside={n: sent[n] for n in small if sent.get(n)})
