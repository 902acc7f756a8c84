"""Permission first: every action asks here, and a refusal is written in the audit log."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log


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
