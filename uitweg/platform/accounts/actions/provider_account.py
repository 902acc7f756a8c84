"""A member links their account with the city's provider, once, or takes that away."""

from django.db import IntegrityError, transaction

from uitweg.platform.accounts.actions import sign_on
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.own_login import lock_account
from uitweg.platform.accounts.models import ProviderAccount, Session
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

LINK_PROVIDER_ACCOUNT = Act("provider-account:link", "Account bij de inlogdienst gekoppeld")
UNLINK_PROVIDER_ACCOUNT = Act("provider-account:unlink", "Account bij de inlogdienst ontkoppeld")


class ProviderAccountRefusal(Refusal):
    ACCOUNT_THERE = "Je hebt al een account gekoppeld. Ontkoppel dat eerst."
    ACCOUNT_OF_ANOTHER = (
        "Dit account van {name} is al van een collega. Er is niets gekoppeld. Ben jij bij {name} "
        "wel als jezelf aangemeld?"
    )
    ACCOUNT_ASKED_BY_ANOTHER = "Dit was voor een andere collega begonnen. Er is niets gekoppeld."


def link_account(*, by: Actor, signed_on: sign_on.SignedOn, session: Session) -> None:
    """Link the account that the provider named to this member, never by a name or mail address.

    The view has checked that the member proved who they are just before. Raises NotPossible when
    they have one, when it is a colleague's, when it was asked for in another account, and as
    `lock_account` does; SignOnRefused when this answer of the provider was used before.
    """
    require(by, Permission.ME_CHANGE)
    if signed_on.member != by.pk:
        raise NotPossible(ProviderAccountRefusal.ACCOUNT_ASKED_BY_ANOTHER)
    sign_on.use_up(signed_on, now=by.now)
    try:
        with transaction.atomic():
            member = lock_account(by, session)
            if ProviderAccount.objects.filter(member=member).exists():
                raise NotPossible(ProviderAccountRefusal.ACCOUNT_THERE)
            account = ProviderAccount(
                member=member, account_hash=signed_on.account_hash, linked_on=by.today
            )
            account.door_seal = sign_on.door_seal(account)
            account.save(force_insert=True)
            Session.objects.filter(pk=session.pk).update(signed_on=True)
            audit_log.record(by.member, LINK_PROVIDER_ACCOUNT, by.member)
    except IntegrityError:
        raise NotPossible(ProviderAccountRefusal.ACCOUNT_OF_ANOTHER) from None


def unlink_account(*, by: Actor, session: Session) -> None:
    """Take the link away, and end the member's other sessions; they log in as before it.

    Raises NotPossible as `lock_account` does.
    """
    require(by, Permission.ME_CHANGE)
    with transaction.atomic():
        member = lock_account(by, session)
        if ProviderAccount.objects.filter(member=member).delete()[0]:
            Session.objects.filter(member=member).exclude(pk=session.pk).delete()
            Session.objects.filter(pk=session.pk).update(signed_on=False)
            audit_log.record(by.member, UNLINK_PROVIDER_ACCOUNT, by.member)
