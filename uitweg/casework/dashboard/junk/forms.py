"""The forms that mark reports as junk and restore them."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.channel.answers.actions.junk import MOST_PICKED_BY_HAND, JunkSelection

LARGEST_ID = 2**62
NOT_ON_THE_LIST = "Dit zijn geen meldingen van de lijst."


class ReportNumbersField(forms.Field):
    """The ticked reports, by id."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[int, ...]:
        texts = value or []
        if len(texts) > MOST_PICKED_BY_HAND:
            raise forms.ValidationError(NOT_ON_THE_LIST)
        if not all(text.isascii() and text.isdigit() for text in texts):
            raise forms.ValidationError(NOT_ON_THE_LIST)
        numbers = tuple(int(text[:20]) for text in texts)
        if any(number > LARGEST_ID for number in numbers):
            raise forms.ValidationError(NOT_ON_THE_LIST)
        return numbers


class RestoreJunkForm(forms.Form):
    """Which reports of a batch to restore: the ticked ones, or all."""

    numbers = ReportNumbersField(required=False)
    all = forms.BooleanField(required=False)


class MarkAsJunkForm(forms.Form):
    """Ticked reports, or all that came in between `since` and `until`.

    `made` is the moment the page with the tick boxes was made, in seconds since 1970. `danger`
    takes along reports that say there is danger now; `sure` confirms.
    """

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
        cleaned = super().clean() or self.cleaned_data
        if self.errors or cleaned.get("numbers"):
            return cleaned
        since, until = cleaned.get("since"), cleaned.get("until")
        if not since or not until:
            raise forms.ValidationError("Kruis meldingen aan, of vul een begin en een eind in.")
        if since >= until:
            raise forms.ValidationError("Het begin moet voor het eind liggen.")
        return cleaned

    def selection(self) -> JunkSelection:
        """Return the reports to mark, never one that came in after the page was made."""
        cleaned = self.cleaned_data
        made = cleaned.get("made")
        made_at = datetime.fromtimestamp(made, tz=timezone.get_current_timezone()) if made else None
        until = min(moment for moment in (self._now, made_at, cleaned.get("until")) if moment)
        if cleaned["numbers"]:
            return JunkSelection(until=until, numbers=cleaned["numbers"])
        return JunkSelection(until=until, since=cleaned["since"])
