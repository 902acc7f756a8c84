"""The forms of a period: starting it, moving its end, saying how it ended."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.cases.case.forms import DataGroupField, LineField
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.periods.rules import (
    MANUAL_ENDS,
    PERIOD_GROUPS,
    POLICY_KINDS,
    PeriodBound,
    PeriodEnd,
    PeriodKind,
    end_of_day,
    start_of_day,
)
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.ui.fields import ClockField, DayField, DayInput, with_hidden_label

TIME_ERRORS = {"invalid": "Dit is geen tijd. Schrijf die als 14:30."}
MAX_DISTANCE = timedelta(days=3660)
RUNS_ON = "open"
"""The choice that a period has not ended after all."""
MAX_VERSION = 2**31 - 1


def period_group_choices(visibility: Visibility) -> list[tuple[str, str]]:
    """Return the data groups a period of kind "other" can have: those this member may change."""
    return DataGroup.choices(group for group in DataGroup if group in visibility.writable_groups)


def startable_kinds(visibility: Visibility) -> list[PeriodKind]:
    """Return the kinds of periods in the policy that this member may start."""
    return [kind for kind in POLICY_KINDS if PERIOD_GROUPS[kind] in visibility.writable_groups]


class PeriodUntilForm(forms.Form):
    """The end of a period: a day, and a time where that is known."""

    until_on = DayField(required=False, widget=DayInput(required=True))
    until_at = ClockField(required=False, error_messages=TIME_ERRORS)

    @property
    def end(self) -> PeriodBound | None:
        day, time = self.cleaned_data.get("until_on"), self.cleaned_data.get("until_at")
        if day is None:
            return None
        zone = timezone.get_current_timezone()
        if time is None:
            return end_of_day(day, zone)
        return PeriodBound(datetime.combine(day, time, zone), has_time=True)

    def clean_until_on(self) -> date | None:
        day: date | None = self.cleaned_data["until_on"]
        today = timezone.localdate()
        if day is not None and not today - MAX_DISTANCE <= day <= today + MAX_DISTANCE:
            raise forms.ValidationError("Deze dag ligt te ver weg. Klopt het jaar?")
        return day


class StartPeriodForm(PeriodUntilForm):
    """A kind of period and its start; a period of kind "other" also has its own name and end."""

    key = FormKeyField()
    kind = forms.TypedChoiceField(
        coerce=PeriodKind, error_messages={"invalid_choice": "Kies welke termijn."}
    )
    on = DayField(required=False, initial=timezone.localdate)
    at = ClockField(required=False, error_messages=TIME_ERRORS, initial=timezone.localtime)
    text = LineField(required=False)
    group = with_hidden_label(DataGroupField())

    def __init__(self, visibility: Visibility, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [*startable_kinds(visibility), PeriodKind.OTHER]
        self.fields["kind"].choices = PeriodKind.choices(kinds)  # type: ignore[attr-defined]
        self.fields["group"].choices = period_group_choices(visibility)  # type: ignore[attr-defined]

    @property
    def start(self) -> PeriodBound:
        return _start(self.cleaned_data["on"], self.cleaned_data["at"])

    @property
    def is_other(self) -> bool:
        return self.data.get("kind") == PeriodKind.OTHER

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and day < timezone.localdate() - MAX_DISTANCE:
            raise forms.ValidationError("Dit begin ligt te ver terug. Klopt het jaar?")
        return day

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        start = None if self.errors.keys() & {"on", "at"} else self.start
        if start and start.at > timezone.now():
            self.add_error("on", "Dit begin is nog niet geweest.")
        if typed.get("kind") == PeriodKind.OTHER:
            if "text" in typed and not typed["text"]:
                self.add_error("text", "Schrijf op wat er dan moet gebeuren.")
            if "until_on" in typed and typed["until_on"] is None:
                self.add_error("until_on", "Kies tot wanneer.")
            elif start and self.end and self.end.at <= start.at:
                self.add_error("until_on", "Een termijn eindigt later dan hij begon.")
        return typed


class MovePeriodEndForm(PeriodUntilForm):
    """Another end of a period that started at `started_at`, and why."""

    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION)
    why = LineField()

    def __init__(self, started_at: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.started_at = started_at

    def clean(self) -> dict[str, Any]:
        if "until_on" in self.cleaned_data and self.cleaned_data["until_on"] is None:
            self.add_error("until_on", "Kies tot wanneer.")
        elif self.end and self.end.at <= self.started_at:
            self.add_error("until_on", "Een termijn eindigt later dan hij begon.")
        return self.cleaned_data


class EndPeriodForm(forms.Form):
    """How a period ended, or that it runs on."""

    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION)
    state = forms.ChoiceField(choices=[(RUNS_ON, RUNS_ON), *PeriodEnd.choices(MANUAL_ENDS)])

    @property
    def how(self) -> PeriodEnd | None:
        """Return how the period ended, or None when it runs on."""
        state = self.cleaned_data["state"]
        return None if state == RUNS_ON else PeriodEnd(state)


def _start(day: date | None, time: time | None) -> PeriodBound:
    """Return the start that was typed: now when both are empty, today when only the day is."""
    zone, now = timezone.get_current_timezone(), timezone.localtime()
    if day is None and time is None:
        return PeriodBound(now, has_time=True)
    day = day or now.date()
    if time is None:
        return start_of_day(day, zone)
    return PeriodBound(datetime.combine(day, time, zone), has_time=True)
