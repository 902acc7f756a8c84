"""Signing the retention table: what two people agreed to, and what is obeyed only then."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from uitweg.casework.retention.models import TableSignature
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention_duties import TableSigner


@dataclass(frozen=True)
class ShownSignature:
    """What one role signed: this text, an older one (`is_current` is false), or nothing."""

    role: str
    name: str
    signed_on: date | None
    is_current: bool


def is_signed_on(today: date) -> bool:
    """Return whether both had signed this text by that day; before it no term destroys anything."""
    by_today = TableSignature.objects.filter(
        text_hash=retention.retention_table().text_hash, signed_on__lte=today
    )
    return by_today.count() == len(TableSigner)


def has_to_sign(by: Actor) -> bool:
    """Return whether this text waits for the signature of this member's role."""
    return may(by, Permission.RETENTION_SIGN) and not _of_this_text(by.role).exists()


def signatures() -> list[ShownSignature]:
    """Return for each role that signs its latest signature, of this text if there is one."""
    return [_latest(role) for role in TableSigner]


def sign_table(*, text_hash: str, by: Actor) -> None:
    """Sign the text with this hash, for the role of `by`; a second time changes nothing.

    Raises NotPossible when it is not the text that is obeyed now, and when the same person, behind
    another account, signed it for the other role.
    """
    require(by, Permission.RETENTION_SIGN)
    if text_hash != retention.retention_table().text_hash:
        raise NotPossible("terms-changed")
    for signature in _of_this_text(*TableSigner).exclude(role=by.role):
        if by.is_same_person_as(signature.member_id):
            raise NotPossible("signed-yourself")
    with transaction.atomic():
        _, is_new = TableSignature.objects.get_or_create(
            text_hash=text_hash,
            role=by.member.role,
            defaults={"member": by.member, "signed_on": by.today},
        )
        if is_new:
            audit_log.record(by.member, "retention:sign", "retention", reason=text_hash[:16])


def _of_this_text(*roles: str) -> QuerySet[TableSignature]:
    text_hash = retention.retention_table().text_hash
    return TableSignature.objects.filter(text_hash=text_hash, role__in=roles).order_by("id")


def _latest(role: TableSigner) -> ShownSignature:
    words, of_role = Role(role).words, TableSignature.objects.filter(role=role)
    current = _of_this_text(role).select_related("member").first()
    signature = current or of_role.select_related("member").order_by("-signed_on", "-id").first()
    if signature is None:
        return ShownSignature(words, "", None, is_current=False)
    return ShownSignature(words, signature.member.name, signature.signed_on, current is not None)
