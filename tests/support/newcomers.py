"""Coming into a team through its pages, as anybody with an invitation would."""

import pyotp
from django.test import Client

from tests.support import people
from tests.support.partners import an_organisation
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import PARTNERS
from uitweg.platform.sealing import envelope

LEDEN = "/beheer/leden/"


def invite(by: Client, name: str, role: str = "coordinator") -> str:
    """Invite somebody; return the words of the invitation, "" when that is refused.

    A partner is invited at their own page, for an organisation that is made for it.
    """
    given: dict[str, object] = {"name": name, "login": name.lower(), "role": role}
    if role in PARTNERS:
        given["organisation"] = an_organisation().pk
    page = by.post(f"{LEDEN}{'partner' if role in PARTNERS else 'uitnodigen'}/", given)
    return str(page.context["invitation"]) if page.status_code == 200 else ""


def join(name: str, invitation: str) -> int:
    """Use an invitation; return the status of the answer, 302 when it worked."""
    phone = {"totp_secret": people.TOTP, "code": pyotp.TOTP(people.TOTP).now()}
    phrase = {"phrase": people.PHRASE, "again": people.PHRASE}
    given = {"login": name.lower(), "invitation": invitation, **phone, **phrase}
    return Client().post("/welkom/", given).status_code


def log_in(name: str) -> Client:
    """Return a browser in which this name tried to log in."""
    client, code = Client(), pyotp.TOTP(people.TOTP).now()
    given = {"login": name.lower(), "phrase": people.PHRASE, "code": code}
    client.post("/inloggen/", given)
    return client


def come_in(by: Client, name: str, role: str = "coordinator") -> Client:
    """Be invited, join and log in, as far as that works; return the browser."""
    join(name, invite(by, name, role))
    return log_in(name)


def admit(by: Client, name: str) -> int:
    """Admit a colleague at the members page; return the status of the answer."""
    member = Member.objects.get(login=name.lower())
    key_id = envelope.key_id(bytes(member.public_key)).hex()
    return by.post(f"{LEDEN}{member.pk}/toelaten/", {"key_id": key_id}).status_code
