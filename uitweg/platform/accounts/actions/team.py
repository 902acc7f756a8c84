"""Members joining and leaving the team, and getting its key."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from uitweg.platform.accounts.actions import (
    account_ends,
    admission,
    confirmation,
    key_shares,
    login,
)
from uitweg.platform.accounts.actions.account_ends import END_ACCOUNT
from uitweg.platform.accounts.actions.authorization import (
    Actor,
    NotPossible,
    require,
    require_still,
)
from uitweg.platform.accounts.actions.keyring import Keyring, TeamKeys
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import PARTNERS, Permission, Role, holds_keys
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.choices import Refusal
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.sealing import envelope, passphrase, recovery, signing, tokens
from uitweg.platform.store.locking import lock_for_update, lock_row

CHANGE_SELF = Act("me:change", "Eigen gegevens veranderd")
FOUND_TEAM = Act("team:found", "Team opgezet")
FOUND_MEMBER = Act("member:found", "Lid gemaakt")
INVITE_MEMBER = Act("member:invite", "Uitgenodigd")
INVITE_MEMBER_AGAIN = Act("member:invite-again", "Opnieuw uitgenodigd")
JOIN_TEAM = Act("member:join", "Uitnodiging gebruikt")
ADMIT_MEMBER = Act("member:admit", "Toegelaten")
RECOVER_KEY = Act("key:recover", "Sleutel teruggehaald")

INVITATION_DAYS = 7


class TeamRefusal(Refusal):
    LOGIN_TAKEN = "Deze inlognaam is al in gebruik (hoofdletters tellen niet mee). Kies een andere."
    FINGERPRINT_CHANGED = (
        "De sleutel van deze collega is net veranderd. Vergelijk de zes woorden opnieuw."
    )
    MEMBER_NOT_JOINED = "Deze collega heeft nog niet meegedaan, of is gestopt."
    INVITATION_UNCONFIRMED = (
        "Deze uitnodiging klopt, maar is nog niet bevestigd. Vraag een teamleider om haar bij "
        "Leden te bevestigen."
    )
    PARTNER_WITHOUT_ORGANISATION = "Kies bij welke organisatie dit account hoort."
    SHEET_OF_ANOTHER_TEAM = "Dit herstelblad hoort niet bij dit team."


@dataclass(frozen=True)
class FoundedTeam:
    """The keys that `found_team` made; the recovery words are stored nowhere, only printed once."""

    key_id: bytes
    public_key: bytes
    verify_key: bytes
    keys: TeamKeys
    recovery_words: list[str]


@transaction.atomic
def found_team(*, now: datetime) -> FoundedTeam:
    """Make the team's keys and seal them to a new recovery sheet."""
    keys = TeamKeys(seed=envelope.new_seed(), signing_seed=signing.new_signing_seed())
    public = envelope.public_key(keys.seed)
    sheet = recovery.new_recovery_seed()
    key_shares.give_share(keys, None, envelope.public_key(sheet), by=None, now=now)
    audit_log.record(None, FOUND_TEAM, "team", origin=ActOrigin.COMMAND_LINE)
    return FoundedTeam(
        key_id=envelope.key_id(public),
        public_key=public,
        verify_key=signing.verify_key(keys.signing_seed),
        keys=keys,
        recovery_words=recovery.to_words(sheet),
    )


@transaction.atomic
def create_first_member(
    *,
    name: str,
    login_name: str,
    phrase: str,
    totp_secret: str,
    role: Role,
    keys: TeamKeys,
    now: datetime,
) -> Member:
    """Make a member at set-up, with the team key if the role holds keys: nobody can admit yet."""
    member = Member(login=login_name, name=name, role=role, since=timezone.localdate(now))
    member.joined_at = member.admitted_at = now
    _set_credentials(member, phrase=phrase, totp_secret=totp_secret)
    if holds_keys(role):
        key_shares.give_share(keys, member, bytes(member.public_key), by=None, now=now)
    audit_log.record(None, FOUND_MEMBER, member, origin=ActOrigin.COMMAND_LINE)
    return member


