"""The page of a referral that is not sent yet: what may be shared, what is ticked, what they read.

The page, the script that follows each tick, and the sending itself all ask `open_draft`, so that
what is previewed is what is sent.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.partners.dispatch.actions import shared_facts
from uitweg.casework.partners.dispatch.actions.basis import (
    Bases,
    SendingStanding,
    sending_standing,
)
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms, parts_on
from uitweg.casework.partners.dispatch.actions.messages import team_phone
from uitweg.casework.partners.dispatch.actions.shared_facts import KnownPiece
from uitweg.casework.partners.dispatch.rules.packages import PackageContent, preview_digest
from uitweg.casework.partners.referrals.actions.states import kind_of
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import (
    ReferralDraft,
    SendingObstacle,
    missing_to_send,
    referral_content,
    usual_term,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Role
from uitweg.platform.choices import Refusal
from uitweg.platform.identifiers.phones import written_phone

TABLE = Referral._meta.db_table


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
    sealed = bytes(referral.sealed_text)
    text = key.unlock(TABLE, bytes(referral.form_key), sealed) if sealed else None
    return ReferralDraft.from_json(text or "")


def _is_ticked(each: KnownPiece, draft: ReferralDraft, basis: Bases) -> bool:
    """Return whether a piece goes along: it is chosen, known, and its group may be shared."""
    piece = each.piece
    chosen = piece.at_once if draft.pieces is None else piece.key in draft.pieces
    return chosen and bool(each.text) and basis[piece.group].may_share
