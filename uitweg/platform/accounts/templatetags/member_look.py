"""Members in templates: permissions of the current member, roles in words, a member's status."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.bidi import isolated
from uitweg.platform.content import load
from uitweg.platform.identifiers.phones import written_phone

register = template.Library()


@register.simple_tag(takes_context=True)
def allowed(context: template.Context, permission: str, thing: object = None) -> bool:
    """Return whether the current member may: `{% allowed "audit:read" as may_read %}`."""
    request: Any = context.get("request")
    is_logged_in = getattr(request, "member", None) is not None
    return is_logged_in and may(request.actor, Permission(permission), thing)


@register.simple_tag
def phone_link(member: Member) -> SafeString:
    """Return the number of a member as a link that calls it; "" when it is not known."""
    if not member.phone:
        return SafeString("")
    return format_html(
        '<a class="nb" href="tel:{}">{}</a>', member.phone, written_phone(member.phone)
    )


@register.simple_tag(takes_context=True)
def reach(context: template.Context, member: Member) -> SafeString:
    """Return the name of a colleague who has to act, with a number that calls them.

    When it is not known, the words say so, with whom to call instead.
    """
    if member.phone:
        return format_html("{}, {}", isolated(member.name), phone_link(member))
    return format_html(
        "{} (nummer onbekend, bel de leiding: {})", isolated(member.name), lead_to_call(context)
    )


@register.simple_tag(takes_context=True)
def lead_to_call(context: template.Context) -> SafeString:
    """Return a lead other than the reader, with a number that calls them, or the city's own."""
    lead: Member | None = context["staff"].lead_to_call
    if lead:
        return format_html("{}, {}", isolated(lead.name), phone_link(lead))
    contact = load().contact("coordinator")
    return format_html(
        'het nummer van de stad, <a class="nb" href="{}">{}</a>', contact.tel, contact.number
    )


@register.filter
def role_words(role: str) -> str:
    return Role(role).words


@dataclass(frozen=True)
class MemberStatus:
    """A member's status on the members page: CSS class and words."""

    tag: str
    words: str


@register.filter
def member_status(row: Mapping[str, Any]) -> MemberStatus:
    """Return the status of the member in a row of the members page."""
    if not row["active"]:
        return MemberStatus("", "gestopt")
    if row.get("asked_by"):
        return MemberStatus("ink", "wacht op bevestiging")
    if not row["member"].has_joined:
        over = row["invitation_is_over"]
        return MemberStatus("", "uitnodiging verlopen" if over else "uitgenodigd")
    if row["member"].waits_for_admission:
        waits_for = "de sleutel" if row["member"].should_hold_keys else "toelating"
        return MemberStatus("ink", f"wacht op {waits_for}")
    if row["holds_key"]:
        return MemberStatus("way", "heeft de sleutel")
    return MemberStatus("", "zonder sleutel")