def invite(
    *,
    by: Actor,
    name: str,
    login_name: str,
    role: Role,
    phone: str = "",
    until: date | None = None,
    organisation: int | None = None,
) -> tuple[Member, str]:
    """Make a member who has yet to join; returns also the invitation code, to be told in person.

    An administrator's invitation of a lead or a privacy officer waits until a key holder confirms
    it (`confirmation.confirm_invitation`). The account ends after `until`, a year from now when
    none is given. A partner has an `organisation` (its number), and nobody else has one. Raises
    NotPossible.
    """
    require(by, Permission.MEMBER_INVITE)
    until = account_ends.checked_end(until, today=by.today)
    if (role in PARTNERS) != (organisation is not None):
        raise NotPossible(TeamRefusal.PARTNER_WITHOUT_ORGANISATION)
    with transaction.atomic():
        if Member.objects.with_login(login_name).exists():
            raise NotPossible(TeamRefusal.LOGIN_TAKEN)
        member = Member(login=login_name.lower(), name=name, role=role, since=by.today, phone=phone)
        member.until, member.organisation = until, organisation
        code = _new_invitation(member, by.now)
        member.invited_by = by.pk
        member.asked_by = by.pk if admission.needs_confirmation(by, member) else None
        try:
            with transaction.atomic():
                member.save()
        except IntegrityError:  # a colleague invited somebody with this login just now
            raise NotPossible(TeamRefusal.LOGIN_TAKEN) from None
        audit_log.record(by.member, INVITE_MEMBER, member)
        return member, code


def invite_again(
    *,
    by: Actor,
    member: Member,
) -> str:
    """Let a member who lost their passphrase join anew; returns the invitation code.

    Removes their key, passkeys, sessions and drafts, and they have to be admitted anew. When an
    administrator asks it for an account that opens something, that waits until a key holder
    confirms it.
    """
    require(by, Permission.MEMBER_INVITE, member)
    with transaction.atomic():
        member = lock_row(member, may_be_named=True)
        code = _new_invitation(member, by.now)
        member.asked_by = by.pk if admission.needs_confirmation(by, member) else None
        if member.asked_by is None:
            member.confirmed_by = None
        # not the whole row: a membership that was ended a moment ago must stay ended
        member.save(update_fields=["invitation", "invited_until", "asked_by", "confirmed_by"])
        if member.asked_by is None:
            confirmation.empty_account(member, invited_by=by.pk, now=by.now)
        audit_log.record(by.member, INVITE_MEMBER_AGAIN, member)
        return code


def is_invited(login_name: str, code: str, *, now: datetime) -> bool:
    """Return whether this is the code of an invitation, also of one that is yet unconfirmed."""
    invited = Member.objects.with_login(login_name).filter(invited_until__gte=now).first()
    return invited is not None and _is_code_of(invited, code)


def find_invited_member(login_name: str, code: str, *, now: datetime) -> Member:
    """Return the member who may join with this code, with the row locked.

    Raises WrongLogin, and NotPossible when the invitation has yet to be confirmed.
    """
    invited = Member.objects.with_login(login_name).filter(invited_until__gte=now)
    member = lock_for_update(invited).first()
    if member is None or not _is_code_of(member, code):
        raise login.WrongLogin
    if member.asked_by is not None:
        raise NotPossible(TeamRefusal.INVITATION_UNCONFIRMED)
    return member


@transaction.atomic
def join(*, login_name: str, code: str, phrase: str, totp_secret: str, now: datetime) -> Member:
    """Accept an invitation with a new key and passphrase; a colleague then admits the member."""
    member = find_invited_member(login_name, code, now=now)
    member.invitation, member.invited_until, member.joined_at = b"", None, now
    _set_credentials(member, phrase=phrase, totp_secret=totp_secret)
    audit_log.record(member, JOIN_TEAM, member)
    return member


def admit(
    *,
    by: Actor,
    member: Member,
    fingerprint_hex: str,
) -> None:
    """Admit a colleague as a person, whose fingerprint was compared face to face.

    In a role that holds keys they get the team's keys by it. `fingerprint_hex` is the key id the
    page showed. Raises NotPossible when the colleague's key changed since, when they have not
    joined, and as `admission.record_admission` does.
    """
    require(by, Permission.MEMBER_ADMIT, member)
    with transaction.atomic():
        key_shares.lock_shares()
        member = lock_row(member, may_be_named=True)
        require_still(by, Permission.MEMBER_ADMIT, member)
        if not member.has_joined or not member.is_active_on(by.today):
            raise NotPossible(TeamRefusal.MEMBER_NOT_JOINED)
        if envelope.key_id(bytes(member.public_key)).hex() != fingerprint_hex:
            raise NotPossible(TeamRefusal.FINGERPRINT_CHANGED)
        is_alone = admission.record_admission(member, by=by)
        if member.should_hold_keys:
            _give_every_share(member, by=by)
        reason = "alone" if is_alone else ""
        audit_log.record(by.member, ADMIT_MEMBER, member, reason=reason)


