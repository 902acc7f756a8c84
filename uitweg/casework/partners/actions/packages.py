"""Packages: sealing what goes to a partner, opening it with an account, and answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.disclosures import DisclosureMethod
from uitweg.casework.partners.models import (
    Organisation,
    Package,
    PackageKeyCopy,
    PackagePart,
    PackageReply,
)
from uitweg.casework.partners.rules.packages import (
    DECIDING_ANSWERS,
    Answer,
    PackageContent,
    PackageKind,
    PackageState,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import box, envelope, tokens
from uitweg.platform.sealing.envelope import context


@dataclass(frozen=True)
class PartTerms:
    case: Case
    groups: frozenset[DataGroup]
    consent: int | None
    decision: int | None


@dataclass(frozen=True)
class DecryptedReply:
    row: PackageReply
    text: str | None


def new_reply_key() -> tuple[bytes, bytes]:
    seed = envelope.new_seed()
    return seed, envelope.public_key(seed)


@transaction.atomic
def send_package(
    *,
    kind: PackageKind,
    organisation: Organisation,
    content: PackageContent,
    parts: Sequence[PartTerms],
    via: DisclosureMethod,
    purpose: str,
    answer_by: datetime | None,
    opens_until: datetime,
    reply_public: bytes,
    by: Actor,
) -> Package:
    key, public_id = box.new_key(), tokens.new_token(16)
    package = Package.objects.create(
        kind=kind, organisation=organisation, public_id=public_id, sent_at=by.now,
        sent_by=by.member, answer_by=answer_by, opens_until=opens_until, reply_public=reply_public,
        sealed_content=box.lock(key, _content(public_id), content.to_json().encode()),
    )  # fmt: skip
    for part in parts:
        PackagePart.objects.create(
            package=package, case=part.case, groups=sorted(part.groups), consent_id=part.consent,
            decision_id=part.decision,
        )  # fmt: skip
    for member in Member.objects.of_organisation(organisation.pk, today=by.today):
        holder = bytes(member.public_key)
        PackageKeyCopy.objects.create(
            package=package, member=member, holder_id=envelope.key_id(holder),
            sealed_key=envelope.seal(holder, _key(public_id), key),
        )  # fmt: skip
    return package


def open_as_member(*, package: Package, by: Actor) -> PackageContent:
    require(by, Permission.PACKAGE_READ, package)
    copy = PackageKeyCopy.objects.filter(package=package, member=by.member).first()
    if copy is None or not Package.objects.live(by.now).filter(pk=package.pk).exists():
        raise NotPossible("package-over")
    public_id = bytes(package.public_id)
    key = envelope.unseal(by.keyring.seed, _key(public_id), bytes(copy.sealed_key))
    text = box.unlock(key, _content(public_id), bytes(package.sealed_content))
    Package.objects.filter(pk=package.pk).exclude(state=PackageState.DECRYPTED).update(
        state=PackageState.DECRYPTED, decrypted_at=by.now
    )
    audit_log.record(by.member, "package:read", package)
    return PackageContent.from_json(text.decode())


@transaction.atomic
def answer_package(
    *,
    package: Package,
    answer: Answer,
    text: str,
    form_key: bytes,
    member: Member | None,
    now: datetime,
) -> PackageReply:
    is_second = package.replies.filter(counts=True, answer__in=DECIDING_ANSWERS).exists()
    reply = PackageReply.objects.create(
        package=package, answer=answer, replied_at=now, member=member, form_key=form_key,
        counts=not (is_second and answer in DECIDING_ANSWERS),
        sealed_text=envelope.seal(
            bytes(package.reply_public), context("package-reply", form_key.hex()), text.encode()
        ) if text else b"",
    )  # fmt: skip
    audit_log.record(member, "package:answer", package)
    return reply


def decrypt_replies(package: Package, *, seed: bytes) -> list[DecryptedReply]:
    return [
        DecryptedReply(
            row,
            envelope.unseal(
                seed, context("package-reply", bytes(row.form_key).hex()), bytes(row.sealed_text)
            ).decode()
            if row.sealed_text
            else "",
        )
        for row in package.replies.all()
    ]


def _content(public_id: bytes) -> bytes:
    return context("package", public_id.hex())


def _key(public_id: bytes) -> bytes:
    return context("package-key", public_id.hex())
