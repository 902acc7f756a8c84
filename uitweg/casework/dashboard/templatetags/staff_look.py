"""How staff pages look: their files by content name, their menu, and times and rows in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField
from django.urls import reverse

from uitweg.casework.cases.templatetags.action_rows import tick_form, to_do_rows
from uitweg.casework.cases.templatetags.period_words import period_words
from uitweg.casework.cases.templatetags.timeline_rows import timeline
from uitweg.casework.dashboard.rules.audit_words import (
    ACT_WORDS,
    NUMBER_FORMATS,
    ORIGIN_WORDS,
    THING_WORDS,
    reason_text,
)
from uitweg.casework.dashboard.rules.menu import MENU, PLACES_IN_DOCK
from uitweg.casework.dashboard.templatetags.draft_notes import unsent_lying, unsent_under
from uitweg.casework.dashboard.templatetags.notice_words import done_here
from uitweg.casework.dashboard.templatetags.staff_assets import (
    assets_by_name,
)
from uitweg.casework.dashboard.templatetags.worklist_rows import WorklistRow, worklist_rows
from uitweg.platform.accounts.forms import ROLE_WORDS
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.ui.moments import at, day
from uitweg.platform.ui.phone_links import callable_numbers
from uitweg.platform.ui.templatetags.public_look import icon

register = template.Library()


register.simple_tag(icon)  # so that a staff page loads one library
register.filter(day)
register.filter(at)
register.filter(callable_numbers)
register.simple_tag(timeline)
register.simple_tag(tick_form, takes_context=True)
register.simple_tag(to_do_rows, takes_context=True)
register.simple_tag(period_words)
register.simple_tag(done_here, takes_context=True)
register.simple_tag(unsent_lying, takes_context=True)
register.inclusion_tag("drafts/draft_here.html", takes_context=True)(unsent_under)


@register.simple_tag
def asset(name: str) -> str:
    return assets_by_name()[name].path


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> list[dict[str, Any]]:
    """Return the places this member may go to; nothing for who is not in."""
    request = context.get("request")
    member = getattr(request, "member", None)
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match else ""
    mine = [place for place in MENU if member and may(member, place.permission)]
    return [
        {
            "url": reverse(place.name),
            "words": place.words,
            "icon": place.icon,
            "current": here == place.name
            or here in place.covers
            or (place.name == "cases" and here.startswith("case-")),
            "in_dock": place.in_dock or len(mine) <= PLACES_IN_DOCK,
        }
        for place in mine
    ]


@register.simple_tag(takes_context=True)
def member_here(context: template.Context) -> Any:
    """Return who is in, or None; a failure can come before anyone looked."""
    return getattr(context.get("request"), "member", None)


@register.simple_tag(takes_context=True)
def allowed(context: template.Context, permission: str, thing: object = None) -> bool:
    """Say whether the member who looks may: `{% allowed "audit:read" as may_trail %}`."""
    member = getattr(context.get("request"), "member", None)
    return member is not None and may(member, Permission(permission), thing)


@register.simple_tag(takes_context=True)
def waiting_rows(context: template.Context) -> list[WorklistRow]:
    """Say what waits to the member who looks."""
    page, names, now = context["page"], context["names"], context["now"]
    return worklist_rows(page.rows, me=context["request"].member.pk, names=names, now=now)


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    label: str,
    *,
    help: str = "",
    type: str = "text",
    fill: str = "off",
    numeric: bool = False,
    value: str | None = None,
) -> dict[str, Any]:
    """Draw one field: label, help, what is wrong, box. Typed text stays; a passphrase does not."""
    name, errors = bound.auto_id, list(bound.errors)
    typed = bound.value() if value is None else value
    described = [f"{name}-fout"] * bool(errors) + [f"{name}-uitleg"] * bool(help)
    return {
        "id": name,
        "name": bound.html_name,
        "label": label,
        "help": help,
        "type": type,
        "fill": fill,
        "numeric": numeric,
        "value": "" if type == "password" or typed is None else typed,
        "errors": errors[:1],
        "described": " ".join(described),
        "required": bound.field.required,
    }


@register.filter
def names(members: Iterable[Any]) -> dict[int, str]:
    return {member.pk: member.name for member in members}


@register.filter
def named(names: Mapping[Any, str], key: Any) -> str:
    """Look a key up; empty when it is not there."""
    return names.get(key, "")


@register.filter
def role_words(role: str) -> str:
    return ROLE_WORDS[Role(role)]


@dataclass(frozen=True)
class MemberStatus:
    """How a member stands on the list: tag, words; and whether a colleague must act."""

    tag: str
    words: str
    waits_for_key: bool = False


@register.filter
def standing(row: Mapping[str, Any]) -> MemberStatus:
    """Say how the member of a row of the members' page stands."""
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


@register.filter
def thing_words(thing: str, names: Mapping[int, str] | None = None) -> str:
    """Say a row of the audit log as people do: M-0031, U-0003, a member by name."""
    kind, _, pk = thing.partition(":")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return THING_WORDS.get(thing, thing)
    if kind == "member":
        return (names or {}).get(int(pk), f"lid {pk}")
    return NUMBER_FORMATS[kind].format(int(pk)) if kind in NUMBER_FORMATS else thing


@register.filter
def reads_as_number(thing: str) -> bool:
    """Say whether it is shown as a number like U-0003, which no line should break."""
    return thing.partition(":")[0] in {"report", "case", "callnote"}


@register.filter
def act_words(act: str) -> str:
    """Say an act of the audit log in Dutch; one without words stays as it is, never hidden."""
    return ACT_WORDS.get(act, act)


@register.filter
def reason_words(reason: str, names: Mapping[int, str] | None = None) -> str:
    return reason_text(reason, names or {})


@register.filter
def origin_words(origin: str) -> str:
    return ORIGIN_WORDS.get(origin, origin)
