"""Permission first: every action asks here, and a refusal is written in the audit log."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils import timezone

from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log


@dataclass(frozen=True)
class Actor:
    """Who acts, at which moment, with which opened keys; the gate makes one for each request."""

    member: Member
    now: datetime
    keyring: Keyring = field(default_factory=lambda: Keyring(seed=b""))

    @property
    def today(self) -> date:
        """Return the day of `now` in the Netherlands."""
        return timezone.localdate(self.now)

    def at(self, moment: datetime) -> "Actor":
        """Return the same member with the same keys at another moment."""
        return replace(self, now=moment)


class NotAllowed(PermissionDenied):
    """This member may not do this to this thing."""


class NotPossible(Exception):
    """The act came too late or does not fit the state; `why` names the sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def require(by: Member, permission: Permission, thing: object = None) -> None:
    """Raise NotAllowed (and write it down) unless `may` says yes.

    Ask before a transaction begins: what rolls back takes the line with it.
    """
    if not may(by, permission, thing):
        named = thing if isinstance(thing, Model) else "-"
        audit_log.record(by, permission.value, named, result="refused")
        raise NotAllowed(permission.value)
