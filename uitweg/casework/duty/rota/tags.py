"""Template tags of the duty pages: hours in words, the cell of a shift, a button to call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from uitweg.casework.duty.rota.actions.month import ShiftCell, rota_at
from uitweg.casework.duty.rota.rules import begins_after_midnight, hours_of, odd_length
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.identifiers.phones import written_phone
from uitweg.platform.ui.templatetags.public_look import icon

register = template.Library()
register.simple_tag(rota_at, name="rota_link")
WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


@register.filter
def clock(moment: datetime) -> str:
    """Return the time of day: 08:00."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def hours(shift: Shift) -> str:
    return hours_of(shift.period)


@register.filter
def odd_hours(shift: Shift) -> str:
    return odd_length(shift.period)


@register.filter
def night_words(starts_at: datetime) -> str:
    """Return of which night a shift is that begins after midnight, for after its hours; else ""."""
    if not begins_after_midnight(starts_at):
        return ""
    begins = timezone.localtime(starts_at)
    evening = begins - timedelta(days=1)
    return f", de nacht van {date_format(evening, 'l')} op {date_format(begins, 'l')}".lower()


@register.filter
def until_words(moment: datetime, now: datetime) -> str:
    """Return how long it is until then: 15 uur en 48 minuten, 18 dagen."""
    minutes = max(0, int((moment - now) / timedelta(minutes=1)))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} dagen"
    spoken = f"{rest} minuut" if rest == 1 else f"{rest} minuten"
    return f"{hours} uur en {spoken}" if hours else spoken


@register.filter
def until_short(moment: datetime, now: datetime) -> str:
    """Return about how long it is until then: 16 uur, 18 dagen."""
    hours = round((moment - now) / timedelta(hours=1))
    return f"{hours // 24} dagen" if hours >= 48 else f"{max(hours, 1)} uur"


@register.filter
def weekday_words(digits: str) -> str:
    """Return the days of a pattern: elke dag, ma t/m vr, or each of them."""
    if digits in ("0123456", "01234"):
        return {"0123456": "elke dag", "01234": "ma t/m vr"}[digits]
    return " ".join(WEEKDAYS[int(digit)] for digit in digits)


@register.filter
def cell_class(cells: Sequence[ShiftCell]) -> str:
    """Return how a cell of the month looks: one's own, a gap."""
    own = "me" if any(cell.is_own for cell in cells) else ""
    gap = "gap" if any(not (cell.counts and cell.backup_counts) for cell in cells) else ""
    return f"{own} {gap}".strip()


@register.filter
def nth(items: Sequence[Any], number: int) -> Any:
    return items[number]


@register.simple_tag
def call_button(member: Member) -> SafeString:
    """Return a button that calls this member, or a word that there is no number."""
    if not member.phone:
        return format_html('<span class="soft s">{}</span>', "geen nummer")
    return format_html(
        '<a class="b" href="tel:{}">{}<span class="off">{}: </span>{}</a>',
        member.phone,
        icon("phone"),
        member.name,
        written_phone(member.phone),
    )
