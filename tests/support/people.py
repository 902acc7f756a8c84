"""The invented people of the tests, made through the real actions."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.grants.actions import grants
from uitweg.casework.retention.models import TableSignature
from uitweg.channel.conversation.actions.team_keys import publish_team_key
from uitweg.channel.conversation.models import Report, TeamKey
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.inbox.actions.written import WrittenMessage
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.actions import team as actions
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring, TeamKeys
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import ACCOUNT_LASTS, PARTNERS, Role
from uitweg.platform.policy import retention
from uitweg.platform.sealing import code, conversation, envelope, files, tokens

PHRASE = "molen kano brood tulp winter zebra"
STORY = "Een meisje uit mijn klas heeft ineens dure spullen."
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NO_ORGANISATION = 10**6
MAILBOX_IDS: dict[bytes, bytes] = {}
"""By mailbox hash: what only the reporter has of the reports made here."""


class PublicClient(Client):
    """A visitor at the public door: its addresses and its middleware."""

    def request(self, **request: Any) -> Any:
        with override_settings(
            ROOT_URLCONF="uitweg.site.web.public_urls", MIDDLEWARE=settings.PUBLIC_MIDDLEWARE
        ):
            return super().request(**request)


@dataclass
class Team:
    """A team with its private keys and recovery words, which the product itself does not keep."""

    keys: TeamKeys
    recovery_words: list[str]
    key_id: bytes


def a_team() -> Team:
    now = timezone.now()
    team = actions.found_team(now=now)
    publish_team_key(
        key_id=team.key_id, public_key=team.public_key, verify_key=team.verify_key, now=now
    )
    return Team(keys=team.keys, recovery_words=team.recovery_words, key_id=team.key_id)


def a_member(
    team: Team,
    name: str = "Fatima",
    role: Role = Role.COORDINATOR,
    *,
    organisation: int | None = None,
) -> Member:
    """Return an admitted member; a partner without an `organisation` is of one that is not there."""
    if role in PARTNERS:
        return _a_partner(name, role, organisation or NO_ORGANISATION)
    return actions.create_first_member(
        name=name,
        login_name=name.lower(),
        phrase=PHRASE,
        totp_secret=TOTP,
        role=role,
        keys=team.keys,
        now=timezone.now(),
    )


def _a_partner(name: str, role: Role, organisation: int) -> Member:
    """Return an account of a partner that was admitted a month ago, with a key of its own."""
    today, a_month = timezone.localdate(), timedelta(days=30)
    member = Member(login=name.lower(), name=name, role=role, since=today - a_month)
    member.organisation, member.until = organisation, today + ACCOUNT_LASTS
    member.joined_at = member.admitted_at = timezone.now() - a_month
    login.set_passphrase(member, phrase=PHRASE, seed=envelope.new_seed())
    login.seal_totp(member, TOTP)
    member.save()
    return member


def keyring_of(member: Member) -> Keyring:
    return login.keyring_of(member, login.unlock_seed(member, PHRASE))


def acting(
    member: Member,
    *,
    now: datetime | None = None,
    today: date | None = None,
    keyring: Keyring | None = None,
) -> Actor:
    """Return an actor, now or at noon of a day, who holds the team key if their role holds keys.

    Unless `keyring` is given, that key opens nothing.
    """
    noon = today and timezone.make_aware(datetime.combine(today, time(12)))
    return Actor(member, now or noon or timezone.now(), keyring or key_that_opens_nothing(member))


def key_that_opens_nothing(member: Member) -> Keyring:
    """Return a keyring for an act that needs the key and decrypts nothing."""
    team = {b"no key": TeamKeys(b"", b"")} if member.should_hold_keys else {}
    return Keyring(seed=b"", team=team)


def at_the_desk(member: Member) -> Client:
    """Return a client in which this member is logged in."""
    client = Client()
    client.cookies[sessions.SESSION_COOKIE] = sessions.open_session(
        member, keyring_of(member), now=timezone.now()
    )
    return client


def sign_terms(day: date = date(2020, 1, 1)) -> None:
    """Let two who never log in sign the retention table as it is obeyed now."""
    for role in (Role.LEAD, Role.PRIVACY_OFFICER):
        signer, _ = Member.objects.get_or_create(
            login=f"signer-{role}", defaults={"name": "Tekenaar", "role": role, "since": day}
        )
        TableSignature.objects.create(
            text_hash=retention.retention_table().text_hash,
            role=role,
            member=signer,
            signed_on=day,
        )


def let_in(case: Case, member: Member, level: str, *groups: str) -> Client:
    """Give this member access to a case, to these data groups or all; return their client."""
    named = {"groups": list(groups)} if groups else {}
    CaseGrant.objects.create(
        case=case, member=member, level=level, since=timezone.now(), reason="consulted", **named
    )
    return at_the_desk(member)


def sealed(
    words: list[str] | None = None,
    *,
    text: str = STORY,
    danger: bool = False,
    key: bytes | None = None,
    **said: Any,
) -> tuple[inbox.IncomingMessage, bytes]:
    """Return what a browser would send, and the reporter's public key."""
    secret = code.stretch(words or code.new_words())
    MAILBOX_IDS[code.mailbox_hash(secret.mailbox_id)] = secret.mailbox_id
    team = TeamKey.current()
    assert team
    message = conversation.MessageContent(
        text=text,
        role=said.get("role", "school"),
        language="nl",
        safe_times=said.get("safe_times", ""),
        signals=said.get("signals", ()),
        files=said.get("files", ()),
        needed=said.get("needed", ""),
    )
    arriving = inbox.seal_incoming_message(
        WrittenMessage(message, danger, secret),
        team=team,
        key=key or tokens.new_token(16),
        at=said.get("at") or timezone.now(),
    )
    named = tuple(files.stored_name(file.id) for file in message.files)
    return replace(arriving, files=named, written=None), envelope.public_key(secret.seed)


def a_report(words: list[str] | None = None, **said: Any) -> Report:
    """Return a report as the public door stored it."""
    arriving, public = sealed(words, **said)
    inbox.receive_report(arriving, reporter_key=public, in_browser=True)
    return Report.objects.get(mailbox_hash=arriving.mailbox_hash)


def ask_to_delete(report: Report) -> bool:
    """Ask for deletion as the reporter does; tell whether a person looks first."""
    return inbox.request_deletion(MAILBOX_IDS[bytes(report.mailbox_hash)], at=timezone.now())


def closing(**said: object) -> dict[str, object]:
    """Return the form on closing, filled in."""
    told = {"ending": "safe", "told": "yes", "stays": "Een maatje", "call": "Tante"}
    return {"key": tokens.new_token(16).hex(), **told, **said}


def agree(lead: Client, case: Case) -> Any:
    """Let a lead read why a case is closed, with its safety card, and agree."""
    lead.get(f"/casus/{case.pk}/akkoord/")
    return lead.post(f"/casus/{case.pk}/akkoord/")


def shown(case: Case) -> str:
    """Return what the page of access says it showed."""
    return " ".join(map(str, grants.active_grant_ids(case)))
