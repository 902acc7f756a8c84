"""How staff pages look: their files by content name, their menu, and times and rows in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.urls import reverse

from uitweg.casework.cases.templatetags.action_rows import tick_form, to_do_rows
from uitweg.casework.cases.templatetags.period_words import period_words
from uitweg.casework.cases.templatetags.timeline_rows import timeline
from uitweg.casework.dashboard.rules.audit_words import ACTS, ORIGINS, said
from uitweg.casework.dashboard.templatetags.draft_notes import unsent_lying, unsent_under
from uitweg.casework.dashboard.templatetags.notice_words import done_here
from uitweg.casework.dashboard.templatetags.worklist_rows import WaitingRow, waiting
from uitweg.platform.accounts.forms import ROLE_WORDS
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.ui import theme
from uitweg.platform.ui.assets import asset_path
from uitweg.platform.ui.moments import at, day
from uitweg.platform.ui.phone_links import callable_numbers
from uitweg.platform.ui.templatetags.public_look import LOOK, PARTS, icon, script_at

register = template.Library()


def sheet(name: str) -> str:
    """Return the tokens and one sheet of the look folder."""
    return sheet_at(LOOK / name)


def sheet_at(file: Path) -> str:
    return theme.tokens(settings.THEME) + file.read_text(encoding="utf-8")


DASHBOARD = PARTS / "casework" / "dashboard" / "static" / "dashboard"
CASES = PARTS / "casework" / "cases" / "static" / "cases"
SEARCH = PARTS / "casework" / "search" / "static" / "search"
DOCUMENTS = PARTS / "casework" / "documents" / "static" / "documents"
ACCOUNTS = PARTS / "platform" / "accounts" / "static" / "accounts"
DRAFTS = PARTS / "platform" / "drafts" / "static" / "drafts"
CSS, JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
FILES: dict[str, tuple[Callable[[], str], str]] = {
    "staff.css": (lambda: sheet("staff.css"), CSS),
    "paper.css": (lambda: sheet_at(DOCUMENTS / "paper.css"), CSS),
    "public.css": (lambda: sheet("public.css"), CSS),
    "staff.js": (lambda: script_at(LOOK / "staff.js"), JS),
    "picks.js": (lambda: script_at(LOOK / "picks.js"), JS),
    "call.js": (lambda: script_at(DASHBOARD / "call.js"), JS),
    "timeline.js": (lambda: script_at(CASES / "timeline.js"), JS),
    "search.js": (lambda: script_at(SEARCH / "search.js"), JS),
    "fields.js": (lambda: script_at(ACCOUNTS / "fields.js"), JS),
    "drafts.js": (lambda: script_at(DRAFTS / "drafts.js"), JS),
    "drop.js": (lambda: script_at(CASES / "drop.js"), JS),
}

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


@dataclass(frozen=True)
class Asset:
    """One file of the shelf; `path` carries its content name, so it may be kept for ever."""

    path: str
    body: bytes
    content_type: str


@cache
def _assets() -> dict[str, Asset]:
    """Read every file once, at the first question: the page and the shelf must name the same."""
    bodies = {name: make().encode() for name, (make, _) in FILES.items()}
    return {n: Asset(asset_path(n, body), body, FILES[n][1]) for n, body in bodies.items()}


def staff_assets() -> Mapping[str, tuple[bytes, str]]:
    """Return what the staff door publishes beside its pages: path to bytes and content type."""
    return {a.path: (a.body, a.content_type) for a in _assets().values()}


@register.simple_tag
def asset(name: str) -> str:
    return _assets()[name].path


@dataclass(frozen=True)
class Place:
    """One entry of the menu; `covers` names the pages that light it up, a phone shows `in_dock`."""

    name: str
    words: str
    icon: str
    permission: Permission
    covers: frozenset[str] = frozenset()
    in_dock: bool = True


DOCK = 5
"""How many places a thumb finds: who may go to no more than these finds all of them there."""
MENU = (
    Place("now", "Nu", "list", Permission.WORKLIST_READ),
    Place(
        "reports",
        "Meldingen",
        "talk",
        Permission.WORKLIST_READ,
        frozenset({"report", "folded", "fold"}),
    ),
    Place(
        "cases",
        "Casussen",
        "folder",
        Permission.CASE_LIST,
        frozenset(
            {
                *("case", "cases-out", "import", "import-columns", "import-check", "imported"),
                *("papers", "hand-over", "team-cases", "break-glass", "review-glass"),
            }
        ),
    ),
    Place(
        "members",
        "Leden",
        "two",
        Permission.MEMBER_LIST,
        frozenset({"invite", "invite-again", "admit", "end-membership"}),
    ),
    Place("content-owner", "Inhoud", "tick", Permission.CONTENT_READ, in_dock=False),
    Place(
        "keeping",
        "Bewaren",
        "lock",
        Permission.KEEPING_READ,
        frozenset({"hold-report", "keeping-cases", "run", "propose-run", "hold-case"}),
        in_dock=False,
    ),
    Place("trail", "Logboek", "clock", Permission.TRAIL_READ, in_dock=False),
    Place("me", "Ik", "one", Permission.ME_READ, frozenset({"key", "style"})),
)


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
            "in_dock": place.in_dock or len(mine) <= DOCK,
        }
        for place in mine
    ]


@register.simple_tag(takes_context=True)
def member_here(context: template.Context) -> Any:
    """Return who is in, or None; a failure can come before anyone looked."""
    return getattr(context.get("request"), "member", None)


@register.simple_tag(takes_context=True)
def allowed(context: template.Context, permission: str, thing: object = None) -> bool:
    """Say whether the member who looks may: `{% allowed "trail:read" as may_trail %}`."""
    member = getattr(context.get("request"), "member", None)
    return member is not None and may(member, Permission(permission), thing)


@register.simple_tag(takes_context=True)
def waiting_rows(context: template.Context) -> list[WaitingRow]:
    """Say what waits to the member who looks."""
    page, names, now = context["page"], context["names"], context["now"]
    return waiting(page.rows, me=context["request"].member.pk, names=names, now=now)


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
class Standing:
    """How a member stands on the list: tag, words; and whether a colleague must act."""

    tag: str
    words: str
    waits_for_key: bool = False


@register.filter
def standing(row: Mapping[str, Any]) -> Standing:
    """Say how the member of a row of the members' page stands."""
    if not row["active"]:
        return Standing("", "gestopt")
    if not row["member"].has_joined:
        over = row["invitation_is_over"]
        return Standing("", "uitnodiging verlopen" if over else "uitgenodigd")
    if row["holds_key"]:
        return Standing("way", "heeft de sleutel")
    if row["member"].should_hold_keys:
        return Standing("ink", "wacht op de sleutel", waits_for_key=True)
    return Standing("", "zonder sleutel")


