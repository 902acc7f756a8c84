"""A referral before it is sent: its draft, what they would read, sending it and a further line.

The page, the script that follows each tick, and the sending itself all ask `open_draft`, so that
what is previewed is what is sent.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.consents.actions.disclosures import DisclosureRefusal
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import packages, shared_facts
from uitweg.casework.partners.dispatch.actions.basis import Bases, SendingStanding, sending_standing
from uitweg.casework.partners.dispatch.actions.ends import end_package
from uitweg.casework.partners.dispatch.actions.leaving import (
    CannotSend,
    PartTerms,
    PreviewChanged,
    parts_on,
)
from uitweg.casework.partners.dispatch.actions.messages import team_phone
from uitweg.casework.partners.dispatch.actions.shared_facts import KnownPiece
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageContent,
    PackageEnd,
    PackageKind,
    ReachRefusal,
    preview_digest,
)
from uitweg.casework.partners.referrals.actions.states import (
    WRITE_REFERRAL,
    ReferralRefusal,
    kind_of,
)
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import (
    OPENS_AFTER_TERM,
    WAITING_REFERRALS,
    ReferralDraft,
    ReferralState,
    SendingObstacle,
    missing_to_send,
    referral_content,
    referral_group,
    usual_term,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission, Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.choices import Refusal
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.identifiers.phones import written_phone
from uitweg.platform.sealing import envelope
from uitweg.platform.store.locking import lock_row


@dataclass(frozen=True)
class OpenedReferral:
    """A draft with everything that decides what of it may leave at this moment.

    `pieces` are those that this member may read, `ticked` those that go along. `missing` is what
    the member still has to choose or write.
    """

    referral: Referral
    draft: ReferralDraft
    pieces: tuple[KnownPiece, ...]
    standing: SendingStanding
    ticked: tuple[KnownPiece, ...]
    content: PackageContent
    missing: SendingObstacle | None

    @property
    def obstacle(self) -> Refusal | None:
        """Why it cannot be sent now, None when it can."""
        return self.standing.obstacle or self.missing

    @property
    def basis(self) -> Bases:
        """On what each data group may go to this organisation now."""
        return self.standing.bases[self.referral.case_id]

    @property
    def seen(self) -> str:
        """Return 32 hex digits that change when anything changes but the member's own words.

        The question and the term are in the very form that sends them.
        """
        others = replace(self.content, asked="", answer_by="").to_json()
        return preview_digest([others, self.standing.arrives])

    @property
    def refused_pieces(self) -> frozenset[str]:
        """Return the ticks for what this member may not read, or what may not be shared now."""
        allowed = {each.piece.key for each in self.pieces if self.basis[each.piece.group].may_share}
        return (self.draft.pieces or frozenset()) - allowed

    def parts(self) -> list[PartTerms]:
        """Return the data groups that leave, by the consent or decision that each rests on."""
        groups = [each.piece.group for each in self.ticked]
        return parts_on(self.referral.case, self.basis, groups)


def open_draft(
    referral: Referral, *, by: Actor, draft: ReferralDraft | None = None
) -> OpenedReferral:
    """Return a draft as it is stored or, with `draft`, as somebody has it before them now."""
    case = referral.case
    if draft is None:
        draft = stored_draft(referral, case_keys.open_case_key(case, by.keyring))
    if draft.answer_by is None:
        usual = timedelta(hours=referral.organisation.answer_within)
        draft = replace(draft, answer_by=usual_term(by.now, usual=usual))
    pieces = tuple(shared_facts.known_pieces(case, by=by))
    standing = sending_standing(referral.organisation, [case], now=by.now)
    basis = standing.bases[case.pk]
    ticked = tuple(each for each in pieces if _is_ticked(each, draft, basis))
    content = referral_content(
        draft,
        [each.section for each in ticked],
        kind=kind_of(referral),
        has_consent=all(basis[each.piece.group].consent is not None for each in ticked),
        sender=f"{by.member.name}, {Role(by.member.role).words.lower()}",
        phone=written_phone(by.member.phone) if by.member.phone else team_phone(),
    )
    missing = missing_to_send(draft, ticked, now=by.now)
    return OpenedReferral(referral, draft, pieces, standing, ticked, content, missing)


def stored_draft(referral: Referral, key: CaseKey) -> ReferralDraft:
    """Decrypt what is stored of a draft; an empty one when it cannot be decrypted."""
    return ReferralDraft.from_json(referral.unseal(key) or "")


def _is_ticked(each: KnownPiece, draft: ReferralDraft, basis: Bases) -> bool:
    """Return whether a piece goes along: it is chosen, known, and its group may be shared."""
    piece = each.piece
    chosen = piece.at_once if draft.pieces is None else piece.key in draft.pieces
    return chosen and bool(each.text) and basis[piece.group].may_share


class DraftChanged(Exception):
    """A colleague stored another draft meanwhile; nothing was stored. `theirs` is that draft."""

    def __init__(self, referral: Referral, theirs: ReferralDraft) -> None:
        super().__init__("draft-changed")
        self.referral, self.theirs = referral, theirs


def save_draft(*, referral: Referral, draft: ReferralDraft, version: int, by: Actor) -> Referral:
    """Store a draft that was written from `version`; return the referral as it is now.

    The same draft again is stored once. Raises DraftChanged when a colleague stored another one,
    and NotPossible when it was sent or withdrawn meanwhile.
    """
    require(by, Permission.REFERRAL_WRITE, referral.case)
    key = case_keys.open_case_key(referral.case, by.keyring)
    with transaction.atomic():
        locked = _locked_draft(referral, key)
        _store_draft(locked, draft, version, key, by)
    return locked


def send_referral(
    *, referral: Referral, draft: ReferralDraft, version: int, seen: str, by: Actor
) -> Referral:
    """Send a referral: exactly what the member saw, on a consent that counts at this moment.

    `seen` is `OpenedReferral.seen` of the preview. A second click changes nothing. Raises
    DraftChanged, CannotSend and PreviewChanged, each with nothing sent, and NotPossible when it was
    withdrawn or the case is closed.
    """
    require(by, Permission.REFERRAL_WRITE, referral.case)
    key = case_keys.open_case_key(referral.case, by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        now_stored = lock_row(referral)
        if now_stored.package_id and stored_draft(now_stored, key) == draft:
            return now_stored
        locked = _locked_draft(referral, key)
        _store_draft(locked, draft, version, key, by)
        opened = open_draft(locked, by=by, draft=draft)
        _require_sendable(opened, seen)
        _send(locked, opened, key, by=by)
        audit_log.record(by.member, WRITE_REFERRAL, locked.case, reason="sent")
    return locked


def send_line(
    *,
    referral: Referral,
    text: str,
    answer_by: datetime,
    version: int,
    seen: str,
    by: Actor,
    form_key: bytes = b"",
) -> Referral:
    """Send what was shared once more, with other words: an answer to a question, or a reminder.

    It comes in the place of what they had: that ends at once, and they get a new link. A second
    click changes nothing. Raises CannotSend when a consent is over since, PreviewChanged when what
    is known changed since it was shown, each with nothing sent, and NotPossible when a colleague or
    the partner was first.
    """
    require(by, Permission.REFERRAL_WRITE, referral.case)
    key = case_keys.open_case_key(referral.case, by.keyring)
    with transaction.atomic():
        if not case_keys.lock_case(key).is_open:
            raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
        drafts.discard_sent_draft(form_key)
        earlier = _lock_package(referral)
        locked = _with_case(lock_row(referral), referral)
        before = stored_draft(locked, key)
        line = replace(before, asked=text, answer_by=answer_by)
        if locked.version != version and before == line:
            return locked
        is_waiting = locked.state in WAITING_REFERRALS
        if locked.version != version or not is_waiting or earlier is None:
            raise NotPossible(ReferralRefusal.REFERRAL_MOVED, ask=locked.state_by_id)
        opened = open_draft(locked, by=by, draft=line)
        _require_sendable(opened, seen)
        end_package(package=earlier, end=PackageEnd.EXPIRED, now=by.now)
        locked.earlier_packages.add(earlier)
        _send(locked, opened, key, by=by)
        audit_log.record(by.member, WRITE_REFERRAL, locked.case, reason="line")
    return locked


def _locked_draft(referral: Referral, key: CaseKey) -> Referral:
    """Return the draft as it is now, its case locked and open. Raises NotPossible otherwise."""
    if not case_keys.lock_case(key).is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    locked = _with_case(lock_row(referral), referral)
    if locked.state != ReferralState.DRAFT:
        raise NotPossible(ReferralRefusal.REFERRAL_MOVED, ask=locked.state_by_id)
    return locked


def _with_case(locked: Referral, known: Referral) -> Referral:
    """Give the locked row the rows that it names; where it goes is read anew, as it is now."""
    locked.case, locked.service = known.case, known.service
    locked.organisation = Organisation.objects.get(pk=locked.organisation_id)
    return locked


def _lock_package(referral: Referral) -> Package | None:
    """Lock what the partner has now, before the referral: a partner's answer takes that order."""
    return lock_row(referral.package) if referral.package else None


