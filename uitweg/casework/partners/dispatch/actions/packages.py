"""Packages: sending one, opening it with an account, answering it, reading the answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import shorten
from typing import Protocol

from django.db import transaction

from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import links as package_links
from uitweg.casework.partners.dispatch.actions import messages as package_messages
from uitweg.casework.partners.dispatch.actions.basis import may_still_be_read, sending_standing
from uitweg.casework.partners.dispatch.actions.ends import end_package
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms, leave
from uitweg.casework.partners.dispatch.actions.links import LinkHolder
from uitweg.casework.partners.dispatch.models import (
    Package,
    PackageKeyCopy,
    PackagePart,
    PackageReply,
)
from uitweg.casework.partners.dispatch.rules.packages import (
    DECIDING_ANSWERS,
    FIRST_LINE,
    LONGEST_REPLY,
    MOST_REPLIES,
    NEEDING_WORDS,
    STEPS_AFTER_YES,
    PackageContent,
    PackageEnd,
    PackageKind,
    PackageState,
    PartnerAnswer,
    dispatch_kind,
    ends_reading,
    may_still_answer,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.drafts.actions.once import FormRefusal, key_with_content, once
from uitweg.platform.hooks import Hook
from uitweg.platform.sealing import box, envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_row

READ_PACKAGE = Act("package:read", "Partner las wat er gestuurd is")
ANSWER_PACKAGE = Act("package:answer", "Partner antwoordde")
SEND_PACKAGE = Act("package:send", "Iets naar een partner gestuurd")


class PackageRefusal(Refusal):
    PACKAGE_OVER = "Dit is niet meer te openen. Bel de zorgcoördinator als je het nog nodig hebt."
    SAY_WHAT = "Schrijf er een paar woorden bij. Er is niets verstuurd."
    REPLY_TOO_LONG = "Dit is langer dan 2000 tekens. Er is niets verstuurd."
    TOO_MANY_REPLIES = (
        "Bij deze vraag staan al heel veel berichten; er kan er geen meer bij. Er is niets "
        "bewaard. Bel het team."
    )


@dataclass(frozen=True)
class DecryptedReply:
    """An answer with its words, and the handling rule that a police team gave them.

    `text` is None when it cannot be decrypted, and "" without words.
    """

    row: PackageReply
    text: str | None
    rule: str = ""


def new_reply_key() -> tuple[bytes, bytes]:
    """Return a new private half (seed, 32 bytes) and its public half, for a package's answers."""
    seed = envelope.new_seed()
    return seed, envelope.public_key(seed)


def send_package(
    *,
    kind: PackageKind,
    organisation: Organisation,
    content: PackageContent,
    parts: Sequence[PartTerms],
    purpose: str,
    answer_by: datetime | None,
    opens_until: datetime,
    reply_public: bytes,
    by: Actor,
) -> Package:
    """Encrypt this content for an organisation, record what left of each case, and announce it.

    All or nothing, in one transaction. Raises NotAllowed when `by` may not disclose one of these
    cases, and NotPossible: "no-basis" when a data group does not rest on the consent or decision
    that its part names, "no-mail" or "no-code-phone" when the organisation has no account and
    cannot get a link or a code, "reach-unconfirmed" when nobody but who set these called them,
    "account-unconfirmed" when only who let a new account in knows it,
    "partner-ended" when it ended, "package-over" when nobody could open it in time.
    """
    require(by, Permission.CASE_LIST)
    for part in parts:
        require(by, Permission.CASE_DISCLOSE, part.case)
    if opens_until <= by.now:
        raise NotPossible(PackageRefusal.PACKAGE_OVER)
    key, public_id = box.new_key(), tokens.new_token(16)
    with transaction.atomic():
        # read anew, once: what is checked here is where it goes, whatever the caller had read
        organisation = Organisation.objects.get(pk=organisation.pk)
        standing = sending_standing(organisation, (), now=by.now)
        if why := standing.unreachable:
            raise NotPossible(why)
        leave(
            _with_own_words(parts, content),
            organisation=organisation,
            content=content.to_json().encode(),
            snapshot=content.to_json(),
            via=dispatch_kind(kind).via,
            purpose=purpose,
            by=by,
        )
        package = Package.objects.create(
            kind=kind,
            organisation=organisation,
            public_id=public_id,
            sent_at=by.now,
            sent_by=by.member,
            answer_by=answer_by,
            opens_until=opens_until,
            part_count=len(parts),
            reply_public=reply_public,
            sealed_content=_seal_content(key, public_id, content),
        )
        PackagePart.objects.bulk_create(_part_row(package, part) for part in parts)
        if standing.accounts:
            PackageKeyCopy.objects.bulk_create(
                _key_copy(package, key, each) for each in standing.accounts
            )
            package_messages.send_to_accounts(package, now=by.now)
        else:
            link_half = package_links.make_link(package, key)
            package_messages.send_link(package, link_half, now=by.now)
        audit_log.record(by.member, SEND_PACKAGE, package, reason=kind)
    return package