NUMBERS = {
    "report": "M-{:04d}",
    "case": "U-{:04d}",
    "callnote": "B-{:04d}",
    "import": "ingelezen lijst {}",
    "upload": "klaargezette lijst {}",
    "run": "vernietigingslijst {}",
    "fold": "stapel {}",
}
THINGS = {
    "glass": "noodtoegang",
    "worklist": "werklijst",
    "trail": "logboek",
    "team": "team",
    "-": "alles",
}


@register.filter
def thing_words(thing: str, names: Mapping[int, str] | None = None) -> str:
    """Say a row of the trail as people do: M-0031, U-0003, a member by name."""
    kind, _, pk = thing.partition(":")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return THINGS.get(thing, thing)
    if kind == "member":
        return (names or {}).get(int(pk), f"lid {pk}")
    return NUMBERS[kind].format(int(pk)) if kind in NUMBERS else thing


@register.filter
def reads_as_number(thing: str) -> bool:
    """Say whether it is shown as a number like U-0003, which no line should break."""
    return thing.partition(":")[0] in {"report", "case", "callnote"}


@register.filter
def act_words(act: str) -> str:
    """Say an act of the trail in Dutch; one without words stays as it is, never hidden."""
    return ACTS.get(act, act)


@register.filter
def reason_words(reason: str, names: Mapping[int, str] | None = None) -> str:
    return said(reason, names or {})


@register.filter
def origin_words(origin: str) -> str:
    return ORIGINS.get(origin, origin)
