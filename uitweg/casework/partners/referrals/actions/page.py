"""The page of a referral that is not sent yet: what may be shared, what is ticked, what they read.

The page, the script that follows each tick, and the sending itself all ask `open_draft`, so that
what is previewed is what is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions.consents import sharing_basis
from uitweg.casework.cases.consents.actions.disclosures import DisclosureRefusal
from uitweg.casework.cases.consents.rules.consents import SharingBasis
from uitweg.casework.partners.directory.actions.reach import accounts_of
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import shared_facts
from uitweg.casework.partners.dispatch.actions.basis import PartTerms, kinds_offered
from uitweg.casework.partners.dispatch.actions.messages import team_phone
from uitweg.casework.partners.dispatch.actions.packages import unreachable_because
from uitweg.casework.partners.dispatch.actions.shared_facts import KnownPiece
from uitweg.casework.partners.dispatch.rules.packages import PackageContent, ReachRefusal
from uitweg.casework.partners.referrals.actions.states import kind_of
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import (
    ReferralDraft,
    missing_to_send,
    referral_content,
    usual_term,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Role
from uitweg.platform.choices import Refusal
from uitweg.platform.identifiers.phones import written_phone
from uitweg.platform.sealing import tokens

TABLE = Referral._meta.db_table
NO_BASIS = SharingBasis()


@dataclass(frozen=True)
class OpenedReferral:
    """A draft with everything that decides what of it may leave at this moment.

    `pieces` are those that this member may read, `basis` says of each data group on what it may
    go to this organisation. `ticked` are the pieces that go along. `obstacle` is why it cannot be
    sent now, None when it can. `arrives` is where it would go now: the accounts that can open
    it, or the mail address and the number of the code.
    """

    referral: Referral
    draft: ReferralDraft
    pieces: tuple[KnownPiece, ...]
    basis: Mapping[DataGroup, SharingBasis]
    ticked: tuple[KnownPiece, ...]
    content: PackageContent
    obstacle: Refusal | None
    arrives: str

    @property
    def seen(self) -> str:
        """Return 32 hex digits that change when anything changes but the member's own words.

        The question and the term are in the very form that sends them.
        """
        others = replace(self.content, asked="", answer_by="").to_json()
        return tokens.sha256(f"{others}\0{self.arrives}".encode()).hex()[:32]

    @property
    def has_any_basis(self) -> bool:
        return any(basis.may_share for basis in self.basis.values())

    @property
    def refused_pieces(self) -> frozenset[str]:
        """Return the ticks for what this member may not read, or what may not be shared now."""
        allowed = {
            each.piece.key
            for each in self.pieces
            if self.basis.get(each.piece.group, NO_BASIS).may_share
        }
        return (self.draft.pieces or frozenset()) - allowed

    def parts(self) -> list[PartTerms]:
        """Return the data groups that leave, by the consent or decision that each rests on."""
        groups = dict[tuple[int | None, int | None], set[DataGroup]]()
        for each in self.ticked:
            basis = self.basis[each.piece.group]
            groups.setdefault((basis.consent, basis.decision), set()).add(each.piece.group)
        case = self.referral.case
        return [
            PartTerms(case, frozenset(these), consent=consent, decision=decision)
            for (consent, decision), these in groups.items()
        ]


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
    basis = basis_for(case, referral.organisation, by=by)
    ticked = tuple(each for each in pieces if _is_ticked(each, draft, basis))
    content = referral_content(
        draft,
        [each.section for each in ticked],
        kind=kind_of(referral),
        has_consent=all(basis[each.piece.group].consent is not None for each in ticked),
        sender=f"{by.member.name}, {Role(by.member.role).words.lower()}",
        phone=written_phone(by.member.phone) if by.member.phone else team_phone(),
    )
    obstacle = obstacle_of(referral.organisation, draft, ticked, basis, by=by)
    arrives = _where_it_arrives(referral.organisation, by=by)
    return OpenedReferral(referral, draft, pieces, basis, ticked, content, obstacle, arrives)


def _where_it_arrives(organisation: Organisation, *, by: Actor) -> str:
    accounts = accounts_of(organisation, today=by.today)
    if accounts:
        return f"accounts {[account.pk for account in accounts]}"
    return f"{organisation.mail} {organisation.code_phone}"


def stored_draft(referral: Referral, key: CaseKey) -> ReferralDraft:
    """Decrypt what is stored of a draft; an empty one when it cannot be decrypted."""
    sealed = bytes(referral.sealed_text)
    text = key.unlock(TABLE, bytes(referral.form_key), sealed) if sealed else None
    return ReferralDraft.from_json(text or "")


def basis_for(
    case: Case, organisation: Organisation, *, by: Actor
) -> dict[DataGroup, SharingBasis]:
    """Return for each data group on what it may go to this organisation now."""
    kinds = kinds_offered(organisation, now=by.now)
    return sharing_basis(case, organisation=organisation.pk, kinds=kinds, now=by.now)


def _is_ticked(
    each: KnownPiece, draft: ReferralDraft, basis: Mapping[DataGroup, SharingBasis]
) -> bool:
    """Return whether a piece goes along: it is chosen, known, and its group may be shared."""
    piece = each.piece
    chosen = piece.at_once if draft.pieces is None else piece.key in draft.pieces
    return chosen and bool(each.text) and basis.get(piece.group, NO_BASIS).may_share


def obstacle_of(
    organisation: Organisation,
    draft: ReferralDraft,
    ticked: tuple[KnownPiece, ...],
    basis: Mapping[DataGroup, SharingBasis],
    *,
    by: Actor,
) -> Refusal | None:
    if organisation.ended_on:
        return ReachRefusal.PARTNER_ENDED
    if not any(each.may_share for each in basis.values()):
        return DisclosureRefusal.NO_BASIS
    accounts = accounts_of(organisation, today=by.today)
    if unreachable := unreachable_because(organisation, accounts, now=by.now):
        return unreachable
    return missing_to_send(draft, ticked, now=by.now)
