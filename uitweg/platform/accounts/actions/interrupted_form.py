"""A form posted just after the session ended: its text is carried through the login.

It travels in hidden fields of the login form and is not stored on the server.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

FIELD_PREFIX = "getypt-"
# a form has one long text, or is a sheet with several
TEXT_FIELD, SHEET_PREFIX = "text", "blad-"
TEXT_FIELDS = frozenset({TEXT_FIELD, "why", "said", "stays", "call", "why_not"})
TEXT_FIELDS |= {"task", "goal_of_sharing", "necessity", "alternatives"}
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
SMALL_FIELDS += ["base", "tab", "danger", "where", "call_back", "age", "caller"]
SMALL_FIELDS += ["when", "told_by", "signal", "phase", "pace"]
SMALL_FIELDS += ["to", "keeps", "level", "reason", "verdict", "row", "then", "ending", "told"]
SMALL_FIELDS += ["to_name", "purpose", "given_by", "mode", "until", "member", "basis", "tell_on"]
TEXT_FIELDS |= {"typed"}
SMALL_FIELDS += ["question", "involvement", "youngster", "look_again_on", "daarna"]
PLAN_FIELD = re.compile("(doel|actie)-[0-9]{1,18}|groep-[a-z-]{1,20}")
"""The other fields that are carried along; secrets (passphrase, recovery words) never are."""


@dataclass(frozen=True)
class InterruptedForm:
    """The long texts and other fields of a form that was posted to `address`."""

    address: str
    texts: dict[str, str]
    other_fields: dict[str, str]

    @property
    def text(self) -> str:
        """All long texts in one piece, to read and to copy."""
        return "\n\n".join(text for text in self.texts.values() if text.strip())

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of the login form: all but the one text, which has its own field."""
        hidden = {
            name: text for name, text in self.texts.items() if name != TEXT_FIELD
        } | self.other_fields
        return {f"{FIELD_PREFIX}{name}": value for name, value in hidden.items()}


def form_just_posted(request: HttpRequest) -> InterruptedForm | None:
    """Return the form in this request, or None when it has no text that would be lost."""
    return _read_form(request.path, request.POST, "")


def form_carried_through_login(request: HttpRequest, to: str) -> InterruptedForm | None:
    """Return the form that the login form carries along, if any."""
    return _read_form(to, request.POST, FIELD_PREFIX)


def is_own_address(to: str) -> bool:
    """Return whether this is an address of this site, without a host or a scheme."""
    if not (to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)):
        return False
    try:
        resolve(to.partition("?")[0])
    except Resolver404:
        return False
    return True


def _read_form(to: str, fields: Mapping[str, str], prefix: str) -> InterruptedForm | None:
    posted = {
        name.removeprefix(prefix): value
        for name, value in fields.items()
        if name.startswith(prefix)
    }
    areas = {
        name: value
        for name, value in posted.items()
        if name in TEXT_FIELDS or name.startswith(SHEET_PREFIX)
    }
    if not any(text.strip() for text in areas.values()) or not is_own_address(to):
        return None
    small_fields = [*SMALL_FIELDS, *(name for name in posted if PLAN_FIELD.fullmatch(name))]
    beside = {name: posted[name] for name in small_fields if posted.get(name)}
    return InterruptedForm(address=to, texts=areas, other_fields=beside)
