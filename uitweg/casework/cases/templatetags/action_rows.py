"""What is to do, and the forms for done, later and let go; each of forty is made in one go."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from html import escape

from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from uitweg.casework.cases.actions.plan import DecryptedAction
from uitweg.casework.cases.models import Action
from uitweg.platform.ui.moments import calendar_day

LATER_KEY_ATTRIBUTE = ' data-row-key="l"'


def to_do_rows(context: Context, rows: Iterable[DecryptedAction]) -> SafeString:
    """Say each open action of a case; where one may write, with its forms."""
    today, aims = timezone.localdate(context["today"]), context["goal_words"]
    may_write = context["may_write"]
    made = [
        f'<div class="in do" id="actie-{one.row.pk}"><p dir="auto"><b>{escape(_words(one))}</b></p>'
        f'<p class="s soft">{escape(one.row.owner.name)} · {_for(aims.get(one.row.goal_id))}'
        f"{_due(one.row.due_on, today)}</p>"
        + (
            tick_form(context, one.row, one.text) + drop_action_form(context, one.row, one.text)
            if may_write
            else ""
        )
        + "</div>"
        for one in rows
    ]
    return mark_safe("\n".join(made))  # noqa: S308  escaped, piece by piece


def _words(one: DecryptedAction) -> str:
    return "Gaat niet open met jouw sleutel." if one.text is None else one.text


def _for(aim: str | None) -> str:
    return f"voor “{escape(aim)}” · " if aim else ""


def _due(day: date | None, today: date) -> str:
    if day is None:
        return "geen dag"
    said = escape(calendar_day(day, today))
    if day > today:
        return said
    return f'<span class="tag ink">{"te laat, " if day < today else ""}{said}</span>'


def tick_form(context: Context, action: Action, words: str | None, back: str = "") -> SafeString:
    """Return the form for done and, where the page offers it, later; `back` is where to go on."""
    named, was = escape(words or ""), action.due_on.isoformat() if action.due_on else ""
    made = (
        f'<form class="row np" method="post" action="{_address("case-set-action", action.pk)}">'
        f"{_token(context)}{_hidden('verder', back) if back else ''}{_hidden('was', was)}"
        '<button class="b" name="state" value="done" data-row-key="d"'
        f' aria-label="Klaar: {named}">Klaar</button>{_later(context.get("later") or (), named)}'
        "</form>"
    )
    return mark_safe(made)  # noqa: S308  escaped, piece by piece


def drop_action_form(context: Context, action: Action, words: str | None) -> SafeString:
    """Return the form that lets an action go, folded; it asks why."""
    made = (
        '<details class="np"><summary class="s soft">Laat vallen</summary>'
        f'<form class="row near" method="post" action="{_address("case-drop-action", action.pk)}">'
        f'{_token(context)}<input name="why" maxlength="300" required autocomplete="off" dir="auto"'
        f' placeholder="Waarom?" aria-label="Waarom laat je dit vallen: {escape(words or "")}">'
        '<button class="b">Laat vallen</button></form></details>'
    )
    return mark_safe(made)  # noqa: S308  escaped, piece by piece


def _later(later: Iterable[tuple[str, date]], named: str) -> str:
    """Return a button for each day to put it off to; the first has the key."""
    return "".join(
        f'<button class="b" name="due_on" value="{day.isoformat()}"'
        f'{"" if nth else LATER_KEY_ATTRIBUTE} aria-label="{escape(when)}: {named}">'
        f"{escape(when)}</button>"
        for nth, (when, day) in enumerate(later)
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _token(context: Context) -> str:
    return _hidden("csrfmiddlewaretoken", str(context["csrf_token"]))


def _address(name: str, pk: int) -> str:
    before, after = _address_parts(name)
    return f"{before}{pk}{after}"


@cache
def _address_parts(name: str) -> tuple[str, str]:
    """Return what stands before and after the number; forty times reverse() is felt."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after
