"""Members in templates: permissions of the current member, roles in words, a member's status."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from uitweg.platform.accounts.rules import Permission, Role, may

register = template.Library()


@register.simple_tag(takes_context=True)
def allowed(context: template.Context, permission: str, thing: object = None) -> bool:
    """Return whether the current member may: `{% allowed "audit:read" as may_read %}`."""
    member = getattr(context.get("request"), "member", None)
    return member is not None and may(member, Permission(permission), thing)


@register.filter
def role_words(role: str) -> str:
    return Role(role).words


@dataclass(frozen=True)
class MemberStatus:
    """A member's status on the members page: CSS class, words, whether a colleague must act."""

    tag: str
    words: str
    waits_for_key: bool = False


@register.filter
def member_status(row: Mapping[str, Any]) -> MemberStatus:
    """Return the status of the member in a row of the members page."""
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
