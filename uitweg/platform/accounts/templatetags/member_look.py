"""Members on a page: what the one who looks may do, roles in words, and how a member stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from uitweg.platform.accounts.rules import Permission, Role, may

register = template.Library()


@register.simple_tag(takes_context=True)
def allowed(context: template.Context, permission: str, thing: object = None) -> bool:
    """Say whether the member who looks may: `{% allowed "audit:read" as may_trail %}`."""
    member = getattr(context.get("request"), "member", None)
    return member is not None and may(member, Permission(permission), thing)


@register.filter
def role_words(role: str) -> str:
    return Role(role).words


@dataclass(frozen=True)
class MemberStatus:
    """A member's tag and words on the list of members, and whether a colleague must act."""

    tag: str
    words: str
    waits_for_key: bool = False


@register.filter
def member_status(row: Mapping[str, Any]) -> MemberStatus:
    """Return the status of the member in one row of the members' page."""
    if not row["active"]:
        return MemberStatus("", "gestopt")
    if not row["member"].has_joined:
        over = row["invitation_is_over"]
        return MemberStatus("", "uitnodiging verlopen" if over else "uitgenodigd")
    if row["holds_key"]:
        return MemberStatus("way", "heeft de sleutel")
    if row["member"].should_hold_keys:
        return MemberStatus("ink", "wacht op de sleutel", waits_for_key=True)
    return MemberStatus("", "zonder sleutel")
