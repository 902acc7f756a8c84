"""The way in without an account: the link, the code by another channel, the server's half.

Nothing here tells an unknown link from one that was used up or taken back: all are None.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions import messages as package_messages
from uitweg.casework.partners.dispatch.actions.basis import kinds_offered, may_still_be_read
from uitweg.casework.partners.dispatch.models import Package, PackageLink
from uitweg.casework.partners.dispatch.rules.messages import (
    CODE_DIGITS,
    CODE_LASTS,
    CODE_PAUSE,
    CODE_TRIES,
    MOST_WRONG,
    OPENED_LASTS,
    CodeWay,
    next_code_at,
    recent_codes,
)
from uitweg.casework.partners.dispatch.rules.packages import HandlingRule, PackageState
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import box, form_age, split_key, tokens
from uitweg.platform.sealing.wire import context
from uitweg.platform.store.locking import lock_for_update

OPEN_PACKAGE_LINK = Act("package:open", "Partner opende een link met een code")

NO_HASH = bytes(32)


class LinkRefusal(Refusal):
    NEW_CODE = (
        "Uw code is te lang geleden. Open de link in de mail opnieuw en vraag een nieuwe code."
    )
    NO_SUCH_WAY = "Op deze manier kunnen wij nu geen code sturen. Kies een andere, of bel ons."
    TOO_MANY_WRONG = (
        "Er is te vaak een verkeerde code getypt. Bel ons: dan sturen wij een nieuwe link."
    )
    TOO_MANY_CODES = "U hebt dit uur al drie codes gekregen. Wacht een uur, of bel ons."


@dataclass(frozen=True)
class SentCode:
    """A code that is on its way: until when it works, and how often it may be tried."""

    until: datetime
    tries_left: int


@dataclass(frozen=True)
class WrongLinkCode:
    """What was typed is not the code. Without tries left, only a new code helps."""

    tries_left: int


@dataclass(frozen=True)
class OpenedLink:
    """What the server gives for the right code; the three of the key are empty after an answer.

    `opened` shows at an answer that a code was given, and works for `OPENED_LASTS`.
    """

    package: Package
    server_half: bytes
    sealed_key: bytes
    sealed_content: bytes
    answer_half: bytes
    opened: str


@dataclass(frozen=True)
class LinkHolder:
    """Whoever has both halves of a link and gave its code lately; who that is, nobody knows.

    Only `link_for_answer` makes one.
    """

    package: Package
    now: datetime


def make_link(package: Package, key: bytes) -> bytes:
    """Store the way in to a new package, and return the link's half of the key: kept nowhere."""
    link_half = split_key.new_link_half()
    server_half, answer_half = split_key.new_half(), split_key.new_half()
    public_id = bytes(package.public_id)
    PackageLink.objects.create(
        package=package,
        server_half=server_half,
        sealed_key=box.lock(
            split_key.link_key(link_half, server_half), key_context(public_id), key
        ),
        answer_half=answer_half,
        code_phone=package.organisation.code_phone,
        link_proof_hash=_proof_hash(split_key.link_proof(link_half)),
        answer_token_hash=_token_hash(split_key.answer_token(link_half, answer_half)),
    )
    return link_half


def key_context(public_id: bytes) -> bytes:
    return context("partners_packagelink", public_id.hex(), "sealed_key")


def open_link(*, public_id: bytes, proof: bytes, now: datetime) -> PackageLink | None:
    """Return the link that this proof belongs to, or None: unknown, used up, over or taken back."""
    links = PackageLink.objects.select_related("package__organisation")
    link = links.filter(package__public_id=public_id).first()
    expected = bytes(link.link_proof_hash) if link else NO_HASH
    is_right = tokens.is_equal_in_constant_time(_proof_hash(proof), expected)
    if link is None or not is_right or not _leads_somewhere(link.package, now):
        return None
    return link


def request_code(*, public_id: bytes, proof: bytes, way: CodeWay, now: datetime) -> SentCode | None:
    """Send a code to the number that it was sent with; None for a link that leads nowhere.

    One asked for again at once is on its way already. Raises NotPossible: "no-such-way",
    "too-many-codes" when the codes of this hour are used, "too-many-wrong" after `MOST_WRONG`.
    """
    if open_link(public_id=public_id, proof=proof, now=now) is None:
        return None  # before any lock, so that each link that leads nowhere costs the same
    with transaction.atomic():
        link = _locked(public_id, now)
        if link is None:
            return None
        package = link.package
        if way not in package_messages.code_ways(link.code_phone):
            raise NotPossible(LinkRefusal.NO_SUCH_WAY)
        recent = recent_codes(link.code_times, now=now)
        is_under_way = bool(recent and link.code_hash) and now - recent[-1] < CODE_PAUSE
        if is_under_way and link.code_until:
            return SentCode(link.code_until, link.tries_left)
        if link.wrong_codes >= MOST_WRONG:
            raise NotPossible(LinkRefusal.TOO_MANY_WRONG)
        if next_code_at(recent):
            raise NotPossible(LinkRefusal.TOO_MANY_CODES)
        code = tokens.random_digits(CODE_DIGITS)
        link.code_hash = _code_hash(package, code)
        link.code_until, link.tries_left = now + CODE_LASTS, CODE_TRIES
        link.code_times = [moment.isoformat() for moment in [*recent, now]]
        link.codes_sent += 1
        link.save()
        package_messages.send_code(link, code, way, now=now)
    return SentCode(link.code_until, link.tries_left)