def open_as_member(*, package: Package, by: Actor) -> PackageContent:
    """Decrypt a package for an account of the organisation, and record the reading.

    Raises NotAllowed for who is not of this organisation, and
    NotPossible(PackageRefusal.PACKAGE_OVER) when it has ended, its basis is over, or it was sent
    before this account was there.
    """
    require(by, Permission.PACKAGE_READ, package)
    with transaction.atomic():
        package = lock_row(package)
        key = _key_for_member(package, by)
        if key is None or not may_still_be_read(package, now=by.now):
            raise NotPossible(PackageRefusal.PACKAGE_OVER)
        content = open_content(key, package)
        package.state = PackageState.DECRYPTED
        package.opened_at = package.opened_at or by.now
        package.decrypted_at = package.decrypted_at or by.now
        package.save(update_fields=["state", "opened_at", "decrypted_at"])
        audit_log.record(by.member, READ_PACKAGE, package)
    return content


def read_first_line(*, package: Package, by: Actor) -> str:
    """Return the beginning of what is asked, for the list of an account; "" when it does not open.

    It is not yet read by that: the state stays, and the caller records that the list was read.
    """
    require(by, Permission.PACKAGE_READ, package)
    key = _key_for_member(package, by)
    if key is None or not may_still_be_read(package, now=by.now):
        return ""
    content = open_content(key, package)
    lines = content.asked.split("\n") if content.asked else [content.title]
    return shorten(lines[0], FIRST_LINE, placeholder=" …")


class AnswerFollower(Protocol):
    """Lets what was sent follow an answer, inside the transaction that stores it."""

    def __call__(self, *, reply: PackageReply, now: datetime) -> None: ...


answer_followers = Hook[AnswerFollower]("what follows an answer")
"""Each leaves alone what is of another kind than its own."""


def answer_package(
    *,
    package: Package,
    answer: PartnerAnswer,
    text: str,
    form_key: bytes,
    by: Actor | LinkHolder,
    rule: str = "",
) -> PackageReply:
    """Store the answer of an account of the partner, or of who holds the link.

    The first deciding answer counts and ends what can be read. A later one is kept, and its
    `counts` is false. The same form again gives the same answer, not a second one. Raises
    NotAllowed for an account of another organisation and for the holder of another link, and
    NotPossible when this form sent something else before, when it cannot be answered any more,
    when the answer needs words that are not there, and when there are too many.
    """
    member = _require_to_answer(by, package)
    text = text.strip()
    if len(text) > LONGEST_REPLY:
        raise NotPossible(PackageRefusal.REPLY_TOO_LONG)
    if answer in NEEDING_WORDS and not text:
        raise NotPossible(PackageRefusal.SAY_WHAT)
    form_key = key_with_content(form_key, answer, text, rule)
    with transaction.atomic():
        package = lock_row(package)
        whose = {"package": package, "member": member}
        used = FormRefusal.FORM_USED if member else PackageRefusal.PACKAGE_OVER
        if earlier := once(PackageReply.objects.all(), form_key, of=whose, used=used):
            return earlier
        decided = decided_answer(package)
        _require_answerable(package, answer, decided, now=by.now)
        reply = PackageReply.objects.create(
            package=package,
            answer=answer,
            counts=answer not in DECIDING_ANSWERS or decided is None,
            replied_at=by.now,
            member=member,
            form_key=form_key,
            sealed_text=_seal_reply(package, form_key, text, rule),
        )
        has_account = package.key_copies.exists()
        if reply.counts and ends_reading(package.kind, answer, has_account=has_account):
            end_package(package=package, end=PackageEnd.ANSWERED, now=by.now)
        for follow in answer_followers:
            follow(reply=reply, now=by.now)
        audit_log.record(member, ANSWER_PACKAGE, package, reason=answer)
    return reply


def _require_to_answer(by: Actor | LinkHolder, package: Package) -> Member | None:
    """Return the member who answers, None for a link. Raises NotAllowed: not theirs to answer."""
    if isinstance(by, Actor):
        require(by, Permission.PACKAGE_ANSWER, package)
        return by.member
    if by.package.pk != package.pk:
        raise NotAllowed(Permission.PACKAGE_ANSWER.value)
    return None


