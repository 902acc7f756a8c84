"""What the members page shows of each member: how they came in, and what waits for whom."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from uitweg.platform.accounts.actions import admission
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.sealing import envelope, fingerprint

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def member_rows(*, by: Actor) -> list[dict[str, Any]]:
    """Return a row for each member, by name, as this member sees it."""
    members = list(Member.objects.with_keys())
    names = {member.pk: member.name for member in members}
    return [_member_row(member, names, by=by) for member in members]


def _member_row(member: Member, names: dict[int, str], *, by: Actor) -> dict[str, Any]:
    has_joined, public_key = member.has_joined, bytes(member.public_key)
    is_active = member.is_active_on(by.today)
    return {
        "member": member,
        "role": Role(member.role).words,
        "active": is_active,
        "invitation_is_over": member.invited_until is not None and member.invited_until < by.now,
        "holds_key": member.key_count > 0,  # type: ignore[attr-defined]
        "fingerprint": fingerprint.words(public_key) if has_joined else "",
        "key_id": envelope.key_id(public_key).hex() if has_joined else "",
        "passkeys": member.passkey_count,  # type: ignore[attr-defined]
        "history": _history(member, names),
        "may_invite": may(by, Permission.MEMBER_INVITE, member),
        "again_waits": admission.needs_confirmation(by, member),
        "may_end": may(by, Permission.MEMBER_END, member),
        "is_due": member.is_due_for_review(by.today),
        "may_keep": member.is_due_for_review(by.today) and may(by, Permission.MEMBER_KEEP, member),
        **(_what_waits(member, names, by=by) if is_active else {}),
    }


def _history(member: Member, names: dict[int, str]) -> list[str]:
    """Return who invited and admitted a member, and when they joined, in words."""
    if member.invited_by is None and member.admitted_by is None:
        return [f"gemaakt bij het opzetten, {_day(member.joined_at)}"] if member.joined_at else []
    steps = [
        (member.invited_by, f"uitgenodigd door {names.get(member.invited_by or 0, 'onbekend')}"),
        (member.confirmed_by, f"bevestigd door {names.get(member.confirmed_by or 0, 'onbekend')}"),
        (member.joined_at, f"deed mee op {_day(member.joined_at)}"),
        (member.admitted_at, _admission(member, names)),
    ]
    return [words for is_there, words in steps if is_there]


def _admission(member: Member, names: dict[int, str]) -> str:
    admitter = names.get(member.admitted_by or 0, "onbekend")
    by_whom = "met het herstelblad" if member.admitted_by == member.pk else f"door {admitter}"
    return f"toegelaten {by_whom} op {_day(member.admitted_at)}"


def _day(moment: datetime | None) -> str:
    day = date_format(timezone.localtime(moment), "j F Y") if moment else ""
    return day.replace(" ", NO_BREAK_SPACE)


def _what_waits(member: Member, names: dict[int, str], *, by: Actor) -> dict[str, Any]:
    """Return what this member waits for, and whether the reader can do it.

    `ask` is the colleague who admits them in the place of the reader, who invited them.
    """
    waits_for_confirmation = member.waits_for_confirmation_at(by.now)
    is_alone = member.is_admitted and member.brought_in_by is not None
    waits = member.waits_for_admission or is_alone
    may_admit = waits and may(by, Permission.MEMBER_ADMIT, member)
    ask = admission.who_else_can_admit(member, by=by) if may_admit else None
    would_be_alone = may_admit and admission.is_brought_in_alone(member, by=by)
    return {
        "asked_by": names.get(member.asked_by or 0, "") if waits_for_confirmation else "",
        "may_confirm": waits_for_confirmation and may(by, Permission.MEMBER_CONFIRM, member),
        "is_alone": is_alone,
        "alone_by": names.get(member.brought_in_by or 0, ""),
        "may_admit": may_admit and ask is None and not (is_alone and would_be_alone),
        "would_be_alone": would_be_alone,
        "ask": ask,
        "others_admit": waits and not may_admit and member.pk != by.pk,
    }