def open_with_code(
    *, public_id: bytes, proof: bytes, code: str, now: datetime
) -> OpenedLink | WrongLinkCode | None:
    """Return the server's half for the right code; None for a link that leads nowhere.

    Each try is counted in the store before it is compared, and a code works once.
    """
    if open_link(public_id=public_id, proof=proof, now=now) is None:
        return None  # before any lock, so that each link that leads nowhere costs the same
    with transaction.atomic():
        link = _locked(public_id, now)
        if link is None:
            return None
        is_usable = link.code_until is not None and now < link.code_until and link.tries_left > 0
        if not is_usable or not link.code_hash:
            return WrongLinkCode(0)
        link.tries_left -= 1
        expected = bytes(link.code_hash)
        is_right = tokens.is_equal_in_constant_time(_code_hash(link.package, code), expected)
        if is_right or not link.tries_left:
            link.code_hash, link.code_until = b"", None
        link.wrong_codes += not is_right
        link.save()
        if not is_right:
            return WrongLinkCode(link.tries_left)
        return _opened_link(link, now)


def link_for_answer(
    *, public_id: bytes, token: bytes, opened: str, now: datetime
) -> LinkHolder | None:
    """Return who had both halves and gave a code lately; else None.

    Raises NotPossible(LinkRefusal.NEW_CODE) when that code is too long ago.
    """
    links = PackageLink.objects.select_related("package__organisation")
    link = links.filter(package__public_id=public_id).first()
    expected = bytes(link.answer_token_hash) if link else NO_HASH
    is_right = tokens.is_equal_in_constant_time(_token_hash(token), expected)
    if link is None or not is_right or link.package.opens_until <= now:
        return None
    opened_at = form_age.stamped_at(_stamp_key(), bytes(link.package.public_id), opened)
    seconds = OPENED_LASTS.total_seconds()
    if opened_at is None or not 0 <= now.timestamp() - opened_at <= seconds:
        raise NotPossible(LinkRefusal.NEW_CODE)
    return LinkHolder(link.package, now)


def rule_for_words(package: Package, *, now: datetime) -> str:
    """Return the handling rule of words that come by a link, which asks for none.

    Of the police the strictest holds until they say otherwise; of others there is none, "".
    """
    is_police = ServiceKind.POLICE in kinds_offered(package.organisation, now=now)
    return HandlingRule.ASK_FIRST.value if is_police else ""


def mark_decrypted(*, by: LinkHolder) -> None:
    """Record that the partner's browser showed the text."""
    unread = Package.objects.filter(pk=by.package.pk, decrypted_at=None, ended_at=None)
    unread.update(state=PackageState.DECRYPTED, decrypted_at=by.now)


def _opened_link(link: PackageLink, now: datetime) -> OpenedLink:
    package = link.package
    if package.ended_at is None:
        package.opened_at = package.opened_at or now
        if package.state == PackageState.SENT:
            package.state = PackageState.OPENED
        package.save(update_fields=["opened_at", "state"])
    audit_log.record(None, OPEN_PACKAGE_LINK, package)
    return OpenedLink(
        package=package,
        server_half=bytes(link.server_half),
        sealed_key=bytes(link.sealed_key),
        sealed_content=bytes(package.sealed_content),
        answer_half=bytes(link.answer_half),
        opened=form_age.stamp(_stamp_key(), bytes(package.public_id), at=int(now.timestamp())),
    )


def _locked(public_id: bytes, now: datetime) -> PackageLink | None:
    """Return the link, locked with its package until the transaction ends; None when it is over.

    In the order in which `end_package` locks: the package first.
    """
    package = lock_for_update(Package.objects.filter(public_id=public_id)).first()
    links = PackageLink.objects.filter(package=package).select_related("package__organisation")
    link = lock_for_update(links).first() if package else None
    return link if link and _leads_somewhere(link.package, now) else None


def _leads_somewhere(package: Package, now: datetime) -> bool:
    """Return whether something can be read, or was answered and a line can still be sent."""
    if package.ended_at is not None:
        return package.opens_until > now
    return may_still_be_read(package, now=now)


def _proof_hash(proof: bytes) -> bytes:
    return tokens.digest("package-link-proof", proof)


def _token_hash(token: bytes) -> bytes:
    return tokens.digest("package-answer-token", token)


def _code_hash(package: Package, code: str) -> bytes:
    """Hash a code so that only this installation can check it: a million are soon tried."""
    key = tokens.derive(settings.SECRET_KEY.encode(), "package-code")
    return tokens.keyed_digest(key, "package-code", bytes(package.public_id) + code.encode())


def _stamp_key() -> bytes:
    return tokens.derive(settings.SECRET_KEY.encode(), "package-opened")
