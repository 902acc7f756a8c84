"""Who acts, and the permission check that every action does first; refusals are audited."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils import timezone

from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal as Refusal  # for who raises NotPossible

for refused in Permission:
    if refused.words:
        Act(refused.value, refused.words)


@dataclass(frozen=True)
class Actor:
    """The member who acts, the moment, and the decrypted keys; the gate makes one per request.

    `has_yet_to_link`: the city asks single sign-on of all, and this session did not come in so.
    """

    member: Member
    now: datetime
    keyring: Keyring = field(default_factory=lambda: Keyring(seed=b""))
    has_yet_to_link: bool = False

    @property
    def role(self) -> str:
        return self.member.role

    @property
    def pk(self) -> int:
        return self.member.pk

    @property
    def organisation(self) -> int | None:
        return self.member.organisation

    @property
    def has_key_or_needs_none(self) -> bool:
        """Whether a key holder admitted this member, and the session has what the role needs."""
        if self.has_yet_to_link:
            return False
        return self.member.is_admitted and (bool(self.keyring) or not self.member.should_hold_keys)

    def is_shut_out_of(self, thing: object) -> bool:
        return self.member.is_shut_out_of(thing)

    def is_same_person_as(self, member_id: int | None) -> bool:
        return self.member.is_same_person_as(member_id)

    @property
    def today(self) -> date:
        """The date of `now` in the Netherlands."""
        return timezone.localdate(self.now)

    def at(self, moment: datetime) -> "Actor":
        """Return the same member and keys at another moment."""
        return replace(self, now=moment)


class AccessRefusal(Refusal):
    BY_ENDED = "Jouw toegang is net veranderd of gestopt. Er is niets gedaan."


class NotAllowed(PermissionDenied):
    """The member lacks the permission for this thing."""


class NotPossible(Exception):
    """The action does not fit the current state, or came too late.

    `ask` is the id of the member whom the page names to call: who was first, or who can help.
    """

    def __init__(self, refusal: Refusal, *, ask: int | None = None) -> None:
        if not isinstance(refusal, Refusal):
            raise TypeError(f"{refusal!r} has no sentence: name a member of a Refusal")
        super().__init__(refusal.code)
        self.refusal, self.ask = refusal, ask

    @property
    def colleague(self) -> Member | None:
        """Return the member to call."""
        return Member.objects.filter(pk=self.ask).first() if self.ask else None

    @property
    def sentence(self) -> str:
        """Return the sentence of the refusal, with the name of the colleague where it has room."""
        if "{ask}" not in self.refusal.sentence:
            return self.refusal.sentence
        colleague = self.colleague
        return self.refusal.sentence.format(ask=colleague.name if colleague else "Een collega")


def require(by: Actor, permission: Permission, thing: object = None) -> None:
    """Raise NotAllowed, and record the refusal in the audit log, unless the actor may do this.

    Call it before a transaction begins: a rollback would remove the audit entry too.
    """
    if not may(by, permission, thing):
        audited_thing = thing if isinstance(thing, Model) else "-"
        audit_log.record_refusal(by.member, permission.value, audited_thing)
        raise NotAllowed(permission.value)


def require_still(by: Actor, permission: Permission, thing: object = None) -> None:
    """Raise NotPossible unless the actor, read anew, may do this at this moment.

    For inside a transaction, after the lock that they share who could take it away.
    """
    present = Member.objects.filter(pk=by.pk).first()
    if present is None or not present.is_active_on(by.today):
        raise NotPossible(AccessRefusal.BY_ENDED)
    if not may(replace(by, member=present), permission, thing):
        raise NotPossible(AccessRefusal.BY_ENDED)
