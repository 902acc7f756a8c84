"""How the pages of a conference say its states, and what is not clear about a line."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from uitweg.casework.partners.conferences.actions.texts import ITEM_GROUP
from uitweg.casework.partners.conferences.rules.states import (
    Attendance,
    ConferenceState,
    Involvement,
    ItemState,
)

register = template.Library()


@register.filter
def state_words(value: str) -> str:
    """Return a conference's state in words: bezig."""
    return ConferenceState.words_of(value)


@register.filter
def item_words(value: str) -> str:
    """Return an item's state in words: besproken."""
    return ItemState.words_of(value)


@register.filter
def involvement_words(value: str) -> str:
    """Return what the youngster knows, in words; "" when nobody said it yet."""
    return Involvement.words_of(value)


@register.filter
def attendance_words(value: str) -> str:
    """Return whether an organisation comes, in words: nog geen antwoord."""
    return Attendance.words_of(value)


@register.simple_tag
def consent_address(case_id: int, organisation: int | None, back: str) -> str:
    """Return the page that asks whether this organisation may know, and then comes back."""
    asked = urlencode({"voor": organisation or "", "groepen": ITEM_GROUP.value, "terug": back})
    return f"{reverse('add-consent', args=[case_id])}?{asked}"