def decided_answer(package: Package) -> PartnerAnswer | None:
    """Return the deciding answer that counts, or None while there is none."""
    deciding = package.replies.filter(counts=True, answer__in=sorted(DECIDING_ANSWERS))
    row = deciding.first()
    return PartnerAnswer(row.answer) if row else None


def steps_said(package: Package) -> list[PartnerAnswer]:
    """Return which steps after a yes were said: it began, it is done."""
    rows = package.replies.filter(answer__in=STEPS_AFTER_YES).values_list("answer", flat=True)
    return [step for step in STEPS_AFTER_YES if step in set(rows)]


def decrypt_replies(package: Package, *, seed: bytes) -> list[DecryptedReply]:
    """Return the answers to a package, oldest first, decrypted with the seed of its reply key."""
    return [_decrypt_reply(row, package, seed) for row in package.replies.all()]


def open_content(key: bytes, package: Package) -> PackageContent:
    """Decrypt what was sent. Raises CannotOpen or Malformed when this is not its key."""
    sealed = bytes(package.sealed_content)
    place = content_context(bytes(package.public_id))
    return PackageContent.from_json(box.unlock(key, place, sealed).decode())


def content_context(public_id: bytes) -> bytes:
    return context("partners_package", public_id.hex(), "sealed_content")


def _with_own_words(parts: Sequence[PartTerms], content: PackageContent) -> list[PartTerms]:
    """Return the parts; of several cases, each keeps only what was said about itself."""
    if len({each.case.pk for each in parts}) == 1:
        return list(parts)
    own = [replace(content, asked="", sections=each.sections).to_json() for each in parts]
    return [replace(each, snapshot=words) for each, words in zip(parts, own, strict=True)]


def _seal_content(key: bytes, public_id: bytes, content: PackageContent) -> bytes:
    return box.lock(key, content_context(public_id), content.to_json().encode())


def _part_row(package: Package, part: PartTerms) -> PackagePart:
    return PackagePart(
        package=package,
        case=part.case,
        groups=sorted(part.groups),
        consent_id=part.consent,
        decision_id=part.decision,
    )


def _key_copy(package: Package, key: bytes, member: Member) -> PackageKeyCopy:
    public = bytes(member.public_key)
    holder_id = envelope.key_id(public)
    sealed = envelope.seal(public, _copy_context(package, holder_id), key)
    return PackageKeyCopy(package=package, member=member, holder_id=holder_id, sealed_key=sealed)


def _key_for_member(package: Package, by: Actor) -> bytes | None:
    copy = package.key_copies.filter(member=by.member).first()
    if copy is None or not by.keyring.seed:
        return None
    try:
        place = _copy_context(package, bytes(copy.holder_id))
        return envelope.unseal(by.keyring.seed, place, bytes(copy.sealed_key))
    except (CannotOpen, Malformed):
        return None  # the account got a new key since


def _copy_context(package: Package, holder_id: bytes) -> bytes:
    public_id = bytes(package.public_id).hex()
    return context("partners_packagekeycopy", public_id, holder_id.hex(), "sealed_key")


def _require_answerable(
    package: Package, answer: PartnerAnswer, decided: PartnerAnswer | None, *, now: datetime
) -> None:
    if package.opens_until <= now or not may_still_answer(answer, decided):
        raise NotPossible(PackageRefusal.PACKAGE_OVER)
    if decided is None and not may_still_be_read(package, now=now):
        raise NotPossible(PackageRefusal.PACKAGE_OVER)
    is_first_word = decided is None and answer in DECIDING_ANSWERS
    if package.replies.count() >= MOST_REPLIES and not is_first_word:
        raise NotPossible(PackageRefusal.TOO_MANY_REPLIES)


def _seal_reply(package: Package, form_key: bytes, text: str, rule: str) -> bytes:
    """Encrypt the words to whoever sent the package; b"" when there are none."""
    if not text and not rule:
        return b""
    words = json.dumps({"text": text, "rule": rule}, ensure_ascii=False).encode()
    place = _reply_context(package, form_key)
    return envelope.seal(bytes(package.reply_public), place, envelope.pad(words))


def _decrypt_reply(row: PackageReply, package: Package, seed: bytes) -> DecryptedReply:
    if not row.sealed_text:
        return DecryptedReply(row, "")
    try:
        place = _reply_context(package, bytes(row.form_key))
        padded = envelope.unseal(seed, place, bytes(row.sealed_text))
    except (CannotOpen, Malformed):
        return DecryptedReply(row, None)
    words = json.loads(envelope.unpad(padded))
    return DecryptedReply(row, words["text"], words["rule"])


def _reply_context(package: Package, form_key: bytes) -> bytes:
    public_id = bytes(package.public_id).hex()
    return context("partners_packagereply", public_id, form_key.hex(), "sealed_text")
