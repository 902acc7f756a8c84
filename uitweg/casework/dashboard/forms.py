"""What is typed to lay reports aside, checked."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.channel.actions.junk import MOST_PICKED_BY_HAND, JunkSelection

LARGEST_ID = 2**62


class ReportNumbersField(forms.Field):
    """Ticked boxes: numbers of reports, each a decimal."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[int, ...]:
        typed = value or []
        if len(typed) > MOST_PICKED_BY_HAND or not all(t.isascii() and t.isdigit() for t in typed):
            raise forms.ValidationError("Dit zijn geen meldingen van de lijst.")
        numbers = tuple(int(t[:20]) for t in typed)
        if any(number > LARGEST_ID for number in numbers):
            raise forms.ValidationError("Dit zijn geen meldingen van de lijst.")
        return numbers


class BringBackForm(forms.Form):
    """Some of a fold, or all of it."""

    numbers = ReportNumbersField(required=False)
    all = forms.BooleanField(required=False)


class MarkAsJunkForm(forms.Form):
    """Ticked numbers, or a time from and to; `made` is when the page with the boxes was made."""

    numbers = ReportNumbersField(required=False)
    made = forms.FloatField(min_value=0, max_value=1e11, required=False)
    since = forms.DateTimeField(required=False)
    until = forms.DateTimeField(required=False)
    danger = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if self.errors or typed.get("numbers"):
            return typed
        since, until = typed.get("since"), typed.get("until")
        if not since or not until:
            raise forms.ValidationError("Kruis meldingen aan, of vul een begin en een eind in.")
        if since >= until:
            raise forms.ValidationError("Het begin moet voor het eind liggen.")
        return typed

    def choice(self) -> JunkSelection:
        typed = self.cleaned_data
        made = typed.get("made")
        latest = datetime.fromtimestamp(made, tz=timezone.get_current_timezone()) if made else None
        ends = [at for at in (self._now, latest, typed.get("until")) if at]
        if typed["numbers"]:
            return JunkSelection(until=min(ends), numbers=typed["numbers"])
        return JunkSelection(until=min(ends), since=typed["since"])