def _store_draft(
    referral: Referral, draft: ReferralDraft, version: int, key: CaseKey, by: Actor
) -> None:
    stored = stored_draft(referral, key)
    if stored == draft and referral.sealed_text:
        return
    if referral.version != version:
        raise DraftChanged(referral, stored)
    referral.seal(key, text=draft.to_json())
    referral.version += 1
    referral.state_at, referral.state_by = by.now, by.member
    referral.save(update_fields=["sealed_text", "version", "state_at", "state_by"])


def _require_sendable(opened: OpenedReferral, seen: str) -> None:
    if opened.refused_pieces:
        raise CannotSend(DisclosureRefusal.NO_BASIS)
    if opened.obstacle:
        raise CannotSend(opened.obstacle)
    if opened.seen != seen:
        raise PreviewChanged


def _send(referral: Referral, opened: OpenedReferral, key: CaseKey, *, by: Actor) -> None:
    """Send what was opened, and store that it is sent, inside the caller's transaction."""
    answer_by = opened.draft.answer_by
    if answer_by is None:
        raise CannotSend(SendingObstacle.TERM_OVER)
    seed = reply_seed(referral, key) or packages.new_reply_key()[0]
    try:
        referral.package = packages.send_package(
            kind=PackageKind.REFERRAL,
            organisation=referral.organisation,
            content=opened.content,
            parts=opened.parts(),
            purpose=_purpose(referral),
            answer_by=answer_by,
            opens_until=answer_by + OPENS_AFTER_TERM,
            reply_public=envelope.public_key(seed),
            by=by,
        )
    except NotPossible as error:
        if error.refusal not in (*ReachRefusal, DisclosureRefusal.NO_BASIS):
            raise
        raise CannotSend(error.refusal) from error
    referral.seal(key, text=opened.draft.to_json(), reply_seed=seed.hex())
    referral.state = ReferralState.SENT.value
    referral.answer_by, referral.reminded_at, referral.undelivered_at = answer_by, None, None
    referral.state_at, referral.state_by = by.now, by.member
    referral.version += 1
    referral.save()
    _write_step(referral, opened, key, by=by)


def reply_seed(referral: Referral, key: CaseKey) -> bytes | None:
    """Decrypt the private half of the key that a partner's words are sealed to; None without."""
    text = referral.unseal(key, "reply_seed")
    return bytes.fromhex(text) if text else None


def _purpose(referral: Referral) -> str:
    kind = kind_of(referral)
    return f"Verwijzing: {kind.words if kind else 'hulp'}"


def _write_step(referral: Referral, opened: OpenedReferral, key: CaseKey, *, by: Actor) -> None:
    shared = ", ".join(each.piece.label.lower() for each in opened.ticked)
    text = f"Gevraagd aan {referral.organisation.name}: “{opened.draft.asked}” Gedeeld: {shared}."
    group = referral_group(kind_of(referral))
    attributes = EntryAttributes(group=group)
    entries.write_entry(key, EntryKind.STEP, text, by=by, attributes=attributes)