def _give_every_share(member: Member, *, by: Actor) -> None:
    """Seal all team keys to a member; read anew, as one may be newer than this session."""
    for keys in login.keyring_of(by.member, by.keyring.seed).team.values():
        key_shares.give_share(keys, member, bytes(member.public_key), by=by.member, now=by.now)


def recover(
    *,
    by: Actor,
    words: str,
) -> Keyring:
    """Decrypt the team's keys with the recovery sheet and return the new keyring.

    For a member whom nobody admitted only while no colleague can. Raises NotPossible otherwise and
    for another team's sheet, and recovery's WrongWords and WrongChecksum.
    """
    require(by, Permission.KEY_RECOVER)
    try:
        with transaction.atomic():
            return _take_keys_of_sheet(words, by=by)
    except NotPossible as refusal:
        if refusal.refusal is admission.AdmissionRefusal.ADMIT_BEFORE_SHEET:
            # the words were right: somebody whom nobody knows has the sheet
            audit_log.record(
                by.member, RECOVER_KEY, by.member, result="refused", reason="recovery-sheet"
            )
        raise


def _take_keys_of_sheet(words: str, *, by: Actor) -> Keyring:
    key_shares.lock_shares()
    sheet = recovery.from_words(words)
    public = envelope.public_key(sheet)
    shares = list(KeyShare.objects.of_sheet().filter(holder_key=public))
    if not shares:
        raise NotPossible(TeamRefusal.SHEET_OF_ANOTHER_TEAM)
    present = lock_row(by.member, may_be_named=True)
    if bytes(present.public_key) != bytes(by.member.public_key):
        raise NotPossible(
            TeamRefusal.FINGERPRINT_CHANGED
        )  # or whoever joins anew would be admitted by it
    admission.record_recovery(by)
    for share in shares:
        keys = envelope.unseal(sheet, login.share_context(share), bytes(share.sealed_keys))
        key_shares.give_share(
            TeamKeys.from_bytes(keys),
            by.member,
            bytes(by.member.public_key),
            by=by.member,
            now=by.now,
        )
    audit_log.record(by.member, RECOVER_KEY, by.member, reason="recovery-sheet")
    return login.keyring_of(by.member, by.keyring.seed)


def end_membership(*, by: Actor, member: Member, last_day: date) -> None:
    """End a membership; removes the telephone number, sessions, passkeys, key shares and drafts.

    Of two who end each other at once the second raises NotPossible(AccessRefusal.BY_ENDED).
    """
    require(by, Permission.MEMBER_END, member)
    with transaction.atomic():
        key_shares.lock_shares()
        member = lock_row(member, may_be_named=True)
        require_still(by, Permission.MEMBER_END, member)
        Member.objects.filter(pk=member.pk).update(until=last_day, wants_mail=False, phone="")
        key_shares.take_everything(member, now=by.now)
        audit_log.record(by.member, END_ACCOUNT, member)


@job("former-members", every=timedelta(minutes=1))
def forget_contact_of_former_members(*, now: datetime) -> int:
    """Empty what somebody set again before their last day; return of how many members."""
    former = Member.objects.filter(until__lt=timezone.localdate(now)).exclude(phone="", mail="")
    return former.update(phone="", mail="")


def change_contact(
    *, by: Actor, phone: str, mail: str, wants_mail: bool, wants_sound: bool = False
) -> None:
    """Set where colleagues call this member, and how they hear of news: by mail, by a sound."""
    require(by, Permission.ME_CHANGE)
    with transaction.atomic():
        Member.objects.filter(pk=by.member.pk).update(
            phone=phone,
            mail=mail,
            wants_mail=wants_mail and bool(mail),
            wants_sound=wants_sound,
        )
        audit_log.record(by.member, CHANGE_SELF, by.member)


def _set_credentials(member: Member, *, phrase: str, totp_secret: str) -> None:
    login.set_passphrase(member, phrase=phrase, seed=envelope.new_seed())
    login.seal_totp(member, totp_secret)
    member.save()


def _new_invitation(member: Member, now: datetime) -> str:
    code = passphrase.new_passphrase()
    member.invitation = _code_hash(member.login, code)
    member.invited_until = now + timedelta(days=INVITATION_DAYS)
    return code


def _is_code_of(member: Member, code: str) -> bool:
    return tokens.is_equal_in_constant_time(
        bytes(member.invitation), _code_hash(member.login, code)
    )


def _code_hash(login_name: str, code: str) -> bytes:
    return tokens.digest("invitation", f"{login_name}|{' '.join(code.split()).lower()}".encode())
