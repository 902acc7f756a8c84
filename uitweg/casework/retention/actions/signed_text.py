"""Signing a text of the policy folder: the lead and the privacy officer, each for their role.

Which text it is, by the hash of the file: when a letter of it changes both sign anew. The retention
table is one such text; other parts have their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from uitweg.casework.retention.models import TableSignature
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.policy.retention_duties import TableSigner


class SignatureRefusal(Refusal):
    TERMS_CHANGED = "De bewaartermijnen zijn net veranderd. Lees ze opnieuw en teken dan."
    SIGNED_YOURSELF = (
        "Jullie zijn nog geen twee mensen: één persoon nodigde de ander uit en liet die toe. Er "
        "is niets getekend. Laat bij Leden een ander bevestigen wie je bent."
    )


@dataclass(frozen=True)
class ShownSignature:
    """What one role signed: this text, an older one (`is_current` is false), or nothing."""

    role: str
    name: str
    signed_on: date | None
    is_current: bool


@dataclass(frozen=True)
class SignedText:
    """A text that two roles sign. `table` names it in the rows, `thing` in the audit log.

    `text_hash` gives the hash of the text that is obeyed now, `changed` is why a signature under
    another text is refused.
    """

    table: str
    thing: str
    permission: Permission
    act: Act
    changed: Refusal
    text_hash: Callable[[], str]

    def is_signed_on(self, today: date) -> bool:
        """Return whether both had signed this text by that day."""
        return self._of_this_text(*TableSigner).filter(signed_on__lte=today).count() == len(
            TableSigner
        )

    def has_to_sign(self, by: Actor) -> bool:
        """Return whether this text waits for the signature of this member's role."""
        return may(by, self.permission) and not self._of_this_text(by.role).exists()

    def signatures(self) -> list[ShownSignature]:
        """Return for each role that signs its latest signature, of this text if there is one."""
        return [self._latest(role) for role in TableSigner]

    def sign(self, *, text_hash: str, by: Actor) -> None:
        """Sign the text with this hash, for the role of `by`; a second time changes nothing.

        Raises NotPossible when it is not the text that is obeyed now, and when the same person,
        behind another account, signed it for the other role.
        """
        require(by, self.permission)
        if text_hash != self.text_hash():
            raise NotPossible(self.changed)
        for signature in self._of_this_text(*TableSigner).exclude(role=by.role):
            if by.is_same_person_as(signature.member_id):
                raise NotPossible(SignatureRefusal.SIGNED_YOURSELF)
        with transaction.atomic():
            _, is_new = TableSignature.objects.get_or_create(
                table=self.table,
                text_hash=text_hash,
                role=by.member.role,
                defaults={"member": by.member, "signed_on": by.today},
            )
            if is_new:
                audit_log.record(by.member, self.act, self.thing, reason=text_hash[:16])

    def _of_this_text(self, *roles: str) -> QuerySet[TableSignature]:
        signed = TableSignature.objects.filter(table=self.table, text_hash=self.text_hash())
        return signed.filter(role__in=roles).order_by("id")

    def _latest(self, role: TableSigner) -> ShownSignature:
        words = Role(role).words
        of_role = TableSignature.objects.filter(table=self.table, role=role)
        current = self._of_this_text(role).select_related("member").first()
        latest = of_role.select_related("member").order_by("-signed_on", "-id").first()
        if (signature := current or latest) is None:
            return ShownSignature(words, "", None, is_current=False)
        name, signed_on = signature.member.name, signature.signed_on
        return ShownSignature(words, name, signed_on, current is not None)
