"""What a member says of a period, checked: since when, until when, how it ended."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.cases.forms.fields import DataGroupField, LineField
from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.periods import (
    MANUAL_ENDS,
    PERIOD_GROUPS,
    POLICY_KINDS,
    PeriodBound,
    PeriodEnd,
    PeriodKind,
    end_of_day,
    start_of_day,
)
from uitweg.casework.cases.rules.visibility import Visibility
from uitweg.channel.forms import FormKeyField

DAY_ERRORS = {"invalid": "Dit is geen dag. Kies er een.", "required": "Kies een dag."}
TIME_ERRORS = {"invalid": "Dit is geen tijd. Schrijf die als 14:30."}
MAX_DISTANCE = timedelta(days=3660)
RUNS_ON = "open"
MAX_VERSION = 2**31 - 1


def period_group_choices(visibility: Visibility) -> list[tuple[str, str]]:
    """Return what another period can be about: what this member may change."""
    return DataGroup.choices(group for group in DataGroup if group in visibility.writable_groups)


def startable_kinds(visibility: Visibility) -> list[PeriodKind]:
    """Return which kinds of the policy this member may start."""
    return [kind for kind in POLICY_KINDS if PERIOD_GROUPS[kind] in visibility.writable_groups]


class PeriodUntilForm(forms.Form):
    """Until when: a day, and a time where that is known."""

    until_on = forms.DateField(required=False, error_messages=DAY_ERRORS)
    until_at = forms.TimeField(required=False, error_messages=TIME_ERRORS)

    @property
    def ends(self) -> PeriodBound | None:
        typed = self.cleaned_data
        on, at = typed.get("until_on"), typed.get("until_at")
        if on is None:
            return None
        zone = timezone.get_current_timezone()
        return PeriodBound(datetime.combine(on, at, zone), True) if at else end_of_day(on, zone)

    def clean_until_on(self) -> date | None:
        on: date | None = self.cleaned_data["until_on"]
        today = timezone.localdate()
        if on is not None and not today - MAX_DISTANCE <= on <= today + MAX_DISTANCE:
            raise forms.ValidationError("Deze dag ligt te ver weg. Klopt het jaar?")
        return on


class StartPeriodForm(PeriodUntilForm):
    """A kind of the policy since then; or another, with its own words and end."""

    key = FormKeyField()
    kind = forms.TypedChoiceField(
        coerce=PeriodKind, error_messages={"invalid_choice": "Kies welke termijn."}
    )
    on = forms.DateField(required=False, error_messages=DAY_ERRORS)
    at = forms.TimeField(required=False, error_messages=TIME_ERRORS)
    text = LineField(required=False)
    group = DataGroupField()

    def __init__(self, visibility: Visibility, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [*startable_kinds(visibility), PeriodKind.OTHER]
        self.fields["kind"].choices = PeriodKind.choices(kinds)  # type: ignore[attr-defined]
        self.fields["group"].choices = period_group_choices(visibility)  # type: ignore[attr-defined]

    @property
    def started(self) -> PeriodBound:
        return _started_at(self.cleaned_data["on"], self.cleaned_data["at"])

    @property
    def is_other(self) -> bool:
        return self.data.get("kind") == PeriodKind.OTHER

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < timezone.localdate() - MAX_DISTANCE:
            raise forms.ValidationError("Dit begin ligt te ver terug. Klopt het jaar?")
        return on

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        began = None if self.errors.keys() & {"on", "at"} else _started_at(typed["on"], typed["at"])
        if began and began.at > timezone.now():
            self.add_error("on", "Dit begin is nog niet geweest.")
        if typed.get("kind") == PeriodKind.OTHER:
            if "text" in typed and not typed["text"]:
                self.add_error("text", "Schrijf op wat er dan moet gebeuren.")
            if "until_on" in typed and typed["until_on"] is None:
                self.add_error("until_on", "Kies tot wanneer.")
            elif began and self.ends and self.ends.at <= began.at:
                self.add_error("until_on", "Een termijn eindigt later dan hij begon.")
        return typed


class MovePeriodEndForm(PeriodUntilForm):
    """Another end, and why."""

    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION)
    why = LineField()

    def __init__(self, began: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began = began

    def clean(self) -> dict[str, Any]:
        if "until_on" in self.cleaned_data and self.cleaned_data["until_on"] is None:
            self.add_error("until_on", "Kies tot wanneer.")
        elif self.ends and self.ends.at <= self.began:
            self.add_error("until_on", "Een termijn eindigt later dan hij begon.")
        return self.cleaned_data


class EndPeriodForm(forms.Form):
    """How it ended, or that it runs on."""

    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION)
    state = forms.ChoiceField(choices=[(RUNS_ON, RUNS_ON), *PeriodEnd.choices(MANUAL_ENDS)])

    @property
    def how(self) -> PeriodEnd | None:
        """Return how, or None where it runs on."""
        state = self.cleaned_data["state"]
        return None if state == RUNS_ON else PeriodEnd(state)


def _started_at(on: date | None, at: Any) -> PeriodBound:
    """Return when it began: now when nothing was said, a day when no time was."""
    zone, now = timezone.get_current_timezone(), timezone.localtime()
    if on is None and at is None:
        return PeriodBound(now, has_time=True)
    day = on or now.date()
    return PeriodBound(datetime.combine(day, at, zone), True) if at else start_of_day(day, zone)
