"""A login for one person of three partners of the demo, with a question each. All are invented."""

from datetime import timedelta

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer, record_consents
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState, Recipient
from uitweg.casework.partners.asked_actions import actions as partner_actions
from uitweg.casework.partners.directory.actions import reach
from uitweg.casework.partners.directory.models import Organisation
from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.actions import team as team_actions
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import envelope, passphrase, tokens

PARTNER_PEOPLE = (
    ("mirjam", "Mirjam", Role.PARTNER_CARE, "De Haven"),
    ("bram", "Bram de Wit", Role.PARTNER_LAWYER, "Bram de Wit advocaat"),
    ("esra", "Esra", Role.PARTNER_POLICE, "Politieteam mensenhandel"),
)
ASKED = {
    "mirjam": (
        "Kan hij dit weekend een middag komen kijken? Hij zegt zelf of hij het wil.",
        ConsentPurpose.SHELTER,
    ),
    "bram": (
        "Wilt u hem bellen over bedenktijd en aangifte? Alleen op school, tussen 10 en 12 uur.",
        ConsentPurpose.LAWYER,
    ),
    "esra": (
        "Kunt u hem uitleggen wat een informatief gesprek is? Nog geen aangifte.",
        ConsentPurpose.POLICE_TALK,
    ),
}


def let_partners_in(*, inviter: Actor, admitter: Actor, known_to: Actor) -> list[dict[str, str]]:
    """Invite, let join and admit somebody of three organisations; return how they log in.

    Another member says that they know them.
    """
    people = []
    for login_name, name, role, organisation_name in PARTNER_PEOPLE:
        organisation = Organisation.objects.get(name=organisation_name)
        phrase = passphrase.new_passphrase()
        _, code = team_actions.invite(
            by=inviter,
            name=name,
            login_name=login_name,
            role=role,
            organisation=organisation.pk,
        )
        joined = team_actions.join(
            login_name=login_name,
            code=code,
            phrase=phrase,
            totp_secret=login.new_totp_secret(),
            now=inviter.now,
        )
        key_id = envelope.key_id(bytes(joined.public_key)).hex()
        team_actions.admit(by=admitter, member=joined, fingerprint_hex=key_id)
        seen = reach.accounts_to_know(organisation, by=known_to).seen
        reach.know_accounts(organisation=organisation, seen=seen, by=known_to)
        people.append({"login": login_name, "name": name, "role": role.value, "phrase": phrase})
    return people


def ask_partners(case: Case, *, by: Actor) -> None:
    """Ask each of them something for this case, as the youngster agreed to by telephone."""
    for days, (login_name, _, _, name) in enumerate(PARTNER_PEOPLE, 3):
        organisation, (text, purpose) = Organisation.objects.get(name=name), ASKED[login_name]
        answer = ConsentAnswer(
            state=ConsentState.GIVEN,
            groups=frozenset({DataGroup.SITUATION}),
            recipients=(Recipient(organisation.name, organisation.pk),),
            purpose=purpose,
            until=by.today + timedelta(days=90),
            said="Ja, dat is goed. Alleen dit.",
        )
        record_consents(case=case, answers=[answer], by=by)
        asked = partner_actions.AskedAction(
            text, DataGroup.SITUATION, by.member, by.today + timedelta(days=days)
        )
        partner_actions.ask_partner(
            case=case,
            organisation=organisation,
            asked=asked,
            by=by,
            form_key=tokens.new_token(16),
        )
